using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>Drives a <see cref="DialPlan"/>: it starts what the plan says and waits for all of it: in the caller's thread with one ppoll(2), or awaiting.</summary>
/// <remarks>Whatever ends it, what it opened is closed: all but the socket that won.</remarks>
internal sealed class ParallelDial : IDisposable
{
    // More than a .NET timer takes is waited for in parts.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly ConnectOptions _options;
    private readonly Deadline _end;
    private readonly bool _awaited;
    private readonly DialPlan _plan;
    private readonly DialFailures _failures;
    private readonly DialTarget _target;
    private readonly List<DialAttempt> _running = [];
    private readonly FamilyLookups? _lookups;

    private ParallelDial(DialTarget target, ConnectOptions options, Deadline end, bool awaited)
    {
        (_target, _options, _end, _awaited) = (target, options, end, awaited);
        _failures = new DialFailures(target, options);
        Family[] asked = target.IsKnown ? [Family.AF_UNSPEC]
            : options.Family == Family.AF_UNSPEC ? [Family.AF_INET6, Family.AF_INET]
            : [options.Family];
        _plan = new DialPlan(asked);
        if (target.IsKnown)
        {
            _plan.Answered(Family.AF_UNSPEC, target.LookUp(options.Family), Now);
        }
        else
        {
            _lookups = new FamilyLookups(target, asked);
        }
    }

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    /// <summary>Blocking.</summary>
    internal static Socket Run(DialTarget target, ConnectOptions options, Deadline end) => SequentialDial.Finished(Run(target, options, end, awaited: false));

    /// <summary>Blocking, all is done when this returns.</summary>
    internal static async ValueTask<Socket> Run(DialTarget target, ConnectOptions options, Deadline end, bool awaited)
    {
        using var dial = new ParallelDial(target, options, end, awaited);
        return await dial.Run().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _running.ForEach(static attempt => attempt.Dispose());
        _lookups?.Dispose();
    }

