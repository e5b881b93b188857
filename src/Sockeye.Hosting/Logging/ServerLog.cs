using System.Net;
using Microsoft.Extensions.Logging;
using Sockeye.Servers;
using Sockeye.Servers.Telemetry;

namespace Sockeye.Hosting.Logging;

/// <summary>One server's troubles as lines of a log. Whoever is thrown out costs no more than one line in ten seconds for each limit: an attack is not to fill the disk.</summary>
internal sealed class ServerLog(ILogger logger, string server, TimeProvider clock) : IServerLog
{
    /// <summary>How far lines of one limit are apart; what comes between is counted, and at Debug.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<Limit, (long Last, long Others)> _lines = [];

    public void LimitReached(EndPoint client, Limit limit, Exception error) => Guarded(() =>
    {
        switch (OthersSince(limit))
        {
            case null:
                ServerMessages.LimitReachedToo(logger, server, client, limit, error.Message);
                break;

            case 0:
                ServerMessages.LimitReached(logger, server, client, limit, error.Message);
                break;

            case long others:
                ServerMessages.LimitReachedOften(logger, server, client, limit, others, error.Message);
                break;
        }
    });

    public void HandlerFailed(EndPoint client, Exception error) => Guarded(() => ServerMessages.HandlerFailed(logger, error, server, client));

    public void NetworkFailed(EndPoint client, Exception error) => Guarded(() => ServerMessages.NetworkFailed(logger, server, client, error.Message));

    // A logger that throws, a full disk's say, is no reason to leave a client alone.
    private static void Guarded(Action log)
    {
        try
        {
            log();
        }
        catch (Exception error)
        {
            ServerEvents.Log.CallbackFailed(nameof(ILogger), error.Message);
        }
    }

    // How many were not told of since the last line of this limit; null: it is too early for another.
    private long? OthersSince(Limit limit)
    {
        long now = clock.GetTimestamp();
        lock (_lock)
        {
            if (_lines.TryGetValue(limit, out (long Last, long Others) line) && clock.GetElapsedTime(line.Last, now) < Pause)
            {
                _lines[limit] = line with { Others = line.Others + 1 };
                return null;
            }

            _lines[limit] = (now, 0);
            return line.Others;
        }
    }
}
