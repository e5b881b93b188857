using System.Net;
using Sockeye.Native;
using Sockeye.Readiness;
using Sockeye.Sockets;

namespace Sockeye.Cli.Loading;

/// <summary>The load itself: one thread, all connections, until the time is over.</summary>
/// <remarks>
/// <para>Closed loop: each connection keeps as many messages under way as it may, and an answer makes room for the next one. The server sets
/// the pace, and a slow moment is one late answer for each message under way.</para>
/// <para>Open loop (a rate): each message has a time at which it is due, and its latency counts from there, however late it is sent. So what
/// would have been sent while the server was stuck waits as well (else "coordinated omission" would flatter it). What found no room until
/// the end has no latency: it is counted by itself.</para>
/// <para>First a time that is not counted, in which code is compiled and caches fill; then the measured time; then what is under way comes
/// home, late. In the measured time nothing is allocated for a message.</para>
/// </remarks>
internal sealed class LoadRun : IDisposable
{
    private const long BetweenLooks = 50 * Clock.Millisecond;
    private const long LongWait = Clock.Second / 2;     // a person begins to wonder
    private const int MostDueAtOnce = 1024;     // then it is looked whether answers have come

    private readonly LoadOptions _options;
    private readonly CancellationToken _stop;
    private readonly EndPoint _peer;
    private readonly LoadConnection[] _connections;
    private readonly LoadTally _tally = new();
    private readonly LoadWait _wait;
    private readonly byte[] _room = new byte[MessageBytes.Most];
    private Schedule _schedule;
    private long _due;              // by the schedule, over all connections
    private int _open;
    private bool _sending = true;
    private long _nextLook;
    private LoadProgress? _progress;

    internal LoadRun(EndPoint peer, IReadOnlyList<Socket> sockets, LoadOptions options, CancellationToken stop)
    {
        (_peer, _options, _stop) = (peer, options, stop);
        _wait = new LoadWait(sockets.Count);
        var messages = (new MessageBytes(), options.Size, options.Depth);
        _connections = [.. sockets.Select((socket, index) => new LoadConnection(index, socket, _wait.Epoll, _tally, messages))];
        _open = _connections.Length;
    }

    /// <param name="progress">Told how it goes.</param>
    internal LoadResult Run(LoadProgress progress)
    {
        long now = Clock.Now;
        if (_options.Rate is double rate)
        {
            TimerSlack.Lower();
            _schedule = new Schedule(now, rate, _connections.Length);
        }

        foreach (LoadConnection one in _connections)
        {
            Guarded(one, this, static (one, run) => run.Fill(one));
        }

        GoOnUntil(now + Clock.Of(_options.WarmUp));

        long begin = Clock.Now;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        _tally.BeginMeasuring(begin);
        _progress = progress;
        progress.Begin(_tally, begin);
        GoOnUntil(begin + Clock.Of(_options.Duration));

        long end = Clock.Now;
        _tally.EndMeasuring();
        _sending = false;
        var result = new LoadResult
        {
            Peer = _peer,
            Options = _options,
            Measured = Clock.Span(end - begin),
            Processor = Environment.CpuUsage.TotalTime - processor,
            Allocated = GC.GetAllocatedBytesForCurrentThread() - allocated,
            Dead = _options.Rate < LoadResult.LeastRateForDeadTime ? null : _tally.Dead.Until(end),
            Interrupted = _stop.IsCancellationRequested,
            Unsent = _connections.Where(static one => !one.IsOver).Sum(static one => Math.Max(0, one.Due - one.Begun)),
            Tally = _tally,
        };
        long unanswered = ComeHome(end);
        return result with { Unanswered = unanswered, Waited = Clock.Span(Clock.Now - end) };
    }

    public void Dispose()
    {
        foreach (LoadConnection one in _connections)
        {
            one.Dispose();
        }

        _wait.Dispose();
    }

