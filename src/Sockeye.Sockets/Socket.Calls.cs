using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// How every verb is made. The beats are always the same: enter, call, EINTR again, EAGAIN wait, leave, and an error becomes a type.
public sealed partial class Socket
{
    private static long? s_defaultTimeout;

    // Our own time ran out, as against the kernel's ETIMEDOUT for a peer that does not answer. Never leaves this class.
    private const Errno OwnTimeout = (Errno)4095;

    private TimeSpan? _timeout;
    private Deadline _deadline;
    private bool _kernelNonBlocking;    // O_NONBLOCK is set on the descriptor; never taken off again
    private bool _waits;                // derived: verbs must be ready to wait with ppoll

    /// <summary>
    /// How long one verb may take as a whole. null: as long as it takes. Zero: not at all, that is non-blocking. Python: <c>settimeout</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative. (<see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is taken as null.)</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        set
        {
            _timeout = Checked(value);
            ChooseBeats();
        }
    }

    /// <summary>The moment by which all verbs together must be done; whichever of this and <see cref="Timeout"/> comes first ends a verb.</summary>
    public Deadline Deadline
    {
        get => _deadline;
        set
        {
            _deadline = value;
            ChooseBeats();
        }
    }

    /// <summary>False exactly when <see cref="Timeout"/> is zero. Setting it sets the timeout to null or zero. Python: <c>setblocking</c>.</summary>
    public bool Blocking
    {
        get => _timeout != TimeSpan.Zero;
        set => Timeout = value ? null : TimeSpan.Zero;
    }

    private static TimeSpan? Checked(TimeSpan? timeout)
    {
        if (timeout == System.Threading.Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        if (timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "a timeout is null (none), zero (non-blocking) or more");
        }

        return timeout;
    }

    private void ChooseBeats() => _waits = _kernelNonBlocking || _timeout is not null || !_deadline.IsNever;

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
            SysResult answer;
            do
            {
                answer = call.Invoke(_descriptor.Raw);
            }
            while ((answer.Error == Errno.EINTR || (call.Unfinished && !answer.Failed)) && !_descriptor.IsClosed);

            return answer.Error == Errno.EAGAIN && call.WaitFor != Wait.Never && MadeNonBlockingElsewhere()
                ? RunWaiting(operation, ref call, cancellation)
                : IfStillOpen(operation, ref call, answer);
        }
        finally
        {
            _descriptor.Leave(thread, outer);
        }
    }

    // Bytes that are there win over a deadline that passes: time is up when the wait says so, or between two steps of a call.
    private SysResult RunWaiting<TCall>(string operation, ref TCall call, CancellationToken cancellation, Deadline within = default)
        where TCall : struct, ISocketCall, allows ref struct
    {
        cancellation.ThrowIfCancellationRequested();
        Deadline end = Deadline.Earlier(within, TimeoutOrDeadline());
        using WakeUp wake = WakeUp.On(cancellation);
        using Entered entered = Enter(operation);
        MakeNonBlocking(operation);
        while (true)
        {
            SysResult answer = call.Invoke(_descriptor.Raw);
            bool again = answer.Error == Errno.EINTR || (call.Unfinished && !answer.Failed);
            if (answer.Error == Errno.EAGAIN && _timeout != TimeSpan.Zero && call.WaitFor != Wait.Never)
            {
                answer = UntilReady(operation, call.WaitFor, end, wake.Number, cancellation);
                if (answer.Failed)
                {
                    return answer;
                }

                continue;
            }

            if (!again)
            {
                return IfStillOpen(operation, ref call, answer);
            }

            ThrowIfEnded(operation, cancellation);
            if (end.HasPassed && _timeout != TimeSpan.Zero)
            {
                return SysResult.Failure(OwnTimeout);
            }
        }
    }

    // An interrupted wait is waited out here and never answered with the call again: a connect would take that for its end.
    private SysResult UntilReady(string operation, short events, Deadline end, int wakeDescriptor, CancellationToken cancellation)
    {
        SysResult waited;
        do
        {
            // A deadline's clock may be the caller's code, which may have closed the socket: look after it, before the wait.
            TimeSpan left = end.Left;
            ThrowIfEnded(operation, cancellation);
            waited = Wait.For(_descriptor.Raw, events, left, wakeDescriptor);
            ThrowIfEnded(operation, cancellation);
        }
        while (waited.Error == Errno.EINTR);

        return waited is { Failed: false, Value: 0 } ? SysResult.Failure(OwnTimeout) : waited;
    }

    private void ThrowIfEnded(string operation, CancellationToken cancellation)
    {
        if (_descriptor.IsClosed)
        {
            throw Closed(operation);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    // When a verb that begins now must be done.
    private Deadline TimeoutOrDeadline()
        => _timeout is TimeSpan timeout ? Deadline.Earlier(_deadline, Deadline.After(timeout)) : _deadline;

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

    private SysResult Check(string operation, SysResult answer) => answer.Failed ? throw Fault(operation, answer.Error) : answer;

    private SocketFaultException Fault(string operation, Errno error, EndPoint? remote = null, long transferred = 0)
        => FaultFactory.Create(new Fault(operation, error == OwnTimeout ? Errno.ETIMEDOUT : error)
        {
            Local = Quietly(local: true),
            Remote = remote ?? Quietly(local: false),
            BytesTransferred = transferred,
            Cause = error == OwnTimeout ? OwnTimeoutWords() : null,
        });

    private string OwnTimeoutWords()
        => _timeout is TimeSpan limit && !_deadline.HasPassed
            ? FormattableString.Invariant($"timed out after {limit.TotalSeconds:0.###} s")
            : "the deadline passed";

    // EAGAIN from a descriptor we thought was blocking: another owner set O_NONBLOCK, and then we wait. Or it is the caller's own
    // SO_RCVTIMEO or SO_SNDTIMEO, and then EAGAIN is the answer.
    private bool MadeNonBlockingElsewhere() => !_descriptor.IsClosed && DescriptorCalls.GetNonBlocking(_descriptor.Raw).Value == 1;

    private static ObjectDisposedException Closed(string operation) => new(nameof(Socket), $"{operation}: the socket is closed");

    private readonly struct Entered(Descriptor descriptor, BlockedThread thread, Descriptor? outer) : IDisposable
    {
        public void Dispose() => descriptor.Leave(thread, outer);
    }
}
