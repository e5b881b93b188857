using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>A timer that was taken out of the wheel, or a token, may speak up when the object of the verb serves its next use already.</summary>
public sealed class AsyncLateTests : IDisposable
{
    private readonly Moments _clock = new();
    private readonly LoopGroup _loops;
    private readonly Socket _one;
    private readonly Socket _two;
    private readonly AsyncSide _side;

    public AsyncLateTests()
    {
        _loops = new LoopGroup(new LoopOptions { Loops = 1, Clock = _clock });
        (_one, _two) = Socket.SocketPair();
        _side = new AsyncSide(_two.Descriptor, _loops, Lane.Guarded, isTcp: false);
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _side.Dispose();
        _loops.Dispose();
    }

    [Fact]
    public async Task OneThatSawAUseThatNeverWaited_DoesNotCancelTheNext()
    {
        using var source = new CancellationTokenSource();
        Verb verb = _side.Reads.Rent<Verb>();
        ValueTask<int> second = HeldUpOverTwoUses(verb, source);
        verb.Answer = 2;
        _one.Send([1]);
        Assert.Equal(2, await second.InTime());
    }

    // The late one has seen the first use, which is cancelled and succeeds at once; it goes on when the second waits. Not asynchronous, for the gate belongs to a thread.
    private ValueTask<int> HeldUpOverTwoUses(Verb verb, CancellationTokenSource source)
    {
        var late = new Thread(verb.OnDue);
        verb.OnStep = () =>
        {
            verb.OnStep = null;
            source.Cancel();
            _side.Gate.Enter();
            late.Start();
            Assert.True(SpinWait.SpinUntil(() => (late.ThreadState & ThreadState.WaitSleepJoin) != 0, Connected.Patience));
        };
        verb.Answer = 1;
        ValueTask<int> second;
        try
        {
            Assert.Equal(1, Now(verb.Run(_side.Reads, source.Token)));
            verb.Answer = null;
            Assert.Same(verb, _side.Reads.Rent<Verb>());
            second = verb.Run(_side.Reads, CancellationToken.None);
        }
        finally
        {
            _side.Gate.Exit();
        }

        late.Join();
        return second;
    }

    // Each look at the clock is a moment in which the first use ends and the second begins.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task OneThatSetsTheTimerOfAnEarlierUse_DoesNotTakeTheTimeOfTheNext(int moment)
    {
        Verb verb = _side.Reads.Rent<Verb>();
        verb.Time = TimeSpan.FromHours(1);
        Task<int> first = verb.Run(_side.Reads, CancellationToken.None).AsTask();
        Task<int>? second = null;
        _clock.At(moment, () =>
        {
            verb.Answer = 1;
            _one.Send([1]);
            Assert.True(first.Wait(Connected.Patience));
            verb.Answer = null;
            Assert.Same(verb, _side.Reads.Rent<Verb>());
            verb.Time = TimeSpan.FromMilliseconds(30);
            second = verb.Run(_side.Reads, CancellationToken.None).AsTask();
        });
        verb.OnDue();
        _clock.Reach();
        await Assert.ThrowsAsync<OverflowException>(() => second!.InTime());
    }

    private static int Now(ValueTask<int> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    /// <summary>The system's clock, and something that is to happen at a look at it by this thread.</summary>
    private sealed class Moments : TimeProvider
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private Action? _then;
        private int _left;

        internal void At(int look, Action then) => (_left, _then) = (look, then);

        /// <summary>Where it has not happened yet.</summary>
        internal void Reach()
        {
            Action? then = _then;
            _then = null;
            then?.Invoke();
        }

        public override long GetTimestamp()
        {
            if (Environment.CurrentManagedThreadId == _thread && _then is not null && --_left == 0)
            {
                Reach();
            }

            return base.GetTimestamp();
        }
    }

    private sealed class Verb : ResultVerb<int>
    {
        internal Action? OnStep;
        internal TimeSpan Time = System.Threading.Timeout.InfiniteTimeSpan;
        private volatile int _answer = -1;

        internal int? Answer
        {
            set => _answer = value ?? -1;
        }

        internal override string Name => "Verb";

        private protected override string Operation => "verb";

        private protected override bool UsuallyGoes => true;

        private protected override TimeSpan Patience => Time;

        private protected override Errno TimeIsUp => Errno.ETIMEDOUT;

        private protected override Exception Closed() => new ObjectDisposedException("verb");

        private protected override Exception NotWatched(Errno error) => new InvalidOperationException($"{error}");

        private protected override SysResult Step(ref Turn turn)
        {
            OnStep?.Invoke();
            return _answer < 0 ? SysResult.Failure(Errno.EAGAIN) : SysResult.Success(_answer);
        }

        private protected override int Result(SysResult outcome) => outcome.Failed ? throw new OverflowException($"{outcome.Error}") : (int)outcome.Value;

        private protected override void Forget()
        {
        }
    }
}