    private void GoOnUntil(long end)
    {
        for (long now = Clock.Now; now < end && _open > 0 && !_stop.IsCancellationRequested; now = Clock.Now)
        {
            long next = Math.Min(end, now + BetweenLooks);
            if (_sending && _options.Rate is not null)
            {
                BeginWhatIsDue(now);
                next = Math.Min(next, _schedule.Due(_due));
            }

            foreach (EpollReady ready in _wait.Until(next - Clock.Now, fine: _options.Rate is not null))
            {
                var one = (LoadConnection)ready.Data!;
                Guarded(one, (this, ready.Events), static (one, turn) => turn.Item1.Serve(one, turn.Events));
            }

            LookAround(now);
        }
    }

    private void Serve(LoadConnection one, EpollEvents events)
    {
        if ((events & EpollEvents.EPOLLOUT) != 0)
        {
            one.Flush(thereIsRoom: true);
        }

        if ((events & ~EpollEvents.EPOLLOUT) == 0)
        {
            return;
        }

        if (one.Receive(_room, out Loss end))
        {
            Fill(one);
        }
        else
        {
            Lose(one, end, end == Loss.Closed ? "the server closed it" : "more came back than had been sent", null);
        }
    }

    private void BeginWhatIsDue(long now)
    {
        long until = Math.Min(_schedule.CountBy(now), _due + MostDueAtOnce);
        for (; _due < until; _due++)
        {
            LoadConnection one = _connections[_due % _connections.Length];
            one.Due++;
            Guarded(one, this, static (one, run) => run.Fill(one));
        }
    }

    private void Fill(LoadConnection one)
    {
        if (_sending && _options.Rate is null)
        {
            for (long now = one.HasRoom ? Clock.Now : 0; one.HasRoom;)
            {
                one.Begin(now);
            }
        }

        while (_sending && one.HasRoom && one.Begun < one.Due)
        {
            one.Begin(_schedule.Due(one.Index, one.Begun));
        }

        one.Flush();
    }

    private void Guarded<T>(LoadConnection one, T with, Action<LoadConnection, T> step)
    {
        if (one.IsOver)
        {
            return;
        }

        try
        {
            step(one, with);
        }
        catch (SocketFaultException broken)
        {
            Lose(one, Loss.Reset, broken.Message, broken);
        }
    }

    private void Lose(LoadConnection one, Loss how, string words, SocketFaultException? fault)
    {
        _tally.Loses(one.Index, how, words, fault);
        one.GiveUp();
        _open--;
    }

    private void LookAround(long now)
    {
        if (now < _nextLook)
        {
            return;
        }

        _nextLook = now + BetweenLooks;
        long longAgo = now - Clock.Of(_options.Timeout);
        foreach (LoadConnection one in _connections)
        {
            if (one is { IsOver: false, UnderWay: > 0 } && one.Oldest < longAgo)
            {
                Lose(one, Loss.TimedOut, FormattableString.Invariant($"no answer for {_options.Timeout.TotalSeconds:0.###} s (ETIMEDOUT)"), SocketFault.Create("recv", Errno.ETIMEDOUT));
            }
        }

        if (_tally.Measuring)
        {
            _progress?.Look(now);
        }
    }

    // What is under way is waited for, so that it is known whether and when it comes, and the server sees an orderly end.
    private long ComeHome(long end)
    {
        bool told = false;
        while (_connections.Any(static one => one is { IsOver: false, UnderWay: > 0 }) && !_stop.IsCancellationRequested)
        {
            GoOnUntil(Clock.Now + BetweenLooks);
            long underWay = _connections.Where(static one => !one.IsOver).Sum(static one => (long)one.UnderWay);
            if (!told && underWay > 0 && Clock.Now - end > LongWait)
            {
                _progress?.Waits(underWay, _options.Timeout);
                told = true;
            }
        }

        return _connections.Sum(static one => (long)one.UnderWay);
    }
}
