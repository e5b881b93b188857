using Sockeye.Loops.Timing;
using Sockeye.Native;
using Sockeye.Testing;

namespace Sockeye.Loops.Tests;

public sealed class LoopTests : IDisposable
{
    private readonly LoopGroup _group = new(new LoopOptions { Loops = 1 });

    public void Dispose() => _group.Dispose();

    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public void What_comes_is_handed_out_byte_by_byte(Lane lane)
    {
        using var pair = new Pair(_group, lane: lane);
        var receiving = new Receiving(pair, static _ => { }).Begin();
        for (int i = 1; i <= 100; i++)
        {
            pair.Send();
            Eventually.True(() => receiving.Times == i, Pair.Patience);
        }

        pair.Send(50);
        Eventually.True(() => receiving.Times == 150, Pair.Patience);
    }

    [Fact]
    public void The_peers_end_is_an_outcome_of_nothing()
    {
        using var pair = new Pair(_group);
        var receiving = new Receiving(pair, static _ => { }).Begin();
        pair.Far.Dispose();
        Eventually.True(() => receiving.End is { Failed: false, Value: 0 }, Pair.Patience);
    }

    [Fact]
    public void Closing_ends_what_waits_and_the_loop_forgets_the_channel()
    {
        using var pair = new Pair(_group);
        var receiving = new Receiving(pair, static _ => { }).Begin();
        Assert.Equal(1, pair.Channel.Loop.Watched);
        pair.Channel.Descriptor.Dispose();
        Eventually.True(() => receiving.End is { Error: Errno.ECANCELED }, Pair.Patience);
        Assert.Equal(0, pair.Channel.Loop.Watched);
    }

    [Fact]
    public void What_begins_after_the_close_ends_at_once()
    {
        using var pair = new Pair(_group);
        pair.Channel.Descriptor.Dispose();
        var receiving = new Receiving(pair, static _ => { }).Begin();
        Eventually.True(() => receiving.End is { Error: Errno.ECANCELED }, Pair.Patience);
    }

