using System.Globalization;
using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// From names to socket addresses and back, for every family.
public static partial class Names
{
    /// <summary>Turns a host and a service into addresses: getaddrinfo(3).</summary>
    /// <param name="host">A name or a numeric address, with a scope where it is link-local (fe80::1%eth0); null for this machine: loopback, or every address with AI_PASSIVE.</param>
    /// <param name="service">A name such as "http" or a port number as text; null for port 0.</param>
    /// <param name="family">Only this family; AF_UNSPEC for all.</param>
    /// <param name="kind">Only this kind; 0 for all, which gives each address once a kind.</param>
    /// <param name="protocol">Only this protocol; 0 for all.</param>
    /// <param name="flags">AI_CANONNAME, AI_PASSIVE, AI_NUMERICHOST … (AI_IDN is as if always set.)</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <returns>At least one answer, in the order in which to try them.</returns>
    /// <exception cref="NameResolutionException">No such host, no such service …; its code says which.</exception>
    /// <exception cref="SocketTimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The host or the service has a zero character in it, where C would see its end.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The service is a number, but no port.</exception>
    public static IReadOnlyList<AddressInfo> GetAddrInfo(
        string? host,
        string? service,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None,
        LookupOptions? options = null)
        => Ask(Question(host, service, family, kind, protocol, flags), options);

    /// <summary>The same for a port number.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <inheritdoc cref="GetAddrInfo(string?, string?, Family, SocketKind, Protocol, AddressInfoFlags, LookupOptions?)"/>
    public static IReadOnlyList<AddressInfo> GetAddrInfo(
        string? host,
        int port,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None,
        LookupOptions? options = null)
        => Ask(Question(host, PortText(port), family, kind, protocol, flags), options);

    /// <summary>getaddrinfo(3) while the caller goes on: it is asked on one of a few threads that do nothing else.</summary>
    /// <inheritdoc cref="GetAddrInfo(string?, string?, Family, SocketKind, Protocol, AddressInfoFlags, LookupOptions?)"/>
    public static Task<IReadOnlyList<AddressInfo>> GetAddrInfoAsync(
        string? host,
        string? service,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None,
        LookupOptions? options = null)
        => AskAsync(Question(host, service, family, kind, protocol, flags), options);

    /// <summary>The same for a port number.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <inheritdoc cref="GetAddrInfoAsync(string?, string?, Family, SocketKind, Protocol, AddressInfoFlags, LookupOptions?)"/>
    public static Task<IReadOnlyList<AddressInfo>> GetAddrInfoAsync(
        string? host,
        int port,
        Family family = Family.AF_UNSPEC,
        SocketKind kind = 0,
        Protocol protocol = 0,
        AddressInfoFlags flags = AddressInfoFlags.None,
        LookupOptions? options = null)
        => AskAsync(Question(host, PortText(port), family, kind, protocol, flags), options);

    /// <summary>Turns a socket address into words: getnameinfo(3).</summary>
    /// <param name="address">An address with a port; of a Unix one glibc answers this machine and the path.</param>
    /// <param name="flags">NI_NUMERICHOST, NI_NUMERICSERV, NI_NAMEREQD … With NI_IDN the name comes in letters.</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <returns>Names where the system knows any, else digits.</returns>
    /// <exception cref="NameResolutionException">NI_NAMEREQD and there is no name; a flag that is not known; a family that has no names.</exception>
    /// <exception cref="SocketTimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The end point is a name itself.</exception>
    public static NameInfo GetNameInfo(EndPoint address, NameInfoFlags flags = NameInfoFlags.None, LookupOptions? options = null)
        => Ask(Question(address, flags), options);

    /// <summary>getnameinfo(3) while the caller goes on: it is asked on one of a few threads that do nothing else.</summary>
    /// <inheritdoc cref="GetNameInfo(EndPoint, NameInfoFlags, LookupOptions?)"/>
    public static Task<NameInfo> GetNameInfoAsync(EndPoint address, NameInfoFlags flags = NameInfoFlags.None, LookupOptions? options = null)
        => AskAsync(Question(address, flags), options);

    private static Lookup<IReadOnlyList<AddressInfo>> Question(string? host, string? service, Family family, SocketKind kind, Protocol protocol, AddressInfoFlags flags)
        => new AddressQuestion(host, service) { Family = family, Kind = kind, Protocol = protocol, Flags = flags }.Check().ToLookup();

    private static Lookup<NameInfo> Question(EndPoint address, NameInfoFlags flags)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] room = new byte[AddressCodec.MaxSize];
        int size = AddressCodec.Write(address, room);
        return new Lookup<NameInfo>("getnameinfo", $"of {address}", () => Spell(room, size, flags, $"of {address}"));
    }

    // The letters of a name are made here, as for getaddrinfo: musl does not know these flags.
    private const NameInfoFlags Letters = NameInfoFlags.NI_IDN | NameInfoFlags.NI_IDN_ALLOW_UNASSIGNED | NameInfoFlags.NI_IDN_USE_STD3_ASCII_RULES;

    private static NameInfo Spell(byte[] room, int size, NameInfoFlags flags, string target)
    {
        var code = (ResolveError)NameCalls.GetNameInfo(room, size, (int)(flags & ~Letters), out string host, out string service, out Errno error);
        return code != ResolveError.None ? throw LookupFault.OfAddress("getnameinfo", target, code, error)
            : new NameInfo(flags.HasFlag(NameInfoFlags.NI_IDN) ? HostText.ToLetters(host) : host, service);
    }

    private static string PortText(int port)
    {
        ThrowIfNoPort(port);
        return port.ToString(CultureInfo.InvariantCulture);
    }

    private static void ThrowIfNoPort(int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
    }
}
