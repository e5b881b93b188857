using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Sockets that clients can come to, for who accepts by himself.</summary>
internal static class Listeners
{
    // A burst of clients that finds the queue full waits a second each time; the kernel caps it at net.core.somaxconn.
    private const int LongestBacklog = 4096;

    /// <param name="name">Where.</param>
    /// <param name="replaceStale">Remove a Unix socket's file first, where nobody listens.</param>
    /// <param name="clients">How many may come at once.</param>
    /// <inheritdoc cref="Places{T}.Open" path="/exception"/>
    internal static Places<Socket> Open(EndPointName name, bool replaceStale = false, int clients = 1)
        => Places<Socket>.Open(name, replaceStale, (address, dual) => Open(address, name.Kind, HowFor(clients) with { DualStack = dual }), static socket => socket.LocalEndPoint);

    /// <summary>How it is listened where so many clients may come at once: so many, and the usual at least, may wait to be accepted.</summary>
    internal static ServerOptions HowFor(int clients) => new() { Backlog = Math.Clamp(clients, Socket.DefaultBacklog, LongestBacklog) };

    private static Socket Open(EndPoint address, SocketKind kind, ServerOptions how)
    {
        if (kind == SocketKind.SOCK_STREAM)
        {
            return Socket.CreateServer(address, how);
        }

        var socket = new Socket(FamilyOf(address), kind);
        try
        {
            if (socket.Family == Family.AF_INET6)
            {
                socket.Options.IPv6Only = !how.DualStack;
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Family FamilyOf(EndPoint address) => address switch
    {
        UnixEndPoint => Family.AF_UNIX,
        IPEndPoint { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } => Family.AF_INET,
        _ => Family.AF_INET6,
    };
}
