using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// Services and protocols, both ways: from the system's tables, /etc/services and /etc/protocols as a rule.
public static partial class Names
{
    /// <summary>A service's port: getservbyname(3).</summary>
    /// <param name="name">Such as "http", or an alias.</param>
    /// <param name="protocol">"tcp", "udp" …; null for the first that has it.</param>
    /// <exception cref="NameResolutionException">There is no such service (EAI_SERVICE).</exception>
    /// <exception cref="ArgumentException">A zero character.</exception>
    public static int GetServByName(string name, string? protocol = null)
    {
        Check(name);
        HostText.ThrowIfCut(protocol, nameof(protocol));
        return ServiceCalls.ServiceByName(name, protocol)?.Port ?? throw NoService("getservbyname", HostText.Shown(name), protocol);
    }

    /// <summary>A port's service: getservbyport(3).</summary>
    /// <param name="port">0 to 65535.</param>
    /// <param name="protocol">"tcp", "udp" …; null for the first that has it.</param>
    /// <exception cref="NameResolutionException">There is no service at that port (EAI_SERVICE).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <exception cref="ArgumentException">A zero character.</exception>
    public static string GetServByPort(int port, string? protocol = null)
    {
        ThrowIfNoPort(port);
        HostText.ThrowIfCut(protocol, nameof(protocol));
        return ServiceCalls.ServiceByPort((ushort)port, protocol)?.Name ?? throw NoService("getservbyport", $"{port}", protocol);
    }

    /// <summary>Every service that the system knows, in the order of its table: getservent(3). Empty with musl, which reads its table only for a name.</summary>
    public static IReadOnlyList<ServiceEntry> GetServices()
        => ServiceCalls.Services().ConvertAll(static one => new ServiceEntry(one.Name, one.Aliases, one.Port, one.Protocol));

    /// <summary>A protocol's number: getprotobyname(3).</summary>
    /// <param name="name">Such as "tcp", or an alias such as "TCP".</param>
    /// <exception cref="NameResolutionException">There is no such protocol (EAI_NONAME).</exception>
    /// <exception cref="ArgumentException">A zero character.</exception>
    public static Protocol GetProtoByName(string name)
    {
        Check(name);
        FoundProtocol found = ServiceCalls.ProtocolByName(name) ?? throw NoProtocol("getprotobyname", HostText.Shown(name));
        return (Protocol)found.Number;
    }

    /// <summary>A protocol's name: getprotobynumber(3).</summary>
    /// <param name="number">IPPROTO_…</param>
    /// <exception cref="NameResolutionException">There is no such protocol (EAI_NONAME).</exception>
    public static string GetProtoByNumber(Protocol number)
        => ServiceCalls.ProtocolByNumber((int)number)?.Name ?? throw NoProtocol("getprotobynumber", $"{(int)number}");

    /// <summary>Every protocol that the system knows, in the order of its table: getprotoent(3).</summary>
    public static IReadOnlyList<ProtocolEntry> GetProtocols()
        => ServiceCalls.Protocols().ConvertAll(static one => new ProtocolEntry(one.Name, one.Aliases, (Protocol)one.Number));

    private static NameResolutionException NoService(string operation, string what, string? protocol) => LookupFault.OfTable(
        operation,
        protocol is null ? $"of {what}" : $"of {what}, protocol {HostText.Shown(protocol)}",
        ResolveError.EAI_SERVICE,
        protocol is null ? "no such service" : "no such service with that protocol");

    private static NameResolutionException NoProtocol(string operation, string what)
        => LookupFault.OfTable(operation, $"of {what}", ResolveError.EAI_NONAME, "no such protocol");
}
