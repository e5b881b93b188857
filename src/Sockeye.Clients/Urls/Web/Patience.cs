using System.Globalization;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Clients.Urls.Web;

/// <summary>How long one step may take, and who may end it early: one token for both, made once and used for the whole conversation.</summary>
internal sealed class Patience : IDisposable
{
    // What a timer takes: 49 days.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenRegistration _asked;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _caller;
    private volatile bool _isAsked;

    /// <param name="timeout">Null for no limit.</param>
    /// <param name="caller">Who may end it.</param>
    internal Patience(TimeSpan? timeout, CancellationToken caller)
    {
        (_timeout, _caller) = (timeout > s_longest ? null : timeout, caller);
        _asked = caller.UnsafeRegister(static patience => ((Patience)patience!).Ask(), this);
    }

    /// <summary>Cancelled when the time is over, and when somebody asked for it.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>Somebody asked for the end.</summary>
    internal bool IsAsked => _isAsked;

    /// <summary>Time runs from now on.</summary>
    internal void Begin()
    {
        if (_timeout is TimeSpan limit)
        {
            _end.CancelAfter(limit);
        }
    }

    /// <summary>What was waited for has come.</summary>
    internal void Rest()
    {
        if (_timeout is not null)
        {
            _end.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends what is under way because a caller wants it.</summary>
    internal void Ask()
    {
        _isAsked = true;
        _end.Cancel();
    }

    /// <summary>The error for what was cut short here; null where neither time nor caller has ended it.</summary>
    internal Exception? Ending(string operation, string peer)
    {
        if (!_end.IsCancellationRequested)
        {
            return null;
        }

        return _isAsked ? new OperationCanceledException(_caller) : FaultFactory.Create(new Fault(operation, Errno.ETIMEDOUT)
        {
            Target = peer,
            IsOwnTimeout = true,
            Cause = string.Create(CultureInfo.InvariantCulture, $"no answer within {_timeout!.Value.TotalSeconds:0.###} s"),
        });
    }

    public void Dispose()
    {
        _asked.Dispose();
        _end.Dispose();
    }
}
