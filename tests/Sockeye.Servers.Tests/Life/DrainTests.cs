using System.Buffers;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Life;

/// <summary>A server stops: what ends in time, and what does not.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task AConversation_MayComeToItsEnd()
    {
        await using var running = new Running(static async request =>
        {
            var stop = new TaskCompletionSource();
            await using CancellationTokenRegistration told = request.Server.Stopping.Register(stop.SetResult);
            await stop.Task;
            await request.Output.WriteAsync("bye"u8.ToArray());
        });
        using Socket client = running.Enter();
        Assert.Equal(new Drained(Ended: 1, Aborted: 0, Abandoned: 0), await running.Server.ShutdownAsync().InTime());
        await running.Serving.InTime();
        Assert.Equal("bye"u8.ToArray(), client.Take(3));
        client.DemandEnd();
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task WhoEndsWithTheServersToken_HasNotFailed()
    {
        await using var running = new Running(Scene.UntilStopped);
        using Socket client = running.Enter();
        Assert.Equal(new Drained(1, 0, 0), await running.Server.ShutdownAsync().InTime());
        Assert.Empty(running.Told);
        Assert.Equal(0, running.Server.Counts.Failed);
    }

    [Fact]
    public async Task WhatDoesNotEndInTime_IsAborted_AndCounted()
    {
        var clock = new HandClock();
        await using var running = new Running(Scene.Stay, new ServingOptions { Clock = clock });
        using Socket one = running.Enter();
        using Socket two = running.Enter();
        Task<Drained> drained = running.Server.ShutdownAsync();
        Eventually.True(() => running.Server.Stopping.IsCancellationRequested, Scene.Patience);
        two.Dispose();
        Eventually.True(() => running.Server.Counts.Active == 1, Scene.Patience);
        clock.Pass(TimeSpan.FromSeconds(29));
        Assert.False(drained.IsCompleted);
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(new Drained(Ended: 1, Aborted: 1, Abandoned: 0), await drained.InTime());
        one.DemandReset();
        Assert.Equal(1, running.Server.Counts.Aborted);
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task ASecondCall_ShortensTheTime_AndNeverLengthensIt()
    {
        var clock = new HandClock();
        await using var running = new Running(Scene.Stay, new ServingOptions { Clock = clock, DrainTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan });
        using Socket client = running.Enter();
        Task<Drained> drained = running.Server.ShutdownAsync();
        Eventually.True(() => running.Server.Stopping.IsCancellationRequested, Scene.Patience);
        clock.Pass(TimeSpan.FromHours(1));
        Assert.False(drained.IsCompleted);
        Task<Drained> again = running.Server.ShutdownAsync(TimeSpan.FromMinutes(1));
        _ = running.Server.ShutdownAsync(TimeSpan.FromHours(1));
        _ = running.Server.ShutdownAsync();
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(new Drained(0, 1, 0), await drained.InTime());
        Assert.Equal(new Drained(0, 1, 0), await again.InTime());
    }

    [Fact]
    public async Task ZeroAbortsAtOnce()
    {
        await using var running = new Running(Scene.Stay, new ServingOptions { Clock = new HandClock() });
        using Socket client = running.Enter();
        Assert.Equal(new Drained(0, 1, 0), await running.Server.ShutdownAsync(TimeSpan.Zero).InTime());
        client.DemandReset();
    }

    [Fact]
    public async Task AHandlerThatNeverEnds_IsNotWaitedForForEver()
    {
        var clock = new HandClock();
        var never = new TaskCompletionSource();
        await using var running = new Running(_ => never.Task, new ServingOptions { Clock = clock });
        using Socket client = running.Enter();
        Task<Drained> drained = running.Server.ShutdownAsync(TimeSpan.Zero);
        client.DemandReset();
        Eventually.True(
            () =>
            {
                clock.Pass(TimeSpan.FromSeconds(5));
                return drained.IsCompleted;
            },
            Scene.Patience);
        Assert.Equal(new Drained(Ended: 0, Aborted: 1, Abandoned: 1), await drained);
        never.SetResult();
        running.DemandNobody();
    }

    [Fact]
    public async Task FramesEnd_BetweenTwoFrames()
    {
        await using var running = new Running(() => new EchoFrames());
        using Socket idle = running.Enter();
        using Socket amid = running.Enter();
        idle.SendAll([0, 0, 0, 1, 7]);
        Assert.Equal([0, 0, 0, 1, 7], idle.Take(5));
        amid.SendAll([0, 0, 0, 1, 6, 0, 0, 0, 2, 8]);
        Assert.Equal([0, 0, 0, 1, 6], amid.Take(5));
        Task<Drained> drained = running.Server.ShutdownAsync();
        idle.DemandEnd();
        Assert.False(drained.IsCompleted);
        amid.SendAll([9]);
        Assert.Equal([0, 0, 0, 2, 8, 9], amid.Take(6));
        amid.DemandEnd();
        Assert.Equal(new Drained(2, 0, 0), await drained.InTime());
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task WhoBeginsToReadFrames_WhenTheServerStops_FindsTheirEnd()
    {
        await using var running = new Running(static async request =>
        {
            var stop = new TaskCompletionSource();
            await using CancellationTokenRegistration told = request.Server.Stopping.Register(stop.SetResult);
            await stop.Task;
            await using var frames = request.InFrames(Scene.Prefixed);
            await Assert.ThrowsAsync<EndOfStreamException>(async () => await frames.ReadAsync());
            await frames.ReadAsync();
        });
        using Socket client = running.Enter();
        Assert.Equal(new Drained(1, 0, 0), await running.Server.ShutdownAsync().InTime());
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task WhatIsRegisteredWithTheToken_CannotHoldUpTheEnd()
    {
        using var released = new ManualResetEventSlim();
        await using var running = new Running(Scene.Stay);
        using CancellationTokenRegistration throws = running.Server.Stopping.Register(static () => throw new InvalidDataException("on purpose"));
        using CancellationTokenRegistration hangs = running.Server.Stopping.Register(() => released.Wait(2 * Scene.Patience));
        using Socket client = running.Enter();
        Assert.Equal(new Drained(0, 1, 0), await running.Server.ShutdownAsync(TimeSpan.Zero).InTime());
        released.Set();
    }

    // Clients come all the time while the server ends: each is served, refused or reset, and none is left.
    [Fact]
    public async Task ClientsThatComeMeanwhile_AreNotLeftBehind()
    {
        for (int round = 0; round < 10; round++)
        {
            await using var running = new Running(Scene.UntilStopped);
            Task<int> coming = Scene.OnThread(() =>
            {
                int came = 0;
                try
                {
                    while (true)
                    {
                        using Socket client = Socket.CreateConnection(running.Server.LocalEndPoint);
                        came++;
                    }
                }
                catch (SocketFaultException)
                {
                    return came;
                }
            });
            Eventually.True(() => running.Server.Counts.Served > 20, Scene.Patience);
            Drained drained = await running.Server.ShutdownAsync().InTime();
            await coming.InTime();
            Assert.Equal(0, drained.Aborted);
            Assert.Equal(0, running.Server.Counts.Active);
            Assert.Empty(running.Told);
        }
    }

    [Fact]
    public async Task WhatWasWritten_IsFlushedAtTheEnd()
    {
        await using var running = new Running(static request =>
        {
            request.Output.Write("words"u8);
            return Task.CompletedTask;
        });
        using Socket client = running.Connect();
        Assert.Equal("words"u8.ToArray(), client.Take(5));
        client.DemandEnd();
        running.DemandNobody();
    }
}
