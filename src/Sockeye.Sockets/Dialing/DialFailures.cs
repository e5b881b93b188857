using System.Globalization;
using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>What became of each address, and the one error that is made of it all.</summary>
internal sealed class DialFailures(DialTarget target, ConnectOptions options)
{
    private readonly List<ConnectAttempt> _attempts = [];

    internal bool Any => _attempts.Count > 0;

    internal void Add(EndPoint address, SocketFaultException reason) => _attempts.Add(new ConnectAttempt(address, reason));

    /// <summary>It was under way when the time was up.</summary>
    internal void AddUnanswered(EndPoint address, TimeSpan waited)
        => AddOwnTimeout(address, string.Create(CultureInfo.InvariantCulture, $"no answer within {waited.TotalSeconds:0.##} s"));

    /// <summary>Its turn had not come when the time was up.</summary>
    internal void AddUntried(IEnumerable<AddressInfo> addresses)
    {
        foreach (AddressInfo address in addresses)
        {
            AddOwnTimeout(address.EndPoint, "not tried before the time was up");
        }
    }

    /// <summary>Every address has failed. One: that failure. Several: an error of the type of the most telling one.</summary>
    internal SocketFaultException AllFailed()
    {
        if (_attempts.Count == 1)
        {
            return _attempts[0].Reason;
        }

        SocketFaultException telling = _attempts.Select(static attempt => attempt.Reason).Aggregate(static (best, next) => Tells(next.Errno) >= Tells(best.Errno) ? next : best);
        return FaultFactory.Create(new Fault("connect", telling.Errno)
        {
            Target = target.Text,
            Remote = telling.RemoteEndPoint,
            IsOwnTimeout = telling is SocketTimeoutException { IsConnectionLost: false },
            Attempts = _attempts,
        });
    }

    /// <summary>The time was up first: that is what the caller is told, and beside it what each address was doing.</summary>
    /// <param name="unanswered">A lookup that had not answered; null for none.</param>
    internal SocketFaultException TimeIsUp(string? unanswered = null)
        => _attempts is [{ Reason: SocketTimeoutException only }] && unanswered is null ? only
            : _attempts.Count == 0 && unanswered is not null ? FaultFactory.Create(new Fault("getaddrinfo", Errno.ETIMEDOUT)
            {
                Target = "of " + target.Text,
                IsOwnTimeout = true,
                Cause = "no answer in time",
            })
            : FaultFactory.Create(new Fault("connect", Errno.ETIMEDOUT)
            {
                Target = target.Text,
                IsOwnTimeout = true,
                Cause = _attempts.Count == 0 ? "no time was left to connect" : OwnTimeoutWords(),
                Hint = unanswered,
                Attempts = _attempts,
            });

    private void AddOwnTimeout(EndPoint address, string cause)
        => Add(address, FaultFactory.Create(new Fault("connect", Errno.ETIMEDOUT) { Remote = address, IsOwnTimeout = true, Cause = cause }));

    private string OwnTimeoutWords()
        => (options.Timeout ?? Socket.DefaultTimeout) is TimeSpan limit && !options.Deadline.HasPassed
            ? string.Create(CultureInfo.InvariantCulture, $"timed out after {limit.TotalSeconds:0.###} s")
            : "the deadline passed";

    // A refusal comes from the machine itself and says that it is there; silence says less, a missing way least about the other side.
    private static int Tells(Errno error) => error switch
    {
        Errno.ECONNREFUSED => 6,
        Errno.ECONNRESET or Errno.ECONNABORTED => 5,
        Errno.EACCES or Errno.EPERM => 4,
        Errno.ETIMEDOUT => 3,
        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => 2,
        Errno.ENETUNREACH or Errno.ENETDOWN => 1,
        _ => 0,
    };
}
