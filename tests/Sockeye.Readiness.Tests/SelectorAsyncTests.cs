namespace Sockeye.Readiness.Tests;

/// <summary>The wait of a selector, awaited: on each back end it says what the blocking one says.</summary>
public sealed class SelectorAsyncTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static TheoryData<SelectorKind> Kinds => [.. Enum.GetValues<SelectorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WhatIsReady_IsToldEachTime_AndWhatIsNotIsWaitedFor(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read, "near");
        for (int round = 0; round < 50; round++)
        {
            Task<IReadOnlyList<SelectorReady>> waiting = selector.WaitAsync();
            scene.Far.Send("x"u8);
            for (int i = 0; i < 2; i++)
            {
                SelectorReady ready = Assert.Single(await waiting.WaitAsync(Patience));
                Assert.Equal(("near", SelectorEvents.Read), (ready.Key.Data, ready.Events));
                waiting = selector.WaitAsync();     // told by level
            }

            await waiting.WaitAsync(Patience);
            scene.Near.Receive(new byte[10].AsSpan());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WhenTheTimeIsUp_NothingIsTold(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read);
        Assert.Empty(await selector.WaitAsync(TimeSpan.Zero).WaitAsync(Patience));
        Assert.Empty(await selector.WaitAsync(Moment).WaitAsync(Patience));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => selector.WaitAsync(TimeSpan.FromSeconds(-2)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ATokenAndDispose_EndIt(SelectorKind kind)
    {
        using var source = new CancellationTokenSource();
        using Selector selector = Selector.Create(kind);
        Task waiting = selector.WaitAsync(cancellation: source.Token);
        Eventually.True(() => selector.IsWaiting, Patience);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => selector.WaitAsync(cancellation: source.Token));

        waiting = selector.WaitAsync();
        Eventually.True(() => selector.IsWaiting, Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => selector.WaitAsync().WaitAsync(Patience));
        Assert.Throws<InvalidOperationException>(() => selector.Select(TimeSpan.Zero));
        selector.Dispose();
        ObjectDisposedException closed = await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Patience));
        Assert.Contains("the selector is closed", closed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => selector.WaitAsync());
    }

    [Fact]
    public async Task WhatIsRegisteredMeanwhile_OnEpoll_IsTold()
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create();
        Task<IReadOnlyList<SelectorReady>> waiting = selector.WaitAsync();
        Assert.False(waiting.IsCompleted);
        selector.Register(scene.Near, SelectorEvents.Write);
        Assert.Same(scene.Near, Assert.Single(await waiting.WaitAsync(Patience)).Key.Object);
    }

    [Fact]
    public async Task ManyWaits_OnEpoll_HoldNoThread()
    {
        Selector[] selectors = [.. Enumerable.Range(0, 200).Select(static _ => Selector.Create())];
        int before = Directory.GetDirectories("/proc/self/task").Length;
        Task[] waiting = [.. selectors.Select(static selector => selector.WaitAsync())];
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 1, before + Environment.ProcessorCount + 8);
        foreach (Selector selector in selectors)
        {
            selector.Dispose();
        }

        foreach (Task task in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => task.WaitAsync(Patience));
        }
    }
}