    [Fact]
    public void Cancelling_ends_the_one_it_is_meant_for()
    {
        using var pair = new Pair(_group);
        var receiving = new Receiving(pair, static _ => { });
        int first = pair.Channel.Reads.NextTicket;
        receiving.Begin();
        pair.Send();
        Eventually.True(() => receiving.Times == 1 && pair.Channel.Reads.IsWaiting, Pair.Patience);
        int second = pair.Channel.Reads.NextTicket;
        pair.Channel.Cancel(Direction.Read, first);
        Assert.Null(receiving.End);
        pair.Channel.Cancel(Direction.Read);
        Eventually.True(() => receiving.End is { Error: Errno.ECANCELED }, Pair.Patience);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_place_that_is_used_again_does_not_get_the_events_of_the_one_before()
    {
        for (int round = 0; round < 200; round++)
        {
            using var gone = new Pair(_group);
            new Receiving(gone, static _ => { }).Begin();
            gone.Send();
            gone.Channel.Descriptor.Dispose();
            using var next = new Pair(_group);
            var receiving = new Receiving(next, static _ => { }).Begin();
            next.Send();
            Eventually.True(() => receiving.Times == 1, Pair.Patience);
        }

        Eventually.True(() => _group.Next().Watched == 0, Pair.Patience);
    }

    [Fact]
    public void A_sender_that_never_pauses_does_not_keep_others_from_their_turn()
    {
        using var busy = new Pair(_group);
        using var quiet = new Pair(_group);
        using var stop = new ManualResetEventSlim();
        new Receiving(busy, static _ => { }).Begin();
        var receiving = new Receiving(quiet, static _ => { }).Begin();
        var sender = new Thread(() =>
        {
            while (!stop.IsSet)
            {
                busy.Send(1);
            }
        });
        sender.Start();
        for (int i = 1; i <= 50; i++)
        {
            quiet.Send();
            Eventually.True(() => receiving.Times == i, Pair.Patience);
        }

        stop.Set();
        sender.Join();
    }

    [Fact]
    public void A_timer_wakes_a_loop_that_sleeps_and_by_the_clock_that_was_given()
    {
        var clock = new HandClock();
        using var group = new LoopGroup(new LoopOptions { Loops = 1, Clock = clock });
        Loop loop = group.Next();
        using var rung = new ManualResetEventSlim();
        var timer = new Ringing(rung);
        if (loop.Timers.Set(timer, TimeSpan.FromHours(1)))
        {
            loop.Inbox.WakeSleeper();
        }

        Assert.False(rung.Wait(50));
        Eventually.True(
            () =>
            {
                clock.Pass(TimeSpan.FromMinutes(10));
                return rung.IsSet;
            },
            Pair.Patience);
    }

    [Fact]
    public void A_group_that_is_disposed_ends_what_waits_on_it()
    {
        var group = new LoopGroup(new LoopOptions { Loops = 2 });
        using var one = new Pair(group);
        using var two = new Pair(group);
        var first = new Receiving(one, static _ => { }).Begin();
        var second = new Receiving(two, static _ => { }).Begin();
        group.Dispose();
        Eventually.True(() => first.End is { Error: Errno.ECANCELED } && second.End is { Error: Errno.ECANCELED }, Pair.Patience);
        Assert.Throws<ObjectDisposedException>(() => group.Next());
    }

    [Fact]
    public void Also_from_within_a_handler()
    {
        var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        using var other = new Pair(group);
        var waiting = new Receiving(other, static _ => { }).Begin();
        new Receiving(pair, _ => group.Dispose()).Begin();
        pair.Send();
        Eventually.True(() => waiting.End is { Error: Errno.ECANCELED }, Pair.Patience);
    }

    [Fact]
    public void A_loop_that_has_ended_says_so_to_who_chose_it_before()
    {
        var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        Loop loop = group.Next();
        group.Dispose();
        var options = new ChannelOptions { Handlers = group.Unnamed };
        Assert.Equal(Errno.ECANCELED, loop.Open(pair.Far, options, out _).Error);
        Assert.Equal(0, loop.Watched);
        Assert.False(pair.Far.IsClosed);
    }

    // A thread that has lost its loop still has it as its hint, when the loop has ended.
    [Fact]
    public void A_group_that_was_disposed_has_no_loop_for_a_thread_that_had_one()
    {
        var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        using var go = new ManualResetEventSlim();
        Exception? said = null;
        new Receiving(pair, _ =>
        {
            go.Wait();
            Volatile.Write(ref said, Record.Exception(() => group.Nearest()));
        }).Begin();
        pair.Send();
        Eventually.True(() => group.Stalls == 1, Pair.Patience);
        group.Dispose();
        go.Set();
        Eventually.True(() => Volatile.Read(ref said) is ObjectDisposedException { ObjectName: nameof(LoopGroup) }, Pair.Patience);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void What_waits_on_a_loop_that_a_handler_holds_is_told_when_the_handler_comes_out()
    {
        var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group, lane: Lane.Inline);
        using var other = new Pair(group);
        using var go = new ManualResetEventSlim();
        var waiting = new Receiving(other, static _ => { }).Begin();
        var stuck = new Receiving(pair, _ => go.Wait()).Begin();
        pair.Send();
        Eventually.True(() => !pair.Channel.Reads.IsWaiting, Pair.Patience);
        group.Dispose();        // gives up after five seconds
        Assert.Null(waiting.End);
        go.Set();
        Eventually.True(() => waiting.End is { Error: Errno.ECANCELED } && stuck.End is { Error: Errno.ECANCELED }, Pair.Patience);
    }

    [Fact]
    public void An_operation_that_throws_ends_with_an_error_and_neither_the_loop_nor_the_descriptor_is_lost()
    {
        using var bad = new Pair(_group);
        using var good = new Pair(_group);
        var throwing = new Throwing();
        Assert.True(Backend.IsUnderWay(bad.Channel.Start(Direction.Read, throwing, Attempt.IfReady)));
        bad.Send();
        Eventually.True(() => throwing.Outcome is { Error: Errno.EFAULT }, Pair.Patience);
        var receiving = new Receiving(good, static _ => { }).Begin();
        good.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        bad.Channel.Descriptor.Dispose();
        Assert.True(bad.Channel.Descriptor.IsReleased);
    }

    [Fact]
    public void What_the_kernel_answers_is_never_taken_for_an_operation_that_is_under_way()
    {
        Assert.False(Backend.IsUnderWay(SysResult.Failure(Errno.EINPROGRESS)));
        Assert.DoesNotContain(Backend.UnderWay.Error, Enum.GetValues<Errno>());
    }

    [Fact]
    public void The_group_of_the_process_is_not_disposed() => Assert.Throws<InvalidOperationException>(LoopGroup.Default.Dispose);

    [Fact]
    public void Loops_are_given_out_in_turn()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 3 });
        Loop[] given = [.. Enumerable.Range(0, 300).Select(_ => group.Next())];
        Assert.All(given.GroupBy(static loop => loop), static one => Assert.Equal(100, one.Count()));
    }

    private sealed class Throwing : IOperation
    {
        internal SysResult? Outcome { get; private set; }

        public SysResult Invoke(ref Turn turn) => throw new ObjectDisposedException("the caller's memory, on purpose");

        public void Complete(SysResult outcome) => Outcome = outcome;

        public bool KeepsLoan() => false;
    }

    private sealed class Ringing(ManualResetEventSlim rung) : LoopTimer
    {
        internal override void OnDue() => rung.Set();
    }
}
