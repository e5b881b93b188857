using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Sockeye.Sockets;

/// <summary>Where to connect or to listen, as a person writes it. The one way to write it everywhere in Sockeye.</summary>
/// <remarks>
/// <c>host:port</c>, <c>[v6]:port</c>, <c>:port</c> (this machine alone), <c>unix:/path</c>, <c>unix:@name</c>; the port may be a
/// service name; <c>tcp://</c> or <c>udp://</c> in front when it matters (also before <c>unix:</c>, for stream and datagram).
/// It is a name: <see cref="Resolve"/> asks the system for the addresses.
/// </remarks>
public sealed record EndPointName
{
    private const string Forms = "write host:port, [v6-address]:port, :port, unix:/path or unix:@name";

    private EndPointName()
    {
    }

    /// <summary>SOCK_STREAM for tcp, which is meant where nothing is said; SOCK_DGRAM for udp.</summary>
    public SocketKind Kind { get; private init; } = SocketKind.SOCK_STREAM;

    /// <summary>The host: a name or a numeric address without brackets. "localhost" for <c>:port</c>; null for a Unix address.</summary>
    public string? Host { get; private init; }

    /// <summary>The port or the service's name; null for a Unix address.</summary>
    public string? Service { get; private init; }

    /// <summary>The Unix address; null for the others.</summary>
    public UnixEndPoint? Unix { get; private init; }

    /// <summary>True where the host was left out: this machine alone, in both families.</summary>
    public bool IsLoopback { get; private init; }

