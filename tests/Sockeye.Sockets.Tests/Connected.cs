using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>Two sockets that are connected to each other, and scenes where nothing moves.</summary>
internal static class Connected
{
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    internal static IPEndPoint Loopback => new(IPAddress.Loopback, 0);

    internal static IPEndPoint Loopback6 => new(IPAddress.IPv6Loopback, 0);

    internal static UnixEndPoint FreshName => UnixEndPoint.Abstract("sockeye-" + Guid.NewGuid());

    internal static string FreshPath => Path.Combine(Path.GetTempPath(), "sockeye-" + Guid.NewGuid().ToString("N"));

    internal static (Socket Client, Socket Server) Tcp(EndPoint? at = null)
    {
        using Socket listener = Socket.CreateServer(at ?? Loopback);
        Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        return (client, listener.Accept());
    }

    /// <summary>Both know each other: a datagram from anybody else does not come in.</summary>
    internal static (Socket First, Socket Second) Udp()
    {
        var first = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        var second = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        first.Bind(Loopback);
        second.Bind(Loopback);
        first.Connect(second.LocalEndPoint);
        second.Connect(first.LocalEndPoint);
        return (first, second);
    }

    /// <summary>A listener of the family whose queue is full: the next connect waits. Everything made is added to <paramref name="kept"/>.</summary>
    internal static EndPoint FullListener(Family family, List<Socket> kept)
    {
        Socket listener = Socket.CreateServer(family == Family.AF_UNIX ? FreshName : Loopback, new ServerOptions { Backlog = 0 });
        kept.Add(listener);
        kept.Add(Socket.CreateConnection(listener.LocalEndPoint));
        return listener.LocalEndPoint;
    }

    /// <summary>Fills the socket's way out until it takes no more; answers how many bytes went.</summary>
    internal static long Fill(Socket socket)
    {
        byte[] block = new byte[64 * 1024];
        long sent = 0;
        while (true)
        {
            try
            {
                sent += socket.Send(block, MessageFlags.MSG_DONTWAIT);
            }
            catch (WouldBlockException)
            {
                return sent;
            }
        }
    }

    internal static byte[] Pattern(int length, int seed = 7)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
