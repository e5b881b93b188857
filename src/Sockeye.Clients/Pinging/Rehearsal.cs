using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Clients.Pinging;

/// <summary>A message to ourselves, before it counts: what the runtime compiles at the first call, some fifty milliseconds of it, is no round trip.</summary>
internal static class Rehearsal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly Lazy<bool> Done = new(Hold);

    /// <summary>Once a process.</summary>
    internal static void Once() => _ = Done.Value;

    // The verbs, the wait and the addresses are those of an echo; only the protocol is another.
    private static bool Hold()
    {
        try
        {
            using var socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            socket.Deadline = Deadline.After(Patience);
            using var stop = new CancellationTokenSource();
            socket.SendTo("rehearsal"u8, socket.LocalEndPoint, cancellation: stop.Token);
            return socket.ReceiveFrom(new byte[16], cancellation: stop.Token).Count > 0;
        }
        catch (SocketFaultException)
        {
            return false;   // then the first round trip is longer than the network's
        }
    }
}
