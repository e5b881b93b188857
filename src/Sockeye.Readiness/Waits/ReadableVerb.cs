using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;
using Sockeye.Sockets;
using Sockeye.Sockets.Async;
using Sockeye.Sockets.Faults;

namespace Sockeye.Readiness.Waits;

/// <summary>Waits on a loop until a descriptor is readable, or the time is up, which is no error.</summary>
internal sealed class ReadableVerb : ResultVerb<bool>
{
    private Deadline _end;

    internal override string Name => nameof(Selector.WaitAsync);

    private protected override string Operation => "select";

    private protected override TimeSpan Patience => _end.Left;

    private protected override Errno TimeIsUp => Errno.ETIMEDOUT;

    internal ReadableVerb Of(Deadline end)
    {
        _end = end;
        return this;
    }

    private protected override SysResult Step(ref Turn turn)
    {
        Span<PollEntry> entry = [new PollEntry { Descriptor = turn.Descriptor, Wanted = PollCalls.POLLIN }];
        SysResult looked = PollCalls.Poll(entry, TimeSpan.Zero);
        return looked is { Failed: false, Value: 0 } ? SysResult.Failure(Errno.EAGAIN) : looked;
    }

    private protected override bool Result(SysResult outcome)
        => !outcome.Failed || (outcome.Error == TimeIsUp ? false : throw Pollables.Fault("select", outcome.Error));

    private protected override Exception Closed() => new ObjectDisposedException(nameof(Selector), "select: the selector is closed");

    private protected override Exception NotWatched(Errno error) => Pollables.Fault("epoll_ctl", error, hint: WatchFault.Hint(error));

    private protected override void Forget() => _end = default;
}
