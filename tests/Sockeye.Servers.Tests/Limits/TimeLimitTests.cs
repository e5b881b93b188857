using System.Buffers;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;

namespace Sockeye.Servers.Tests.Limits;

/// <summary>How long, and how fast, by a clock that the test moves: who is over the limit is dropped, counted and told; others are not touched.</summary>
public sealed class TimeLimitTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task WhoSendsNothing_IsDropped()
    {
        var clock = new HandClock();
        await using var running = new Running(Scene.Echo, new ServingOptions { Clock = clock, IdleTimeout = TimeSpan.FromSeconds(20) });
        using Socket silent = running.Enter();
        using Socket lively = running.Enter();
        for (int i = 0; i < 19; i++)
        {
            Pass(clock, 1);
            lively.Ping();
        }

        Assert.Empty(running.Told);
        silent.Ping();                      // it counts from the last word
        for (int i = 0; i < 19; i++)
        {
            Pass(clock, 1);
            lively.Ping();
        }

        Assert.Empty(running.Told);
        Pass(clock, 6);
        silent.DemandReset();
        Assert.Equal($"recv from {silent.LocalEndPoint}: the client sent nothing for 20 s (ETIMEDOUT)", running.Demand<SocketTimeoutException>(silent).Message);
        lively.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.Idle]);
        Assert.Equal(0, running.Server.Counts.Failed);
        Eventually.True(() => running.Server.Counts.Active == 1, Scene.Patience);
    }

    [Fact]
    public async Task WhoReadsAsAStream_IsLookedAtTheSame()
    {
        var clock = new HandClock();
        await using var running = new Running(
            static async request =>
            {
                await using Stream stream = request.AsStream();
                byte[] buffer = new byte[100];
                for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, count));
                }
            },
            new ServingOptions { Clock = clock, IdleTimeout = TimeSpan.FromSeconds(20) });
        using Socket client = running.Enter();
        for (int i = 0; i < 2; i++)
        {
            client.Ping();
            running.DemandReading();
            Pass(clock, 19);
        }

        client.Ping();
        running.DemandReading();
        Pass(clock, 25);
        client.DemandReset();
        running.Demand<SocketTimeoutException>(client);
        running.DemandNobody();
        Assert.Empty(running.Told);         // told once, though the handler met it too
    }

    // Its handler computes: the client is not to blame.
    [Fact]
    public async Task WhoIsNotWaitedFor_IsNotIdle()
    {
        var clock = new HandClock();
        var work = new TaskCompletionSource();
        await using var running = new Running(
            async request =>
            {
                await work.Task;
                await Scene.Echo(request);
            },
            new ServingOptions { Clock = clock });
        using Socket client = running.Enter();
        Pass(clock, 300);
        work.SetResult();
        client.Ping();
        Assert.Empty(running.Told);
    }

    /// <summary>Who takes a little now and then is no better: the kernel has room for more only when a good part of what it keeps was taken.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    public async Task WhoTakesNothing_OrHardlyAnything_IsDropped(int bytesASecond)
    {
        var clock = new HandClock();
        await using var running = new Running(
            static async request =>
            {
                byte[] much = new byte[64 * 1024];
                while (true)
                {
                    await request.Output.WriteAsync(much);
                }
            },
            new ServingOptions { Clock = clock });
        using Socket stopped = running.Enter();
        using Socket reading = running.Enter();
        for (int i = 0; i < 40; i++)
        {
            Pass(clock, 1);
            reading.Take(4 << 20);
            stopped.Take(i < 29 ? bytesASecond : 0);
        }

        Assert.Equal($"send to {stopped.LocalEndPoint}: the client took nothing of what was sent to it for 30 s (ETIMEDOUT)", running.Demand<SocketTimeoutException>(stopped).Message);
        Assert.Equal(1, running.Server.Counts[Limit.Write]);
        Eventually.True(() => running.Server.Counts.Active == 1, Scene.Patience);
        reading.Take(4 << 20);
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task AFrameThatDrips_IsDropped_HoweverSteadily()
    {
        var clock = new HandClock();
        await using var running = new Running(() => new EchoFrames(), new ServingOptions { Clock = clock, MinimumRate = 0 });
        using Socket drips = running.Enter();
        using Socket quick = running.Enter();
        drips.SendAll([0, 0, 1, 0]);
        for (int i = 0; i < 28; i++)
        {
            drips.SendAll([1]);
            Pass(clock, 1);
            Echo(quick);
        }

        Assert.Empty(running.Told);
        Pass(clock, 6);
        Assert.Equal($"recv from {drips.LocalEndPoint}: a frame was not whole after 30 s (ETIMEDOUT)", running.Demand<SocketTimeoutException>(drips).Message);
        drips.DemandReset();
        Echo(quick);
        Assert.Equal(1, running.Server.Counts[Limit.Frame]);
    }

    [Fact]
    public async Task AFrameThatIsTooSlow_IsDropped_FromItsFifthSecondOn()
    {
        var clock = new HandClock();
        await using var running = new Running(() => new EchoFrames(), new ServingOptions { Clock = clock });
        using Socket slow = running.Enter();
        using Socket enough = running.Enter();
        using Socket quick = running.Enter();
        slow.SendAll([0, 0, 255, 0]);
        enough.SendAll([0, 0, 255, 0]);
        for (int i = 0; i < 4; i++)
        {
            slow.SendAll([1]);
            enough.SendAll(new byte[1000]);
            Echo(quick);            // by now the server has what was sent before
            Pass(clock, 1);
        }

        Assert.Empty(running.Told);
        for (int i = 0; i < 5; i++)
        {
            enough.SendAll(new byte[1000]);
            Echo(quick);            // by now the server has what was sent before
            Pass(clock, 1);
        }

        string words = running.Demand<SocketTimeoutException>(slow).Message;
        Assert.StartsWith($"recv from {slow.LocalEndPoint}: a frame came at ", words, StringComparison.Ordinal);
        Assert.EndsWith("bytes a second, and 64 are the least (ETIMEDOUT)", words, StringComparison.Ordinal);
        slow.DemandReset();
        Assert.Equal(1, running.Server.Counts[Limit.Rate]);
        Eventually.True(() => running.Server.Counts.Active == 2, Scene.Patience);
        Assert.Empty(running.Told);
    }

    // The handler takes its time with a frame, and half of the next one is there: that one's time has not begun.
    [Fact]
    public async Task ASlowHandler_IsNotTheClientsFault()
    {
        var clock = new HandClock();
        var work = new TaskCompletionSource();
        using var works = new ManualResetEventSlim();
        await using var running = new Running(
            async request =>
            {
                var frames = request.InFrames(Scene.Prefixed);
                await foreach (ReadOnlySequence<byte> frame in frames)
                {
                    works.Set();
                    await work.Task;
                    await frames.WriteAsync(frame);
                }
            },
            new ServingOptions { Clock = clock });
        using Socket client = running.Enter();
        client.SendAll([0, 0]);
        running.DemandHeard();
        Pass(clock, 2);
        client.SendAll([0, 1, 5, 0, 0, 0, 2]);
        Assert.True(works.Wait(Scene.Patience));
        Pass(clock, 100);
        work.SetResult();
        Assert.Equal([0, 0, 0, 1, 5], client.Take(5));
        client.SendAll([6, 7]);
        Assert.Equal([0, 0, 0, 2, 6, 7], client.Take(6));
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task AMalformedFrame_EndsItsConnectionAlone()
    {
        await using var running = new Running(() => new EchoFrames());
        using Socket good = running.Enter();
        using Socket bad = running.Enter();
        bad.SendAll([255, 255, 255, 255]);
        bad.DemandReset();
        ProtocolException error = running.Demand<ProtocolException>(bad);
        Assert.Equal(ProtocolError.TooLarge, error.Kind);
        Assert.Equal(bad.LocalEndPoint.ToString(), error.Peer);
        Echo(good);

        using Socket half = running.Enter();
        half.SendAll([0, 0, 0, 9, 1]);
        half.Shutdown(ShutdownHow.SHUT_WR);
        half.DemandReset();
        Assert.Equal(ProtocolError.Truncated, running.Demand<ProtocolException>(half).Kind);
        Echo(good);
        Assert.Equal(2, running.Server.Counts[Limit.Malformed]);
        Assert.Equal(0, running.Server.Counts.Failed);
    }

    [Fact]
    public async Task WithAllLimitsOff_NobodyIsLookedAt()
    {
        var clock = new HandClock();
        await using var running = new Running(() => new EchoFrames(), new ServingOptions
        {
            Clock = clock,
            IdleTimeout = Timeout.InfiniteTimeSpan,
            FrameTimeout = Timeout.InfiniteTimeSpan,
            WriteTimeout = Timeout.InfiniteTimeSpan,
            MinimumRate = 0,
        });
        using Socket client = running.Enter();
        client.SendAll([0, 0, 0]);
        for (int i = 0; i < 10; i++)
        {
            clock.Pass(TimeSpan.FromDays(1));
        }

        client.SendAll([1, 5]);
        Assert.Equal([0, 0, 0, 1, 5], client.Take(5));
    }

    private static void Echo(Socket client)
    {
        client.SendAll([0, 0, 0, 1, 5]);
        Assert.Equal([0, 0, 0, 1, 5], client.Take(5));
    }

    // In steps that are no longer than the time between two looks.
    private static void Pass(HandClock clock, int seconds)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(seconds); passed += Step)
        {
            clock.Pass(Step);
        }
    }
}
