using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>An address as Python writes it: (host, port) and (host, port, flow, scope), where a host may be a name; a Unix path or name as bytes.</summary>
internal sealed record PythonAddress(object? Value)
{
    internal EndPoint For(Family family) => (family, Value) switch
    {
        (Family.AF_INET, object[] and [string host, long port]) => new IPEndPoint(Names.GetHostByName(host), (int)port),
        (Family.AF_INET6, object[] and [string host, long port, long flow, long scope])
            => new FlowEndPoint(new IPAddress(Version6(host), scope), (int)port, (uint)flow),
        (Family.AF_UNIX, byte[] and [0, .. var name]) => UnixEndPoint.Abstract(name),
        (Family.AF_UNIX, byte[] and []) => UnixEndPoint.Unnamed,
        (Family.AF_UNIX, byte[] path) => new UnixEndPoint(path),
        _ => throw new NotSupportedException($"no address of {family} is known here"),
    };

    internal static object? Of(EndPoint? address) => address switch
    {
        IPEndPoint { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } v4 => (v4.Address.ToString(), v4.Port),
        IPEndPoint v6 => (Inet.InetNtop(Family.AF_INET6, v6.Address.GetAddressBytes()), v6.Port, (v6 as FlowEndPoint)?.FlowInfo ?? 0, v6.Address.ScopeId),
        UnixEndPoint { IsAbstract: true } named => (byte[])[0, .. named.Bytes],
        UnixEndPoint path => new FileName(path.Bytes.ToArray()),
        RawEndPoint { Data.IsEmpty: true } => null,
        RawEndPoint raw => (raw.Family, raw.Data.ToArray()),
        _ => null,
    };

    // Python: an empty host is every address.
    private static byte[] Version6(string host)
    {
        EndPoint first = Names.GetAddrInfo(host.Length == 0 ? null : host, 0, Family.AF_INET6, SocketKind.SOCK_DGRAM, 0, AddressInfoFlags.AI_PASSIVE)[0].EndPoint;
        return ((IPEndPoint)first).Address.GetAddressBytes();
    }
}
