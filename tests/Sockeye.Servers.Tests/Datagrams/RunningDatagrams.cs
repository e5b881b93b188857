using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>A datagram server that serves, and what its hook was told.</summary>
internal sealed class RunningDatagrams : IAsyncDisposable
{
    private readonly LoopGroup _loops = new(new LoopOptions { Loops = 2 });

    internal RunningDatagrams(Func<DatagramRequest, ValueTask> handler, ServingOptions? options = null, EndPoint? at = null)
        : this(options, complete => at is UnixEndPoint unix ? new UnixDatagramServer(unix, handler, complete) : new UdpServer((IPEndPoint?)at ?? Scene.Anywhere, handler, complete))
    {
    }

    internal RunningDatagrams(Func<DatagramHandler> handler, ServingOptions? options = null)
        : this(options, complete => new UdpServer(Scene.Anywhere, handler, complete))
    {
    }

    private RunningDatagrams(ServingOptions? options, Func<ServingOptions, DatagramServer> make)
    {
        Server = make((options ?? new ServingOptions()) with { Loops = _loops, Failed = (client, error) => Told.Enqueue((client, error)) });
        Serving = Server.ServeForeverAsync();
    }

    internal DatagramServer Server { get; }

    internal Task Serving { get; }

    internal ConcurrentQueue<(EndPoint Client, Exception Error)> Told { get; } = [];

    internal static ValueTask Echo(DatagramRequest request) => request.ReplyAsync(request.Data);

    /// <summary>A client of this server.</summary>
    internal Socket Client(EndPoint? from = null) => Client(Server.LocalEndPoint, from);

    internal static Socket Client(EndPoint server, EndPoint? from = null)
    {
        var client = new Socket(server is UnixEndPoint ? Family.AF_UNIX : server is IPEndPoint { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ? Family.AF_INET6 : Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Scene.Patience };
        if (from is not null)
        {
            client.Bind(from);
        }

        client.Connect(server);
        return client;
    }

    /// <summary>A client over a Unix socket whose queue takes no more than net.unix.max_dgram_qlen: one that is connected to the server could have all of that one's buffer.</summary>
    internal static Socket Unconnected()
    {
        var client = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM) { Timeout = Scene.Patience };
        client.Bind(DatagramClient.Name());
        return client;
    }

    /// <summary>Waits until the hook was told something, and takes it: of that kind, and of that client where one is given.</summary>
    internal TError Demand<TError>(Socket? client = null) where TError : Exception
    {
        Eventually.True(() => !Told.IsEmpty, Scene.Patience);
        Assert.True(Told.TryDequeue(out (EndPoint Client, Exception Error) told));
        if (client is not null)
        {
            Assert.Equal(client.LocalEndPoint, told.Client);
        }

        return Assert.IsType<TError>(told.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().InTime();
        await Serving.InTime();
        _loops.Dispose();
    }
}

/// <summary>What clients of datagram servers do.</summary>
internal static class DatagramClient
{
    private static int s_names;

    /// <summary>A name for a Unix socket that nobody else has.</summary>
    internal static UnixEndPoint Name() => UnixEndPoint.Abstract($"sockeye-datagrams-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}");

    internal static void Send(this Socket client, string words) => client.Send(Encoding.UTF8.GetBytes(words));

    internal static string Hear(this Socket client) => Encoding.UTF8.GetString(client.Receive(70_000));

    internal static string Ask(this Socket client, string words)
    {
        client.Send(words);
        return client.Hear();
    }

    internal static string Words(this DatagramRequest request) => Encoding.UTF8.GetString(request.Data.Span);
}
