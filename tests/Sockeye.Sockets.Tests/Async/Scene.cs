namespace Sockeye.Sockets.Tests.Async;

/// <summary>Pairs of sockets by name, for tests that hold for each of them; and how a wait that must end is awaited.</summary>
internal static class Scene
{
    internal static readonly string[] Streams = ["tcp", "tcp6", "unix"];

    internal static readonly string[] Datagrams = ["udp", "unix datagrams", "seqpacket"];

    internal static string[] All => [.. Streams, .. Datagrams];

    internal static TheoryData<string> Of(IEnumerable<string> kinds) => [.. kinds];

    internal static (Socket One, Socket Two) Pair(string kind) => kind switch
    {
        "tcp" => Connected.Tcp(),
        "tcp6" => Connected.Tcp(Connected.Loopback6),
        "unix" => Socket.SocketPair(),
        "udp" => Connected.Udp(),
        "unix datagrams" => Socket.SocketPair(kind: SocketKind.SOCK_DGRAM),
        "seqpacket" => Socket.SocketPair(kind: SocketKind.SOCK_SEQPACKET),
        _ => throw new ArgumentException(kind),
    };

    internal static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Connected.Patience);

    internal static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Connected.Patience);

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Connected.Patience);
}
