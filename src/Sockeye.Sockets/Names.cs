using System.Globalization;
using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>Names and addresses: who am I, and where is that host and service? Usable with <c>using static</c>.</summary>
/// <remarks>All members may be called from any thread; they block while the system looks up.</remarks>
public static class Names
{
    /// <summary>This machine's name: gethostname(2).</summary>
    public static string GetHostName()
    {
        SysResult got = NameCalls.GetHostName(out string name);
        return got.Failed ? throw FaultFactory.Create(new Fault("gethostname", got.Error)) : name;
    }

    /// <summary>Turns a host and a service into addresses: getaddrinfo(3).</summary>
    /// <param name="host">A name or a numeric address; null for this machine: loopback, or every address with AI_PASSIVE.</param>
    /// <param name="service">A name such as "http" or a port number as text; null for port 0.</param>
    /// <param name="family">Only this family; AF_UNSPEC for all.</param>
    /// <param name="kind">Only this kind; 0 for all, which gives each address once a kind.</param>
    /// <param name="protocol">Only this protocol; 0 for all.</param>
    /// <param name="flags">AI_CANONNAME, AI_PASSIVE, AI_NUMERICHOST …</param>
    /// <returns>At least one answer, in the order in which to try them.</returns>
    /// <exception cref="NameResolutionException">No such host, no such service …; its code says which.</exception>
    /// <exception cref="ArgumentException">The host or the service has a zero character in it, where C would see its end.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The service is a number, but no port.</exception>
    public static IReadOnlyList<AddressInfo> GetAddrInfo(
        string? host,
        string? service,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None)
    {
        ThrowIfCut(host, nameof(host));
        ThrowIfCut(service, nameof(service));
        ThrowIfNoPort(service);
        var found = new List<FoundAddress>();
        int code = NameCalls.GetAddrInfo(host, service, (int)family, (int)kind, (int)protocol, (int)flags, found, out Errno error);
        if (code != 0)
        {
            throw new NameResolutionException(Question(host, service), (ResolveError)code, error);
        }

        return found.ConvertAll(static one => new AddressInfo(
            (Family)one.Family,
            (SocketKind)one.SocketType,
            (Protocol)one.Protocol,
            one.CanonicalName,
            AddressCodec.Read(one.Address) ?? new RawEndPoint((Family)one.Family, [])));
    }

    /// <summary>The same for a port number.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <inheritdoc cref="GetAddrInfo(string?, string?, Family, SocketKind, Protocol, AddressInfoFlags)"/>
    public static IReadOnlyList<AddressInfo> GetAddrInfo(
        string? host,
        int port,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return GetAddrInfo(host, port.ToString(CultureInfo.InvariantCulture), family, kind, protocol, flags);
    }

    private static void ThrowIfCut(string? text, string parameter)
    {
        if (text is not null && text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a name has no zero character in it", parameter);
        }
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

    /// <summary>The number of a network interface: if_nametoindex(3). What joining a group on it takes.</summary>
    /// <param name="name">Such as "lo" or "eth0".</param>
    /// <exception cref="SocketFaultException">There is none of that name (ENODEV).</exception>
    public static int IfNameToIndex(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        SysResult index = NameCalls.InterfaceIndex(name);
        return index.Failed
            ? throw FaultFactory.Create(new Fault("if_nametoindex", index.Error) { Hint = $"there is no interface {name}" })
            : (int)index.Value;
    }

    private static string Question(string? host, string? service) => (host, service) switch
    {
        (null, null) => "of nothing",
        (null, _) => $"of service {service}",
        (_, null) => $"of {host}",
        _ => $"of {host}, service {service}",
    };
}
