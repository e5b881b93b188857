using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Loops.Epoll;

/// <summary>The back end over epoll(7). Each descriptor is registered once, edge-triggered, for everything; after that there is no epoll_ctl until it closes.</summary>
/// <remarks>
/// <para>An edge says that something may have changed; the words of the channel's halves remember it until somebody looks. So arming an
/// operation is one swap in memory, from any thread, and no system call.</para>
/// <para>One event may complete two operations. The half that was done is marked before its handler is entered, for the handler may
/// stall, and then another thread goes on behind the mark.</para>
/// </remarks>
internal sealed class EpollBackend : Backend
{
    private const uint EPOLLIN = 0x1;
    private const uint EPOLLPRI = 0x2;
    private const uint EPOLLOUT = 0x4;
    private const uint EPOLLERR = 0x8;
    private const uint EPOLLHUP = 0x10;
    private const uint EPOLLRDHUP = 0x2000;
    private const uint EPOLLET = 1u << 31;
    private const uint Everything = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
    private const uint Writable = EPOLLOUT | EPOLLHUP | EPOLLERR;
    private const uint Readable = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    private const uint Shaken = EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    private const int MaxEvents = 256;
    private const ulong WakeUp = ulong.MaxValue;

    private readonly Loop _loop;
    private readonly Descriptor _epoll;
    private readonly Descriptor _wakeUp;
    private readonly byte[] _batch = GC.AllocateArray<byte>(MaxEvents * EpollCalls.EntrySize, pinned: true);
    private int _count;
    private int _next;
    private bool _halfDone;     // of the event at _next, what concerns writing

    /// <exception cref="LoopFault">No descriptor is left, or no memory.</exception>
    internal EpollBackend(Loop loop)
    {
        _loop = loop;
        _epoll = Descriptor.Adopt((int)Demand(EpollCalls.Create(), "epoll_create1"));
        try
        {
            _wakeUp = Descriptor.Adopt((int)Demand(DescriptorCalls.EventDescriptor(), "eventfd"));
            Demand(EpollCalls.Control(_epoll.Raw, EpollCalls.EPOLL_CTL_ADD, _wakeUp.Raw, EPOLLIN | EPOLLET, WakeUp), "epoll_ctl");
        }
        catch (LoopFault)
        {
            _epoll.Dispose();
            _wakeUp?.Dispose();
            throw;
        }
    }

    internal override SysResult Watch(Channel channel)
        => Control(EpollCalls.EPOLL_CTL_ADD, channel, Everything, ((ulong)channel.Generation << 32) | (uint)channel.Slot);

    internal override void Unwatch(Channel channel) => Control(EpollCalls.EPOLL_CTL_DEL, channel, 0, 0);

    internal override void Wake()
    {
        if (_wakeUp.TryHold())
        {
            DescriptorCalls.Signal(_wakeUp.Raw);
            _wakeUp.Release();
        }
    }

    internal override SysResult Start(Channel channel, Direction direction, IOperation operation, Attempt attempt)
    {
        ref Half half = ref channel.Of(direction);
        SysResult outcome;
        if (attempt == Attempt.First && !IsNotYet(outcome = Try(channel, ref half, operation)))
        {
            return outcome;
        }

        if (attempt == Attempt.Later)
        {
            LeaveToLoop(channel, direction, ref half, operation);
        }
        else if (!Armed(channel, direction, ref half, operation, attempt, out outcome))
        {
            return outcome;
        }

        if (channel.Descriptor.IsClosed || _loop.HasEnded)
        {
            channel.CancelAll();        // who closed it may have looked before we waited
        }

        return UnderWay;
    }

    // False: it has its outcome.
    private static bool Armed(Channel channel, Direction direction, ref Half half, IOperation operation, Attempt attempt, out SysResult outcome)
    {
        outcome = UnderWay;
        while (!half.TryArm(operation))
        {
            if (attempt == Attempt.ByLoop && Loop.Current == channel.Loop)
            {
                LeaveToLoop(channel, direction, ref half, operation);
                break;
            }

            if (!IsNotYet(outcome = Try(channel, ref half, operation)))
            {
                return false;
            }
        }

        return true;
    }

    private static void LeaveToLoop(Channel channel, Direction direction, ref Half half, IOperation operation)
    {
        half.ArmForLoop(operation);
        channel.Post(direction == Direction.Read ? Channel.TryRead : Channel.TryWrite);
    }

    internal override bool TrySettle(Channel channel, Direction direction)
    {
        var turn = new Turn(channel.Descriptor.Raw, slabs: null, channel.ShortMeansDrained);
        return TrySettle(channel, direction, ref turn);
    }

    internal override bool Look(Channel channel, Direction direction)
    {
        ref Half half = ref channel.Of(direction);
        return !half.TryClaimWaiting() || Advance(channel, direction);
    }

