using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sockeye.Servers;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Hosting.Tests.Running;

/// <summary>Servers of a host serve: each kind, each sort of handler.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task AHandlerClass_IsMadeByTheContainer_InAScopeOfItsConnection()
    {
        var visits = new ConcurrentQueue<Visit>();
        using IHost host = Scene.Host(
            services => services.AddSingleton(visits).AddScoped<Visit>().AddSockeyeServer<Counting>("counting"), ("counting:Endpoint", "127.0.0.1:0"));
        await host.StartAsync().InTime();
        using Socket one = host.Connect("counting");
        using Socket other = host.Connect("counting");
        one.SendAll("a\nb\n"u8);
        Assert.Equal("1\n2\n"u8.ToArray(), Take(one, 4));
        other.SendAll("a\n"u8);
        Assert.Equal("1\n"u8.ToArray(), Take(other, 2));
        Assert.All(visits, static visit => Assert.False(visit.IsOver));
        one.Dispose();
        Eventually.True(() => visits.Count(static visit => visit.IsOver) == 1, Scene.Patience);
        await host.StopAsync().InTime();
        Assert.Equal(2, visits.Count);
        Assert.All(visits, static visit => Assert.True(visit.IsOver));
    }

    [Fact]
    public async Task ADelegate_MayBeGivenServices_OfItsScope()
    {
        var visits = new ConcurrentQueue<Visit>();
        using IHost host = Scene.Host(
            services => services.AddSingleton(visits).AddScoped<Visit>().AddSockeyeServer("greeter", static async (request, services) =>
            {
                int number = services.GetRequiredService<Visit>().Next();
                await request.Output.WriteAsync(new[] { (byte)number });
            }),
            ("greeter:Endpoint", "127.0.0.1:0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("greeter");
        Assert.Equal([1], Take(client, 1));
        Eventually.True(() => visits.All(static visit => visit.IsOver), Scene.Patience);
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task SeveralServers_OfEachKind_EachByItsName()
    {
        string path = $"@sockeye-{Guid.NewGuid()}";
        using var folder = new TemporaryFolder();
        using IHost host = Scene.Host(
            static services => services
                .AddSockeyeServer("tcp", Scene.Echo)
                .AddSockeyeServer("unix", Scene.Echo)
                .AddSockeyeDatagramServer("udp", static request => request.ReplyAsync(request.Data))
                .AddSockeyeDatagramServer("unixgram", static (request, _) => request.ReplyAsync(request.Data))
                .AddSockeyeDatagramServer<Reversing>("class"),
            ("tcp:Endpoint", ":0"), ("unix:Endpoint", $"unix:{path}"), ("udp:Endpoint", "udp://127.0.0.1:0"), ("udp:By", "Threads"),
            ("unixgram:Endpoint", $"udp://unix:{folder.Below("socket")}"), ("class:Endpoint", "udp://127.0.0.1:0"));
        await host.StartAsync().InTime();
        foreach (string name in (string[])["tcp", "unix"])
        {
            using Socket client = host.Connect(name);
            client.Ping();
        }

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)host.Server("tcp").LocalEndPoint).Port), host.Server("tcp").LocalEndPoint);
        Assert.IsType<UnixStreamServer>(host.Server("unix"));
        Assert.Equal([1, 2], Ask(host, "udp", [1, 2]));
        Assert.Equal([1, 2], Ask(host, "unixgram", [1, 2]));
        Assert.Equal([2, 1], Ask(host, "class", [1, 2]));
        Assert.Equal(ServeBy.Threads, host.Server("udp").Options.By);
        await host.StopAsync().InTime();
    }

    [NeedsFact(Machine.Loopback6)]
    public async Task EveryAddress_IsOfBothFamilies()
    {
        using IHost host = Scene.Host(static services => services.AddSockeyeServer("echo", Scene.Echo), ("echo:Endpoint", "[::]:0"));
        await host.StartAsync().InTime();
        int port = ((IPEndPoint)host.Server("echo").LocalEndPoint).Port;
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            using Socket client = Socket.CreateConnection(new IPEndPoint(address, port));
            client.Ping();
        }

        await host.StopAsync().InTime();
    }

    [Fact]
    public void BeforeTheHostHasStarted_ThereIsNoServer()
    {
        using IHost host = Scene.Host(static services => services.AddSockeyeServer("echo", Scene.Echo), ("echo:Endpoint", ":0"));
        Assert.Contains("'echo'", Assert.Throws<InvalidOperationException>(() => host.Server("echo")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meters_AreThere_ForWhoeverListens()
    {
        using var meters = new HeardMeters();
        using IHost host = Scene.Host(static services => services.AddSockeyeServer("echo", Scene.Echo), ("echo:Endpoint", ":0"));
        await host.StartAsync().InTime();
        long before = meters["sockeye.servers.served"];
        using (Socket client = host.Connect("echo"))
        {
            client.Ping();
        }

        Assert.True(meters["sockeye.servers.served"] > before);
        await host.StopAsync().InTime();
    }

    private static byte[] Take(Socket client, int count)
    {
        byte[] bytes = new byte[count];
        client.ReceiveExactly(bytes);
        return bytes;
    }

    private static byte[] Ask(IHost host, string name, byte[] question)
    {
        EndPoint server = host.Server(name).LocalEndPoint;
        using var client = new Socket(server is UnixEndPoint ? Family.AF_UNIX : Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Scene.Patience };
        client.Bind(server is UnixEndPoint ? UnixEndPoint.Unnamed : new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(server);
        client.Send(question);
        return client.Receive(100);
    }

    /// <summary>What the container makes once a connection, and ends with it.</summary>
    private sealed class Visit : IAsyncDisposable
    {
        private int _count;

        public Visit(ConcurrentQueue<Visit> all) => all.Enqueue(this);

        internal bool IsOver { get; private set; }

        internal int Next() => ++_count;

        public ValueTask DisposeAsync()
        {
            IsOver = true;
            return default;
        }
    }

    private sealed class Counting(Visit visit) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames())
    {
        protected override ValueTask Handle(ReadOnlySequence<byte> frame) => Frames.WriteAsync(new ReadOnlySequence<byte>([(byte)('0' + visit.Next())]));
    }

    private sealed class Reversing : DatagramHandler
    {
        protected override ValueTask Handle()
        {
            byte[] bytes = Request.Data.ToArray();
            Array.Reverse(bytes);
            Output.Write(bytes);
            return default;
        }
    }
}
