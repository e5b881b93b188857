using System.Net;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Tests;

/// <summary>Lookups that take longer than the caller has.</summary>
public sealed class LookupsTests
{
    private static readonly IReadOnlyList<AddressInfo> Answer = [new(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", new IPEndPoint(IPAddress.Loopback, 7))];

    [Fact]
    public void ANameServerThatDoesNotAnswer_IsGivenUpAtTheDeadline_AndOthersAreAnswered()
    {
        using var stuck = new ManualResetEventSlim();
        long before = Lookups.Abandoned;
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(() => Ask(Stuck(stuck), TimeSpan.FromMilliseconds(50)));
        Assert.False(late.IsConnectionLost);
        Assert.StartsWith("getaddrinfo of name:7: no answer in time", late.Message, StringComparison.Ordinal);
        Assert.Same(Answer, Ask(static () => Answer, Connected.Patience));

        using var token = new CancellationTokenSource();
        using var asked = new ManualResetEventSlim();       // one that is cancelled before it has asked gives nothing up
        var cancelled = new BlockedCall(() => Lookups.Ask("name:7", Stuck(stuck, asked), Deadline.Never, token.Token));
        Assert.True(asked.Wait(Connected.Patience));
        token.Cancel();
        Assert.IsAssignableFrom<OperationCanceledException>(cancelled.End());
        Assert.True(Lookups.Abandoned >= before + 2);

        // All threads held up: a question waits in line, no longer than its own deadline, and is answered when there is room again.
        var held = Enumerable.Range(0, 4).Select(_ => new BlockedCall(() => Ask(Stuck(stuck), Connected.Patience))).ToArray();
        var last = new BlockedCall(() => Assert.Same(Answer, Ask(static () => Answer, Connected.Patience)));
        stuck.Set();
        Assert.Null(last.End());
        Assert.All(held, static call => Assert.Null(call.End()));
    }

    [Fact]
    public void UnderAnInterruptHook_ALookupWithoutDeadline_CanBeLeftByAThreadInterrupt()
    {
        using var stuck = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        int asking = 0;
        Exception? end = null;
        var caller = new Thread(() => new InterruptHook(static () => { }).Run(() => end = Record.Exception(() => Lookups.Ask("name:7", Ask, Deadline.Never, CancellationToken.None))));
        caller.Start();
        Assert.True(asked.Wait(Connected.Patience));
        caller.Interrupt();
        Assert.True(caller.Join(Connected.Patience));
        stuck.Set();
        Assert.IsType<ThreadInterruptedException>(end);
        Assert.NotEqual(caller.ManagedThreadId, asking);

        IReadOnlyList<AddressInfo> Ask()
        {
            asking = Environment.CurrentManagedThreadId;
            asked.Set();
            stuck.Wait();
            return Answer;
        }
    }

    [Fact]
    public async Task Awaited_ItHoldsNoThread_AndIsGivenUpInTheSameWay()
    {
        using var stuck = new ManualResetEventSlim();
        long before = Lookups.Abandoned;
        var never = new Lookup<IReadOnlyList<AddressInfo>>("getaddrinfo", "of name:7", Stuck(stuck));
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(
            () => Lookups.AskAsync(never, Deadline.After(TimeSpan.FromMilliseconds(50)), CancellationToken.None));
        Assert.StartsWith("getaddrinfo of name:7: no answer in time", late.Message, StringComparison.Ordinal);

        using var token = new CancellationTokenSource();
        Task<IReadOnlyList<AddressInfo>> cancelled = Lookups.AskAsync(never, Deadline.Never, token.Token);
        Assert.False(cancelled.IsCompleted);
        await token.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True(Lookups.Abandoned >= before + 2);

        Task<IReadOnlyList<AddressInfo>> answered = Lookups.AskAsync(never, Deadline.After(Connected.Patience), CancellationToken.None);
        stuck.Set();
        Assert.Same(Answer, await answered);
    }

    [Fact]
    public void WhatTheLookupThrows_ComesToTheCaller()
    {
        NameResolutionException unknown = Assert.Throws<NameResolutionException>(() => Socket.CreateConnection(
            "no such name", 7, new ConnectOptions { Timeout = Connected.Patience }));
        Assert.StartsWith("getaddrinfo of no such name, service 7: ", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<NameResolutionException>(() => Socket.CreateConnection("no such name", 7));
    }

    private static IReadOnlyList<AddressInfo> Ask(Func<IReadOnlyList<AddressInfo>> ask, TimeSpan limit)
        => Lookups.Ask("name:7", ask, Deadline.After(limit), CancellationToken.None);

    private static Func<IReadOnlyList<AddressInfo>> Stuck(ManualResetEventSlim until, ManualResetEventSlim? asked = null) => () =>
    {
        asked?.Set();
        until.Wait(Connected.Patience);
        return Answer;
    };
}