    internal override bool Dispatch()
    {
        while (_next < _count)
        {
            (uint events, ulong name) = EpollCalls.Read(_batch, _next);
            if (name == WakeUp)
            {
                DescriptorCalls.Drain(_wakeUp.Raw);
                _next++;
                continue;
            }

            Channel? channel = _loop.Find(name);
            if (channel is null)
            {
                Pass();
                continue;
            }

            if (!_halfDone && (events & Writable) != 0)
            {
                _halfDone = true;
                if (!Edge(channel, Direction.Write))
                {
                    return false;
                }
            }

            Pass();
            if ((events & Shaken) != 0)
            {
                channel.ShortMeansDrained = false;
            }

            if ((events & Readable) != 0 && !Edge(channel, Direction.Read))
            {
                return false;
            }
        }

        return true;
    }

    internal override void Wait(int milliseconds)
    {
        SysResult got = EpollCalls.Wait(_epoll.Raw, _batch, milliseconds);
        (_next, _count, _halfDone) = (0, got.Failed ? 0 : (int)got.Value, false);
    }

    public override void Dispose()
    {
        _epoll.Dispose();
        _wakeUp.Dispose();
    }

    // Counted as a call in flight: other threads come here, and the loop may have ended and its numbers be somebody else's.
    private SysResult Control(int what, Channel channel, uint events, ulong name)
    {
        if (!_epoll.TryHold())
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        SysResult done = EpollCalls.Control(_epoll.Raw, what, channel.Descriptor.Raw, events, name);
        _epoll.Release();
        return done;
    }

    private void Pass()
    {
        _next++;
        _halfDone = false;
    }

    private bool Edge(Channel channel, Direction direction) => !channel.Of(direction).TryClaim() || Advance(channel, direction);

    // The operation is ours. False: the loop was taken.
    private bool Advance(Channel channel, Direction direction)
    {
        if (channel.IsOffLoop)
        {
            channel.Queue(direction == Direction.Read ? Channel.TryRead : Channel.TryWrite);
            return true;
        }

        var turn = new Turn(channel.Descriptor.Raw, _loop.Slabs, channel.ShortMeansDrained);
        return !TrySettle(channel, direction, ref turn) || _loop.HandOut(channel, Channel.OutcomeOf(direction), in turn);
    }

    private static bool TrySettle(Channel channel, Direction direction, ref Turn turn)
    {
        ref Half half = ref channel.Of(direction);
        IOperation operation = half.Operation!;
        while (true)
        {
            SysResult outcome = Invoke(channel, ref half, operation, ref turn);
            if (IsNotYet(outcome))
            {
                switch (half.Rearm())
                {
                    case Rearmed.Waits when channel.Descriptor.IsClosed || channel.Loop.HasEnded:
                        channel.CancelAll();
                        return false;

                    case Rearmed.Waits:
                        return false;

                    case Rearmed.AnEdgeCame:
                        continue;
                }

                outcome = SysResult.Failure(Errno.ECANCELED);
            }

            half.Outcome = outcome;
            return true;
        }
    }

    private static SysResult Try(Channel channel, ref Half half, IOperation operation)
    {
        var turn = new Turn(channel.Descriptor.Raw, slabs: null, channel.ShortMeansDrained);
        return Invoke(channel, ref half, operation, ref turn);
    }

    // Counted as a call in flight, so that nobody closes the number under it. Inlined where it is called, so that the call of the
    // operation is one of reads in one place and of writes in the other, and soon goes straight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SysResult Invoke(Channel channel, ref Half half, IOperation operation, ref Turn turn)
    {
        if (!channel.Descriptor.TryHold())
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        SysResult answer = Invoke(channel, operation, ref turn);

        // An error is an answer that no edge will announce again.
        if (turn.More || (answer.Failed && !IsNotYet(answer)))
        {
            half.Remember();
        }

        channel.Descriptor.Release();
        return answer;
    }

    // Memory that the caller lent may be gone by now, or there is none to rent: that ends this operation, and neither the loop nor the process.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SysResult Invoke(Channel channel, IOperation operation, ref Turn turn)
    {
        try
        {
            SysResult answer;
            do
            {
                answer = operation.Invoke(ref turn);
            }
            while (answer.Error == Errno.EINTR);
            return answer;
        }
        catch (Exception error)
        {
            LoopGroup.Report(channel.Handlers, error);
            return SysResult.Failure(error is OutOfMemoryException ? Errno.ENOMEM : Errno.EFAULT);
        }
    }

    private static bool IsNotYet(SysResult outcome) => outcome.Error == Errno.EAGAIN;

    private static nint Demand(SysResult made, string call) => made.Failed ? throw new LoopFault(call, made.Error) : made.Value;
}
