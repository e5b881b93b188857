using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Servers;
using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Cli.Serving;

/// <summary>Tells of clients that ran into something: a line at once for each kind of trouble, and then no more than one a second, with how many there were between. So a flood does not flood the terminal.</summary>
internal sealed class FaultLog(ServerLog log, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kind> _kinds = [];

    /// <summary>As <see cref="ServingOptions.Failed"/>.</summary>
    internal void Tell(EndPoint client, Exception error)
    {
        string what = error is ClientRefusedException refused ? refused.Limit.ToString() : error.GetType().Name;
        Tell(what, error switch
        {
            ClientRefusedException or SocketFaultException or ProtocolException or TlsException => error.Message,
            IOException => $"{client}: {error.Message}",
            _ => $"{client}: a bug in sockeye: {what}: {error.Message}",
        });
    }

    /// <summary>One line of a kind.</summary>
    internal void Tell(string what, string line)
    {
        long untold;
        lock (_gate)
        {
            if (_kinds.TryGetValue(what, out Kind? kind) && clock.GetElapsedTime(kind.Told) < Pause)
            {
                kind.Untold++;
                kind.Last = line;
                return;
            }

            untold = kind?.Untold ?? 0;
            _kinds[what] = new Kind { Told = clock.GetTimestamp() };
        }

        log.Say(untold == 0 ? line : $"{line} (and {untold} more like this since the last)");
    }

    /// <summary>At the end: the last of each kind that has not been told yet.</summary>
    internal void TellRest()
    {
        lock (_gate)
        {
            foreach (Kind kind in _kinds.Values.Where(static one => one.Untold > 0))
            {
                log.Say(kind.Untold == 1 ? kind.Last : $"{kind.Last} (and {kind.Untold - 1} more like this)");
            }

            _kinds.Clear();
        }
    }

    private sealed class Kind
    {
        internal long Told { get; init; }

        internal long Untold { get; set; }

        internal string Last { get; set; } = "";
    }
}
