using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// How every verb is made. The beats are always the same: enter, call, EINTR again, EAGAIN wait, leave, and an error becomes a type.
public sealed partial class Socket
{
    // Ticks; negative for none. One word, so that no thread sees half of a change.
    private const long NoTimeout = -1;
    private static long s_defaultTimeout = NoTimeout;

    // Our own time ran out, as against the kernel's ETIMEDOUT for a peer that does not answer. Never leaves this class.
    internal const Errno OwnTimeout = (Errno)4095;

    private long _timeout = NoTimeout;
    private StrongBox<Deadline>? _deadline;
    private bool _kernelNonBlocking;    // O_NONBLOCK is set on the descriptor; never taken off again
    private bool _waits;                // derived: verbs must be ready to wait with ppoll

    /// <summary>
    /// How long one verb may take as a whole. null: as long as it takes. Zero: not at all, that is non-blocking. Python: <c>settimeout</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative. (<see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is taken as null.)</exception>
    public TimeSpan? Timeout
    {
        get => FromTicks(_timeout);
        set
        {
            _timeout = ToTicks(value);
            ChooseBeats();
        }
    }

    /// <summary>The moment by which all verbs together must be done; whichever of this and <see cref="Timeout"/> comes first ends a verb.</summary>
    public Deadline Deadline
    {
        get => _deadline?.Value ?? Deadline.Never;
        set
        {
            _deadline = value.IsNever ? null : new StrongBox<Deadline>(value);
            ChooseBeats();
        }
    }

    /// <summary>False exactly when <see cref="Timeout"/> is zero. Setting it sets the timeout to null or zero. Python: <c>setblocking</c>.</summary>
    public bool Blocking
    {
        get => _timeout != 0;
        set => Timeout = value ? null : TimeSpan.Zero;
    }

    private static TimeSpan? FromTicks(long ticks) => ticks < 0 ? null : TimeSpan.FromTicks(ticks);

