using System.Globalization;
using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Calls;

/// <summary>A question for getaddrinfo(3).</summary>
internal sealed record AddressQuestion(string? Host, string? Service)
{
    // Names in letters are turned into ASCII and back here, so these need not go on: musl does not know them.
    private const AddressInfoFlags Letters = AddressInfoFlags.AI_IDN | AddressInfoFlags.AI_CANONIDN
        | AddressInfoFlags.AI_IDN_ALLOW_UNASSIGNED | AddressInfoFlags.AI_IDN_USE_STD3_ASCII_RULES;

    /// <summary>What the caller called: it is named in errors.</summary>
    internal string Operation { get; init; } = "getaddrinfo";

    internal Family Family { get; init; }

    internal SocketKind Kind { get; init; }

    internal Protocol Protocol { get; init; }

    internal AddressInfoFlags Flags { get; init; }

    /// <summary>What it is about, as an error says it.</summary>
    internal string Target => (Host, Service) switch
    {
        (null, null) => "of nothing",
        (null, _) => $"of service {HostText.Shown(Service)}",
        (_, null) => $"of {HostText.Shown(Host)}",
        _ => $"of {HostText.Shown(Host)}, service {HostText.Shown(Service)}",
    };

    /// <summary>As a lookup, for the threads that ask them.</summary>
    internal Lookup<IReadOnlyList<AddressInfo>> ToLookup() => new(Operation, Target, Ask);

    /// <exception cref="ArgumentException">A zero character; a number that is no port.</exception>
    internal AddressQuestion Check()
    {
        HostText.ThrowIfCut(Host, "host");
        HostText.ThrowIfCut(Service, "service");
        ThrowIfNoPort(Service);
        return this;
    }

    /// <summary>Asks the system. At least one answer.</summary>
    internal IReadOnlyList<AddressInfo> Ask()
    {
        string? host = HostText.ToAscii(Host, Operation);
        var found = new List<FoundAddress>();
        int code = NameCalls.GetAddrInfo(host, Service, (int)Family, (int)Kind, (int)Protocol, (int)(Flags & ~Letters), found, out Errno error);
        return code == 0
            ? found.ConvertAll(ToInfo)
            : throw LookupFault.OfAddress(Operation, Target, (ResolveError)code, error, Hint((ResolveError)code));
    }

    private AddressInfo ToInfo(FoundAddress one) => new(
        (Family)one.Family,
        (SocketKind)one.SocketType,
        (Protocol)one.Protocol,
        Flags.HasFlag(AddressInfoFlags.AI_CANONIDN) ? HostText.ToLetters(one.CanonicalName) : one.CanonicalName,
        AddressCodec.Read(one.Address) ?? new RawEndPoint((Family)one.Family, []));

    // One code stands for many mistakes: where it is plain which, the error says so.
    private string? Hint(ResolveError code) => code switch
    {
        ResolveError.EAI_BADFLAGS when Host is null && Flags.HasFlag(AddressInfoFlags.AI_CANONNAME) => "AI_CANONNAME needs a host",
        ResolveError.EAI_NONAME when Host is not null && Scope(Host) is string scope => InterfaceCalls.IndexOf(scope).Failed
            ? $"there is no interface {scope}"
            : "only a link-local address has an interface behind it",
        ResolveError.EAI_NONAME when Host is not null && Flags.HasFlag(AddressInfoFlags.AI_NUMERICHOST) => "AI_NUMERICHOST takes an address in digits alone",
        ResolveError.EAI_NONAME when Service is not null && Flags.HasFlag(AddressInfoFlags.AI_NUMERICSERV) => "AI_NUMERICSERV takes a port in digits alone",
        ResolveError.EAI_NONAME when Host is not null && Family is Family.AF_INET or Family.AF_INET6
            => $"no such name, or it has no {(Family == Family.AF_INET ? "IPv4" : "IPv6")} address",
        _ => null,
    };

    private static string? Scope(string host)
    {
        int percent = host.IndexOf('%', StringComparison.Ordinal);
        return percent > 0 && host.AsSpan(0, percent).Contains(':') && IPAddress.TryParse(host.AsSpan(0, percent), out _) ? host[(percent + 1)..] : null;
    }

    // glibc reads "65616" as port 80 and "-1" as 65535, and steps over spaces in front; another port than was meant is no answer.
    private static void ThrowIfNoPort(string? service)
    {
        ReadOnlySpan<char> number = service.AsSpan().TrimStart();
        number = number.TrimStart("+-");
        if (!number.IsEmpty
            && !number.ContainsAnyExceptInRange('0', '9')
            && !(number.Length == service!.Length && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort))
        {
            throw new ArgumentOutOfRangeException(nameof(service), $"port {service} is out of range: a port is a number from 0 to {IPEndPoint.MaxPort}");
        }
    }
}