    /// <summary>Reads one.</summary>
    /// <param name="text">As in the remarks of the type.</param>
    /// <exception cref="FormatException">It is none of the forms; the message says what is wrong.</exception>
    public static EndPointName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, out string? problem) ?? throw new FormatException(problem);
    }

    /// <summary>Reads one that was written as two words: host and port.</summary>
    /// <param name="host">A name or a numeric address, with brackets or without.</param>
    /// <param name="service">A port or a service's name.</param>
    /// <exception cref="FormatException">It is no host, or the port is missing or out of range. (No host at all is this machine alone.)</exception>
    public static EndPointName Parse(string host, string service)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        SocketKind kind = TakeScheme(ref host);
        return Of(host, service, kind, out string? problem) ?? throw new FormatException(problem);
    }

    /// <summary>Reads one, and answers false where it is none of the forms.</summary>
    /// <param name="text">As in the remarks of the type.</param>
    /// <param name="name">The name.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EndPointName? name)
    {
        name = text is null ? null : Parse(text, out _);
        return name is not null;
    }

    /// <summary>Asks the system for the addresses, in the order in which to try them; a Unix address is its own answer.</summary>
    /// <param name="flags">AI_PASSIVE for listening, say.</param>
    /// <exception cref="NameResolutionException">The host or the service is not known.</exception>
    public IReadOnlyList<AddressInfo> Resolve(AddressInfoFlags flags = AddressInfoFlags.None)
    {
        if (Unix is not null)
        {
            return [new AddressInfo(Family.AF_UNIX, Kind, 0, "", Unix)];
        }

        if (!IsLoopback)
        {
            return Names.GetAddrInfo(Host, Service, kind: Kind, flags: flags);
        }

        // Loopback itself and not what a hosts file makes of "localhost"; IPv4 first, where most programs listen.
        IReadOnlyList<AddressInfo> both = Names.GetAddrInfo(null, Service, kind: Kind, flags: flags & ~AddressInfoFlags.AI_PASSIVE);
        return [.. both.OrderBy(static one => one.Family == Family.AF_INET ? 0 : 1)];
    }

    /// <summary>As it can be read again.</summary>
    public override string ToString()
    {
        string scheme = Kind == SocketKind.SOCK_DGRAM ? "udp://" : "";
        return Unix is not null ? scheme + Unix
            : IsLoopback ? $"{scheme}:{Service}"
            : Host!.Contains(':', StringComparison.Ordinal) ? $"{scheme}[{Host}]:{Service}"
            : $"{scheme}{Host}:{Service}";
    }

    private static EndPointName? Parse(string text, out string? problem)
    {
        SocketKind kind = TakeScheme(ref text);
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return OfUnix(text["unix:".Length..], kind, out problem);
        }

        problem = WrongWhole(text);
        int colon = text.LastIndexOf(':');
        return problem is null ? Of(text[..colon], text[(colon + 1)..], kind, out problem) : null;
    }

    // What is wrong with host and port as one word.
    private static string? WrongWhole(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int colon = text.LastIndexOf(':');
        return text.Length == 0 ? $"an endpoint is empty: {Forms}"
            : scheme >= 0 ? $"'{text}': {text[..(scheme + 3)]} is not known here; {Forms}, with tcp:// or udp:// in front when it matters"
            : IsV6(text) ? $"'{text}' is an IPv6 address and has no port: write [{text}]:port"
            : colon < 0 || text.EndsWith(']') ? $"'{text}' has no port: {Forms}"
            : text.IndexOf(':', StringComparison.Ordinal) < colon && text[0] != '[' ? $"'{text}': put an IPv6 address in brackets, as [{text[..colon]}]:{text[(colon + 1)..]}"
            : null;
    }

    // .NET takes brackets, a port behind them and any text as a scope as well: here the address alone is meant.
    private static bool IsV6(string text)
        => !text.AsSpan().ContainsAny('[', ']')
            && text.LastIndexOf(':') < (text.Contains('%', StringComparison.Ordinal) ? text.IndexOf('%', StringComparison.Ordinal) : text.Length)
            && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    private static SocketKind TakeScheme(ref string text)
    {
        if (text.StartsWith("udp://", StringComparison.OrdinalIgnoreCase))
        {
            text = text["udp://".Length..];
            return SocketKind.SOCK_DGRAM;
        }

        if (text.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase))
        {
            text = text["tcp://".Length..];
        }

        return SocketKind.SOCK_STREAM;
    }

    private static EndPointName? OfUnix(string path, SocketKind kind, out string? problem)
    {
        problem = path.Contains('\0', StringComparison.Ordinal) ? "a Unix address has no zero character in its name" : null;
        if (problem is not null)
        {
            return null;
        }

        try
        {
            return new EndPointName
            {
                Kind = kind,
                Unix = path.StartsWith('@') ? UnixEndPoint.Abstract(path[1..]) : new UnixEndPoint(path),
            };
        }
        catch (ArgumentException wrong)
        {
            problem = path.Length == 0 ? "unix: needs a path or an @name behind it" : WithoutParameter(wrong);
            return null;
        }
    }

    // The sentence for a person, who knows nothing of our parameter's name.
    private static string WithoutParameter(ArgumentException wrong)
        => wrong.Message.Replace($" (Parameter '{wrong.ParamName}')", "", StringComparison.Ordinal);

    private static EndPointName? Of(string host, string service, SocketKind kind, out string? problem)
    {
        problem = WrongHost(host) ?? WrongService(service);
        if (problem is not null)
        {
            return null;
        }

        bool loopback = host.Length == 0;
        string bare = loopback ? "localhost" : host.StartsWith('[') ? host[1..^1] : host;
        return new EndPointName { Kind = kind, Host = bare, Service = service, IsLoopback = loopback };
    }

    private static string? WrongHost(string host)
    {
        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && IsV6(host[1..^1]) ? null : $"'{host}' is not an IPv6 address in brackets";
        }

        return HasSpace(host) ? $"'{host}' has white space in it and is no host name"
            : host.Contains(':', StringComparison.Ordinal) && !IsV6(host) ? $"'{host}' is neither a host name nor an IPv6 address"
            : null;
    }

    private static bool HasSpace(string text) => text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static string? WrongService(string service)
    {
        if (service.Length == 0)
        {
            return $"the port is missing: {Forms}";
        }

        if (HasSpace(service) || service.AsSpan().ContainsAny('/', ']'))
        {
            return $"'{service}' is neither a port nor a service's name";
        }

        if (service.AsSpan(service[0] is '-' or '+' ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
        {
            return null;    // a service's name: the system knows whether there is one
        }

        return int.TryParse(service, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port) && port is >= 0 and <= IPEndPoint.MaxPort && service[0] is not ('-' or '+')
            ? null
            : $"port {service} is out of range: a port is a number from 0 to {IPEndPoint.MaxPort}";
    }
}
