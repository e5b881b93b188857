using System.Diagnostics.Metrics;
using System.Globalization;
using Sockeye.Cli.Terminals;
using Sockeye.Loops;
using Sockeye.Servers;

namespace Sockeye.Cli.Serving;

/// <summary>One line on a terminal that shows how a server gets on: who is there, how many come, how many bytes go, who is refused. Written anew each second.</summary>
internal sealed class LiveLine : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private readonly StatusScreen _screen;
    private readonly IReadOnlyList<Server> _servers;
    private readonly LoopGroup? _loops;
    private readonly MeterListener _bytes = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _isOver;
    private long _received;
    private long _sent;
    private (long At, long Served, long Received, long Sent) _last;

    private LiveLine(StatusScreen screen, IReadOnlyList<Server> servers, LoopGroup? loops)
    {
        (_screen, _servers, _loops) = (screen, servers, loops);
        _last.At = TimeProvider.System.GetTimestamp();
        if (loops is not null)
        {
            Listen();
        }

        _timer = TimeProvider.System.CreateTimer(static line => ((LiveLine)line!).Write(), this, TimeSpan.Zero, Often);
    }

    /// <summary>Null where standard error is no terminal, or one that can go back to the start of a line no more than paper can.</summary>
    internal static LiveLine? OnTerminal(StatusScreen screen, IReadOnlyList<Server> servers, LoopGroup? loops)
        => StandardError.CanRewrite ? new LiveLine(screen, servers, loops) : null;

    public void Dispose()
    {
        _timer.Dispose();
        _bytes.Dispose();
        lock (_gate)
        {
            _isOver = true;
            Show("");
        }
    }

    // Loops count bytes only where somebody listens.
    private void Listen()
    {
        _bytes.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Sockeye.Loops" && instrument.Name is "sockeye.received" or "sockeye.sent")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _bytes.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            ref long sum = ref instrument.Name == "sockeye.sent" ? ref _sent : ref _received;
            Interlocked.Add(ref sum, count);
        });
        _bytes.Start();
    }

    private void Write()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                Show(StandardError.IsOurs ? Cut(Line()) : "");
            }
        }
    }

    private void Show(string line)
    {
        try
        {
            _screen.Show(line);
        }
        catch (Exception nobody) when (StandardError.IsGone(nobody))
        {
            // The terminal has gone; the server lives on.
        }
    }

    private string Line()
    {
        ServerCounts[] counts = [.. _servers.Select(static server => server.Counts)];
        (long At, long Served, long Received, long Sent) now = (TimeProvider.System.GetTimestamp(), counts.Sum(static one => one.Served), Interlocked.Read(ref _received), Interlocked.Read(ref _sent));
        double seconds = Math.Max(0.001, TimeProvider.System.GetElapsedTime(_last.At, now.At).TotalSeconds);
        string bytes = _loops is null ? "" : $"   {Bytes((now.Received - _last.Received) / seconds)} in   {Bytes((now.Sent - _last.Sent) / seconds)} out";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Sum(static one => one.Active):#,0} open   {(now.Served - _last.Served) / seconds:#,0}/s{bytes}   {counts.Sum(static one => one.Refused):#,0} refused   {counts.Sum(Dropped):#,0} dropped{(_loops is null ? "" : $"   {_loops.Stalls:#,0} stalls")}");
        _last = now;
        return line;
    }

    // A line that runs on into a second one could not be taken back.
    private static string Cut(string line)
    {
        int width = Console.WindowWidth - 1;
        return width > 0 && line.Length > width ? line[..width] : line;
    }

    // Those that ran into a limit while they were served.
    private static long Dropped(ServerCounts counts) => Enum.GetValues<Limit>().Sum(limit => counts[limit]) - counts.Refused;

    private static string Bytes(double perSecond)
    {
        (double unit, string name) = perSecond switch
        {
            >= 1e9 => (1e9, "GB/s"),
            >= 1e6 => (1e6, "MB/s"),
            >= 1e3 => (1e3, "kB/s"),
            _ => (1, "B/s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{perSecond / unit:0.#} {name}");
    }
}
