using System.Collections.Concurrent;
using Sockeye.Loops.Guarding;
using Sockeye.Native;

namespace Sockeye.Loops.Tests.Guarding;

public sealed class GuardTests
{
    private const int Nice = 18;        // of the fields in /proc/…/stat behind the name, from 0

    [Fact]
    public void A_handler_that_waits_loses_its_loop_and_the_others_go_on()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var go = new ManualResetEventSlim();
        var stalls = new ConcurrentQueue<Stall>();
        group.Stalled += stalls.Enqueue;
        using var slow = new Pair(group, new HandlerKind("Slow"));
        using var quick = new Pair(group, new HandlerKind("Quick"));
        var stuck = new Receiving(slow, _ => go.Wait()).Begin();
        var others = new Receiving(quick, static _ => { }).Begin();
        slow.Send();
        Eventually.True(() => stalls.Count == 1, Pair.Patience);
        for (int i = 1; i <= 100; i++)
        {
            quick.Send();
            Eventually.True(() => others.Times == i, Pair.Patience);
        }

        Assert.Equal(0, stuck.Times);
        go.Set();
        Eventually.True(() => stuck.Times == 1, Pair.Patience);
        Assert.Equal(new Stall("Slow", Burned: false, AllOffLoop: false), Assert.Single(stalls));
        Assert.False(quick.Channel.IsOffLoop);
    }

    [Fact]
    public void After_that_it_runs_off_the_loop_until_it_has_behaved_for_long_enough()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, TurnsOffLoop = 10 });
        using var pair = new Pair(group);
        int wait = 1;
        int onLoop = 0;
        var receiving = new Receiving(pair, _ =>
        {
            Interlocked.Add(ref onLoop, Loop.Current is null ? 0 : 1);
            if (Interlocked.Exchange(ref wait, 0) == 1)
            {
                SpinWait.SpinUntil(() => group.Stalls == 1, Pair.Patience);
            }
        }).Begin();
        pair.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        Assert.True(pair.Channel.IsOffLoop);
        Volatile.Write(ref onLoop, 0);
        for (int i = 2; i <= 11; i++)
        {
            pair.Send();
            Eventually.True(() => receiving.Times == i, Pair.Patience);
        }

        Assert.Equal(0, Volatile.Read(ref onLoop));
        Eventually.True(() => !pair.Channel.IsOffLoop, Pair.Patience);
        pair.Send();
        Eventually.True(() => receiving.Times == 12, Pair.Patience);
        Assert.Equal(1, Volatile.Read(ref onLoop));
    }

    [Fact]
    public void A_handler_that_burns_is_put_behind_the_others_and_its_thread_ends()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, Niceness = 7 });
        bool burned = false;
        group.Stalled += stall => burned = stall.Burned;
        using var pair = new Pair(group);
        string? niceness = null;
        var receiving = new Receiving(pair, _ =>
        {
            // What it sees of itself, while it burns.
            while (group.Stalls == 0 || niceness is not "7")
            {
                niceness = Fields("thread-self")[Nice - 2];
            }
        }).Begin();
        pair.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        Eventually.True(() => burned, Pair.Patience);
        Eventually.True(() => group.Guard.Spares <= 1, Pair.Patience);
    }

    [Fact]
    public void Without_spare_threads_no_loop_is_taken()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, MaxSpareThreads = 0 });
        using var pair = new Pair(group);
        var receiving = new Receiving(pair, _ => SpinWait.SpinUntil(() => group.Guard.Lacked > 3, Pair.Patience)).Begin();
        pair.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        Assert.Equal(0, group.Stalls);
    }

    [Fact]
    public void Spare_threads_are_capped_and_those_that_come_back_are_used_again()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, MaxSpareThreads = 3, StallsBeforeAllLeave = 1000 });
        using var go = new ManualResetEventSlim();
        Pair[] pairs = [.. Enumerable.Range(0, 10).Select(_ => new Pair(group))];
        Receiving[] receiving = [.. pairs.Select(pair => new Receiving(pair, _ => go.Wait()).Begin())];
        Array.ForEach(pairs, static pair => pair.Send());
        Eventually.True(() => group.Guard.Lacked > 3, Pair.Patience);
        Assert.InRange(group.Guard.Spares, 1, 3);
        go.Set();
        Eventually.True(() => receiving.All(static one => one.Times == 1), Pair.Patience);
        Array.ForEach(pairs, static pair => pair.Dispose());
    }

    [Fact]
    public void A_handler_that_was_done_in_time_is_not_blamed()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        var receiving = new Receiving(pair, static _ => { }).Begin();
        for (int i = 1; i <= 2000; i++)
        {
            pair.Send();
            Eventually.True(() => receiving.Times == i, Pair.Patience);
        }

        Assert.Equal(0, group.Stalls);
    }

    [Fact]
    public void Too_many_stalls_of_one_handler_move_all_of_it_off_the_loop_and_no_other()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, StallsBeforeAllLeave = 3 });
        var many = new HandlerKind("Many");
        using var go = new ManualResetEventSlim();
        Pair[] pairs = [.. Enumerable.Range(0, 20).Select(_ => new Pair(group, many))];
        using var innocent = new Pair(group, new HandlerKind("Innocent"));
        var others = new Receiving(innocent, static _ => { }).Begin();
        Receiving[] receiving = [.. pairs.Select(pair => new Receiving(pair, _ => go.Wait()).Begin())];
        Array.ForEach(pairs, static pair => pair.Send());
        Eventually.True(() => many.IsOffLoop, Pair.Patience);
        for (int i = 1; i <= 20; i++)
        {
            innocent.Send();
            Eventually.True(() => others.Times == i, Pair.Patience);
        }

        Assert.False(innocent.Channel.IsOffLoop);
        Assert.InRange(group.Stalls, 3, 6);
        go.Set();
        Eventually.True(() => receiving.All(static one => one.Times == 1), Pair.Patience);
        Array.ForEach(pairs, static pair => pair.Dispose());
    }

    [Fact]
    public void What_runs_inline_stays_on_its_loop_whatever_others_of_its_handler_do()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1, StallsBeforeAllLeave = 1 });
        var handlers = new HandlerKind("Both");
        using var slow = new Pair(group, handlers);
        using var inline = new Pair(group, handlers, Lane.Inline);
        new Receiving(slow, _ => SpinWait.SpinUntil(() => group.Stalls == 1, Pair.Patience)).Begin();
        slow.Send();
        Eventually.True(() => handlers.IsOffLoop, Pair.Patience);
        Assert.True(slow.Channel.IsOffLoop);
        Assert.False(inline.Channel.IsOffLoop);
    }

    [Fact]
    public void Two_outcomes_of_one_channel_are_never_handed_out_at_once()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        using var go = new ManualResetEventSlim();
        using var sent = new ManualResetEventSlim();
        bool isStuck = false;
        bool met = false;
        var sending = new Sending(pair, 8 << 20, () =>
        {
            met = Volatile.Read(ref isStuck);
            sent.Set();
        });
        Assert.False(sending.Begin());       // the kernel does not take that much at once
        var receiving = new Receiving(pair, _ =>
        {
            Volatile.Write(ref isStuck, true);
            go.Wait();
            Volatile.Write(ref isStuck, false);
        }).Begin();
        pair.Send();
        Eventually.True(() => group.Stalls == 1, Pair.Patience);
        int read = 0;
        Eventually.True(() => (read += pair.ReceiveFar()) == 8 << 20, Pair.Patience);
        Assert.False(sent.Wait(50));
        go.Set();
        Assert.True(sent.Wait(Pair.Patience));
        Assert.False(met);
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_watchdog_sleeps_when_nothing_happens_and_wakes_when_something_does()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        var receiving = new Receiving(pair, _ => SpinWait.SpinUntil(() => group.Stalls == 1, Pair.Patience)).Begin();
        Eventually.True(() => !group.Guard.IsWatching, Pair.Patience);
        pair.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        Assert.Equal(1, group.Stalls);
    }

    private static string[] Fields(string thread)
    {
        string stat = File.ReadAllText($"/proc/{thread}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private sealed class Sending(Pair pair, int size, Action done) : IOperation
    {
        private Memory<byte> _left = new byte[size];

        internal bool Begin() => !Backend.IsUnderWay(pair.Channel.Start(Direction.Write, this, Attempt.First));

        public SysResult Invoke(ref Turn turn)
        {
            while (!_left.IsEmpty)
            {
                SysResult sent = turn.Send(_left.Span);
                if (sent.Failed)
                {
                    return sent;
                }

                _left = _left[(int)sent.Value..];
            }

            return SysResult.Success(0);
        }

        public void Complete(SysResult outcome) => done();

        public bool KeepsLoan() => false;
    }
}