    private async ValueTask<Socket> Run()
    {
        using WakeUp wake = _awaited ? default : WakeUp.On(_options.Cancellation);
        while (true)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            foreach ((Family family, IReadOnlyList<AddressInfo> addresses) in _lookups?.Take() ?? [])
            {
                _plan.Answered(family, addresses, Now);
            }

            if (_end.HasPassed)
            {
                throw TimeIsUp();
            }

            DialStep step = _plan.Next(Now);
            if (step.IsOver)
            {
                throw NobodyAnswered();
            }

            if (step.Start is AddressInfo address)
            {
                Begin(address);
            }
            else if (_awaited)
            {
                await WaitAsync(PauseUntil(step.Until)).ConfigureAwait(false);
            }
            else
            {
                Wait(PauseUntil(step.Until), wake.Number);
            }

            if (Winner() is DialAttempt winner)
            {
                _running.Remove(winner);
                return winner.Take(_options.Timeout ?? Socket.DefaultTimeout);
            }
        }
    }

    private void Begin(AddressInfo address)
    {
        try
        {
            _running.Add(new DialAttempt(address, _options, Now, _awaited));
        }
        catch (SocketFaultException failure)
        {
            _failures.Add(address.EndPoint, failure);
            _plan.Failed(Now);
        }
    }

    // Until the plan wants to be asked or the deadline passes; negative for ever.
    private TimeSpan PauseUntil(TimeSpan? until)
    {
        TimeSpan left = _end.Left;
        TimeSpan pause = until is not TimeSpan then ? left : then <= Now ? TimeSpan.Zero : then - Now;
        return left >= TimeSpan.Zero && (left < pause || pause < TimeSpan.Zero) ? left : pause;
    }

    private async Task WaitAsync(TimeSpan pause)
    {
        IEnumerable<Task> events = [.. _running.Select(static attempt => attempt.Connecting!), .. _lookups?.Answers ?? []];
        try
        {
            TimeSpan most = pause < LongestDelay ? pause : LongestDelay;
            await Task.WhenAny(events).WaitAsync(pause < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : RoundedUp(most), _options.Cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The plan is asked again.
        }

        _running.ForEach(static attempt => attempt.Look());
    }

    // .NET's timers count in milliseconds, and would otherwise be a little early, again and again.
    private static TimeSpan RoundedUp(TimeSpan pause) => TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));

    // Until something is ready, the plan wants to be asked, the deadline passes or the token is cancelled. Early is no harm: it is looked at again.
    private void Wait(TimeSpan pause, int wakeDescriptor)
    {
        Span<PollEntry> entries = new PollEntry[_running.Count + 2];
        entries[0] = new PollEntry { Descriptor = wakeDescriptor, Wanted = PollCalls.POLLIN };     // a negative number is passed over
        entries[1] = new PollEntry { Descriptor = _lookups?.Descriptor.Raw ?? -1, Wanted = PollCalls.POLLIN };
        for (int i = 0; i < _running.Count; i++)
        {
            entries[i + 2] = new PollEntry { Descriptor = _running[i].Descriptor.Raw, Wanted = PollCalls.POLLOUT };
        }

        SysResult waited = Poll(entries, pause);
        for (int i = 0; i < _running.Count && !waited.Failed; i++)
        {
            if (entries[i + 2].Got != 0)
            {
                _running[i].Look();
            }
        }
    }

    // Inside of one of the descriptors, as a verb is: an interrupt hook reaches this thread there, and what the hook throws ends the dial.
    private SysResult Poll(Span<PollEntry> entries, TimeSpan pause)
    {
        Descriptor inside = _running.Count > 0 ? _running[0].Descriptor : _lookups!.Descriptor;
        BlockedThread thread = BlockedThread.Current;
        _ = inside.TryEnter(thread, out Descriptor? outer);     // nobody else can have closed it
        try
        {
            thread.AnswerIfAsked();
            SysResult waited = PollCalls.Poll(entries, pause);
            if (waited.Error == Errno.EINTR)
            {
                thread.AnswerSignal();
            }

            thread.AnswerIfAsked();
            return waited.Failed && waited.Error != Errno.EINTR ? throw FaultFactory.Create(new Fault("ppoll", waited.Error)) : waited;     // again and again it would spin
        }
        finally
        {
            inside.Leave(thread, outer);
        }
    }

    /// <summary>The first that is connected; those that have failed are closed on the way.</summary>
    private DialAttempt? Winner()
    {
        foreach (DialAttempt attempt in _running.ToArray())
        {
            if (attempt.State == Errno.None)
            {
                return attempt;
            }

            if (!attempt.IsUnderWay)
            {
                _failures.Add(attempt.Address.EndPoint, attempt.Failure());
                _running.Remove(attempt);
                attempt.Dispose();
                _plan.Failed(Now);
            }
        }

        return null;
    }

    private SocketFaultException TimeIsUp()
    {
        foreach (DialAttempt attempt in _running)
        {
            _failures.AddUnanswered(attempt.Address.EndPoint, Now - attempt.BegunAt);
        }

        _failures.AddUntried(_plan.Untried);
        string? unanswered = _lookups?.Open.Count > 0
            ? $"the name server had not answered for {string.Join(" and ", _lookups.Open.Select(static family => family == Family.AF_INET6 ? "IPv6" : "IPv4"))}"
            : null;
        return _failures.TimeIsUp(unanswered);
    }

    // One family that is not there says less than a name server that does not answer. Each family's answer may speak of that family
    // alone ("or it has no IPv6 address"): where both do, it is the name that is not there.
    private SocketFaultException NobodyAnswered()
        => _failures.Any ? _failures.AllFailed()
            : _lookups?.Failures is [{ Code: ResolveError.EAI_NONAME } one, { Code: ResolveError.EAI_NONAME } other] && one.Message != other.Message ? _target.IsUnknown()
            : _lookups?.Failures.MaxBy(static unknown => unknown.Code switch
            {
                ResolveError.EAI_ADDRFAMILY => 0,
                ResolveError.EAI_NODATA => 1,
                ResolveError.EAI_NONAME => 2,
                _ => 3,
            })
            ?? _target.HasNone();
}