    private static long ToTicks(TimeSpan? timeout)
    {
        if (timeout is null || timeout == System.Threading.Timeout.InfiniteTimeSpan)
        {
            return NoTimeout;
        }

        return timeout >= TimeSpan.Zero
            ? timeout.Value.Ticks
            : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "a timeout is null (none), zero (non-blocking) or more");
    }

    private void ChooseBeats() => _waits = _kernelNonBlocking || _timeout >= 0 || _deadline is not null;

    /// <summary>Makes the call. The answer is the call's own; EINTR never comes out, EAGAIN only when non-blocking.</summary>
    private SysResult Run<TCall>(string operation, ref TCall call, CancellationToken cancellation)
        where TCall : struct, ISocketCall, allows ref struct
    {
        if (_waits || cancellation.CanBeCanceled)
        {
            return RunWaiting(operation, ref call, cancellation);
        }

        BlockedThread thread = BlockedThread.Current;
        if (!_descriptor.TryEnter(thread, out Descriptor? outer))
        {
            throw Closed(operation);
        }

        try
        {
            if (thread.AnswerIfAsked())
            {
                ThrowIfClosed(operation);
            }

            SysResult answer = call.Invoke(_descriptor.Raw);
            while ((answer.Error == Errno.EINTR || (call.Unfinished && !answer.Failed)) && !_descriptor.IsClosed)
            {
                thread.AnswerSignal();
                ThrowIfClosed(operation);
                answer = call.Invoke(_descriptor.Raw);
            }

            return answer.Error == Errno.EAGAIN && call.WaitFor != Wait.Never && MadeNonBlockingElsewhere()
                ? RunWaiting(operation, ref call, cancellation, waitFirst: true)
                : IfStillOpen(operation, ref call, answer);
        }
        finally
        {
            _descriptor.Leave(thread, outer);
        }
    }

    // Bytes that are there win over a deadline that passes: time is up when a wait says so, or between two steps of a call.
    private SysResult RunWaiting<TCall>(
        string operation, ref TCall call, CancellationToken cancellation, bool waitFirst = false, Deadline within = default)
        where TCall : struct, ISocketCall, allows ref struct
    {
        cancellation.ThrowIfCancellationRequested();
        Deadline? end = null;       // the clock is read at the first wait or second step: a call that succeeds at once needs none
        bool fruitless = false;     // ppoll saw an error that the call did not take: an error queue, say. Pause, or we would spin
        using WakeUp wake = WakeUp.On(cancellation);
        using Entered entered = Enter(operation);
        BlockedThread.Current.AnswerIfAsked();      // verbs that never have to wait end by it too
        ThrowIfClosed(operation);
        MakeNonBlocking(operation);
        SysResult answer = waitFirst ? SysResult.Failure(Errno.EAGAIN) : call.Invoke(_descriptor.Raw);
        while (true)
        {
            if (answer.Error == Errno.EAGAIN && Blocking && call.WaitFor != Wait.Never)
            {
                if (end is { HasPassed: true })
                {
                    return SysResult.Failure(OwnTimeout);
                }

                end ??= Deadline.Earlier(within, Limit());
                SysResult waited = UntilReady(operation, fruitless ? Wait.Retry : call.WaitFor, end.Value, wake.Number, cancellation);
                if (waited.Failed)
                {
                    return waited;
                }

                fruitless = !fruitless && waited.Value == Wait.OnlyAnError;
            }
            else if (answer.Error == Errno.EINTR || (call.Unfinished && !answer.Failed))
            {
                ThrowIfEnded(operation, mayBeSignal: true, cancellation);
                end ??= Deadline.Earlier(within, Limit());
                if (end.Value.HasPassed && Blocking)
                {
                    return SysResult.Failure(OwnTimeout);
                }
            }
            else
            {
                return IfStillOpen(operation, ref call, answer);
            }

            answer = call.Invoke(_descriptor.Raw);
        }
    }

    // An interrupted wait is waited out here and never answered with the call again: a connect would take that for its end.
    private SysResult UntilReady(string operation, short events, Deadline end, int wakeDescriptor, CancellationToken cancellation)
    {
        BlockedThread.Current.AnswerIfAsked();
        ThrowIfClosed(operation);
        SysResult waited;
        do
        {
            waited = Wait.For(_descriptor.Raw, events, end.Left, wakeDescriptor);
            ThrowIfEnded(operation, mayBeSignal: waited.Error == Errno.EINTR, cancellation);
        }
        while (waited.Error == Errno.EINTR);

        return waited is { Failed: false, Value: 0 } ? SysResult.Failure(OwnTimeout) : waited;
    }

    private void ThrowIfEnded(string operation, bool mayBeSignal, CancellationToken cancellation)
    {
        ThrowIfClosed(operation);
        cancellation.ThrowIfCancellationRequested();
        if (mayBeSignal)
        {
            BlockedThread.Current.AnswerSignal();
        }
        else
        {
            BlockedThread.Current.AnswerIfAsked();
        }

        ThrowIfClosed(operation);
    }

    // After a hook, too: it may be the one that closes, and then nobody would wake the next wait.
    private void ThrowIfClosed(string operation)
    {
        if (_descriptor.IsClosed)
        {
            throw Closed(operation);
        }
    }

    // When a verb that begins now must be done.
    private Deadline Limit()
    {
        Deadline deadline = Deadline;
        return _timeout < 0 ? deadline : Deadline.Earlier(deadline, Deadline.After(TimeSpan.FromTicks(_timeout)));
    }

    // Closed while we were in: bytes that won the race are the answer, an end of stream that close itself brought about is not.
    private SysResult IfStillOpen<TCall>(string operation, ref TCall call, SysResult answer)
        where TCall : struct, ISocketCall, allows ref struct
        => _descriptor.IsClosed && (answer.Failed || answer.Value == 0 || call.Unfinished) ? throw Closed(operation) : answer;

    private void MakeNonBlocking(string operation)
    {
        if (!_kernelNonBlocking)
        {
            Check(operation, DescriptorCalls.SetNonBlocking(_descriptor.Raw, on: true));
            _kernelNonBlocking = true;
            ChooseBeats();
        }
    }

    /// <summary>Enters for calls that never block.</summary>
    private Entered Enter(string operation)
    {
        BlockedThread thread = BlockedThread.Current;
        return _descriptor.TryEnter(thread, out Descriptor? outer) ? new Entered(_descriptor, thread, outer) : throw Closed(operation);
    }

    private SysResult Check(string operation, SysResult answer, string? target = null)
        => answer.Failed ? throw Fault(operation, answer.Error, target: target) : answer;

    internal SocketFaultException Fault(string operation, Errno error, EndPoint? remote = null, long transferred = 0, string? target = null, string? hint = null)
        => FaultFactory.Create(new Fault(operation, error == OwnTimeout ? Errno.ETIMEDOUT : error)
        {
            Local = Quietly(local: true),
            Remote = remote ?? Quietly(local: false),
            Target = target,
            BytesTransferred = transferred,
            IsOwnTimeout = error == OwnTimeout,
            Cause = error == OwnTimeout ? OwnTimeoutWords() : null,
            Hint = hint ?? HintFor(operation, error, remote),
        });

    private string? HintFor(string operation, Errno error, EndPoint? remote)
    {
        if (error == Errno.EMFILE)
        {
            return "this process has reached its limit of open files; see getrlimit(2) RLIMIT_NOFILE";
        }

        if (error == Errno.ETOOMANYREFS)
        {
            return "more descriptors of this user are on their way in messages than it may have open; see getrlimit(2) RLIMIT_NOFILE";
        }

        bool stranger = remote is not null && AddressCodec.FamilyOf(remote) != Family && operation is ("connect" or "sendto" or "sendmsg");
        return !stranger ? null
            : Family == Family.AF_INET6 && remote is IPEndPoint v4 ? $"the socket is AF_INET6 and the address is not: write it [{v4.Address.MapToIPv6()}]:{v4.Port}"
            : $"the socket is {Family}, and the address is of another family";
    }

    private string OwnTimeoutWords()
        => Timeout is TimeSpan limit && !Deadline.HasPassed
            ? FormattableString.Invariant($"timed out after {limit.TotalSeconds:0.###} s")
            : "the deadline passed";

    // EAGAIN from a descriptor we thought was blocking: another owner set O_NONBLOCK, and then we wait. Or it is the caller's own
    // SO_RCVTIMEO or SO_SNDTIMEO, and then EAGAIN is the answer.
    private bool MadeNonBlockingElsewhere() => !_descriptor.IsClosed && DescriptorCalls.GetNonBlocking(_descriptor.Raw).Value == 1;

    internal static ObjectDisposedException Closed(string operation) => new(nameof(Socket), $"{operation}: the socket is closed");

    private readonly struct Entered(Descriptor descriptor, BlockedThread thread, Descriptor? outer) : IDisposable
    {
        public void Dispose() => descriptor.Leave(thread, outer);
    }
}
