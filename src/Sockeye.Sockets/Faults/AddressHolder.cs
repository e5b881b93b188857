using System.Net;
using System.Net.Sockets;
using Sockeye.Sockets.Tables;

namespace Sockeye.Sockets.Faults;

/// <summary>Who holds an address, as far as /proc shows.</summary>
/// <param name="Socket">What was found.</param>
/// <param name="Process">"python3 (process 1234)", where the system shows it.</param>
internal readonly record struct Holder(HeldBy Socket, string? Process);

/// <summary>What holds an address.</summary>
internal enum HeldBy
{
    /// <summary>No socket that /proc shows: a TCP socket that is bound and does not listen is not shown, nor is a stale socket file.</summary>
    Unknown,

    /// <summary>A connection that ended and that no process has any more (TIME_WAIT and its like).</summary>
    OldConnection,

    /// <summary>An open socket.</summary>
    Open,
}

/// <summary>Finds the process that holds an address: the socket in /proc/net, and its owner.</summary>
/// <remarks>Only for an error message, so it is allowed to be slow and to find nothing: other users' processes are hidden.</remarks>
internal static class AddressHolder
{
    internal static Holder Find(EndPoint address, SocketKind kind)
    {
        try
        {
            SocketEntry? socket = address switch
            {
                IPEndPoint ip => Internet(ip, kind),
                UnixEndPoint unix => Unix(unix),
                UnixDomainSocketEndPoint unix => Unix(UnixEndPoint.From(unix)),
                _ => null,
            };
            return socket switch
            {
                null => new Holder(HeldBy.Unknown, null),
                { Inode: 0 } => new Holder(HeldBy.OldConnection, null),
                _ => new Holder(HeldBy.Open, SocketOwners.Find(new HashSet<long> { socket.Inode })[socket.Inode].FirstOrDefault()?.ToString()),
            };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    // An address that covers ours (0.0.0.0, ::) holds it as well.
    private static SocketEntry? Internet(IPEndPoint wanted, SocketKind kind)
    {
        SocketEntry? connection = null;
        foreach (SocketEntry entry in Entries(file => file.Kind == kind && file.Protocol is not (Protocol.IPPROTO_ICMP or Protocol.IPPROTO_ICMPV6)))
        {
            if (entry.LocalEndPoint is not IPEndPoint held || held.Port != wanted.Port || !Overlap(held.Address, wanted.Address))
            {
                continue;
            }

            if (kind != SocketKind.SOCK_STREAM || entry.State == TcpState.Listen)
            {
                return entry;
            }

            // A connection holds the port of the listener that it came through: named where nobody listens.
            connection = connection is null or { Inode: 0 } ? entry : connection;
        }

        return connection;
    }

    // As text, in which the zero bytes of an abstract name are what /proc makes of them.
    private static SocketEntry? Unix(UnixEndPoint wanted)
        => Entries(static file => file.Family == Family.AF_UNIX).FirstOrDefault(entry => entry.LocalEndPoint.ToString() == wanted.ToString());

    private static IEnumerable<SocketEntry> Entries(Func<ProcNetFile, bool> which) => ProcNet.Files.Where(which).SelectMany(ProcNet.Read);

    private static bool Overlap(IPAddress held, IPAddress wanted)
        => held.Equals(wanted)
            || (held.IsIPv4MappedToIPv6 && held.MapToIPv4().Equals(wanted))
            || ProcNet.IsAny(held)
            || ProcNet.IsAny(wanted);
}
