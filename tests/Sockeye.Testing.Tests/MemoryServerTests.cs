using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Sockeye.Connections.Tls;
using Sockeye.Servers;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing.Tests;

/// <summary>A server in memory has the handlers, limits, hooks, counts and drain of a server; and all of time's limits are met by the hand clock at once, and exactly.</summary>
public sealed class MemoryServerTests
{
    private readonly HandClock _clock = new();
    private readonly ConcurrentQueue<Exception> _told = [];

    [Fact]
    public async Task AHandler_ServesClients_AndDrains()
    {
        await using MemoryServer server = Serve(new MemoryPairOptions { Cuts = Cuts.Every(1, 2) });
        Task serving = server.ServeForeverAsync();
        await new PeerScript().Say([0, 0, 0, 2, 7, 8]).Expect([0, 0, 0, 2, 7, 8]).HalfClose().ExpectEnd().RunAsync(server.Connect());
        using MemoryEnd stays = server.Connect();
        await server.SettledAsync();
        Assert.Equal(1, server.Counts.Active);
        Drained drained = await server.ShutdownAsync();        // a framed handler ends between two frames
        Assert.Equal(new Drained(1, 0, 0), drained);
        await serving;
        Assert.Equal(2, server.Counts.Served);
        Assert.Throws<ConnectionRefusedException>(() => server.Connect());
        Assert.Empty(_told);
    }

    [Fact]
    public async Task OneRequest_IsServed_AndMoreWait()
    {
        await using MemoryServer server = Serve();
        using MemoryEnd one = server.Connect();
        using MemoryEnd two = server.Connect();
        await one.Output.CompleteAsync();
        Assert.True(await server.HandleRequestAsync());
        Assert.Equal(1, server.Counts.Served);
        await server.DisposeAsync();
        await new PeerScript().ExpectReset().RunAsync(two);
    }

    [Fact]
    public async Task WhoIsIdle_IsDroppedAtTheLimit_AndNotBefore()
    {
        await using MemoryServer server = Serve();
        _ = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        await server.SettledAsync();
        _clock.Pass(TimeSpan.FromSeconds(119));
        Assert.Empty(_told);
        _clock.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(1, server.Counts[Limit.Idle]);
        SocketTimeoutException told = Assert.IsType<SocketTimeoutException>(Assert.Single(_told));
        Assert.Contains("from 127.0.0.1:1: the client sent nothing for 120 s", told.Message, StringComparison.Ordinal);
        await new PeerScript().ExpectReset().RunAsync(client);
    }

    [Fact]
    public async Task AHalfFrame_IsDropped_ByItsTime()
    {
        await using MemoryServer server = Serve();
        _ = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        await client.Output.WriteAsync(Bytes([0, 0, 8, 0], 2000));
        await server.SettledAsync();
        _clock.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(_told);
        _clock.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(1, server.Counts[Limit.Frame]);
        Assert.Contains("a frame was not whole after 30 s", Assert.Single(_told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatDoesNotRead_IsDropped_WhenTheFlushHasWaitedItsTime()
    {
        await using MemoryServer server = Serve(new MemoryPairOptions { Capacity = 100 });
        _ = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        for (int i = 0; i < 3; i++)
        {
            await client.Output.WriteAsync(Bytes([0, 0, 0, 30], 30));      // the third answer finds no room
            await server.SettledAsync();
        }

        _clock.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(_told);
        _clock.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(1, server.Counts[Limit.Write]);
    }

    [Fact]
    public async Task BadFrames_ThrowTheirClientOut_AndNobodyElse()
    {
        await using MemoryServer server = Serve();
        _ = server.ServeForeverAsync();
        using MemoryEnd good = server.Connect();
        await new PeerScript().Say([255, 255, 255, 255]).ExpectReset().RunAsync(server.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 9)));
        ProtocolException told = Assert.IsType<ProtocolException>(Assert.Single(_told));
        Assert.Equal("192.0.2.7:9", told.Peer);
        Assert.Equal(1, server.Counts[Limit.Malformed]);
        await new PeerScript().Say([0, 0, 0, 1, 5]).Expect([0, 0, 0, 1, 5]).RunAsync(good);
    }

    [Fact]
    public async Task WhoHasNoRoom_ReadsWhy()
    {
        var options = new ServingOptions { MaxPerAddress = 1, Refusal = "no"u8.ToArray(), Clock = _clock };
        await using var server = new MemoryServer(static () => new Echo(), options);
        _ = server.ServeForeverAsync();
        using MemoryEnd one = server.Connect();
        await server.SettledAsync();
        await new PeerScript().Expect("no").ExpectEnd().RunAsync(server.Connect());
        Assert.Equal(1, server.Counts[Limit.PerAddress]);
        await new PeerScript().Say([0, 0, 0, 0]).Expect([0, 0, 0, 0]).RunAsync(server.Connect(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 1)));
    }

    // It would be of no use if it said so too early: what was sent has been answered, whatever is under way in between.
    [Fact]
    public async Task Settled_MeansThatAllWasHeard()
    {
        int heard = 0;
        await using var server = new MemoryServer(
            async request =>
            {
                await foreach (ReadOnlySequence<byte> _ in request.InFrames(new LineFrames()))
                {
                    await Task.Yield();
                    Interlocked.Increment(ref heard);
                }
            },
            pairs: new MemoryPairOptions { Cuts = Cuts.Every(3) });
        _ = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        for (int i = 1; i <= 200; i++)
        {
            await client.Output.WriteAsync("a word or two\n"u8.ToArray());
            await server.SettledAsync();
            Assert.Equal(i, Volatile.Read(ref heard));
        }
    }

    // Whoever stands in for a socket has to bear what stands above sockets.
    [Fact]
    public async Task Tls_GoesOverMemory()
    {
        ServerCertificates development = ServerCertificates.Development();
        var options = new ServingOptions { Tls = new TlsServerOptions { Certificates = development } };
        await using var server = new MemoryServer(static () => new Echo(), options, new MemoryPairOptions { Cuts = Cuts.Random(seed: 5, largest: 700) });
        _ = server.ServeForeverAsync();
        await using var secure = new SslStream(server.Connect().AsStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync(Bytes([0, 0, 8, 0], 2048));
        byte[] back = new byte[2052];
        await secure.ReadExactlyAsync(back);
        Assert.Equal(Bytes([0, 0, 8, 0], 2048), back);
    }

    [Fact]
    public async Task AHandlerThatIsAtSomethingElse_IsNotSettled()
    {
        await using var server = new MemoryServer(static request => Task.Delay(Timeout.Infinite, request.Server.Stopping));
        _ = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(() => server.SettledAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Contains("127.0.0.1:1", late.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(byte[] head, int more) => [.. head, .. new byte[more]];

    private MemoryServer Serve(MemoryPairOptions? pairs = null)
        => new(static () => new Echo(), new ServingOptions { Clock = _clock, MinimumRate = 0, Failed = (_, error) => _told.Enqueue(error) }, pairs);

    private sealed class Echo() : FramedHandler<ReadOnlySequence<byte>>(new PrefixedFrames(LengthPrefix.UInt32, maximum: 4096))
    {
        protected override ValueTask Handle(ReadOnlySequence<byte> frame) => Frames.WriteAsync(frame);
    }
}
