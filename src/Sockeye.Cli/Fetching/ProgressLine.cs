using System.Globalization;
using Sockeye.Cli.Loading;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Terminals;
using Sockeye.Clients.Urls;

namespace Sockeye.Cli.Fetching;

/// <summary>One line on a terminal that shows how far a transfer is: a bar, bytes, rate, time left. Written anew five times a second, and gone at the end.</summary>
internal sealed class ProgressLine : IProgress<UrlProgress>, IDisposable
{
    private const int BarWidth = 24;
    private const double Foreseeable = 1000 * 3600;     // seconds; what takes longer, nobody waits for

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    private readonly StatusScreen _screen = new(StandardError.Open());
    private readonly string _name;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _shown;

    private ProgressLine(string name) => _name = name.Length == 0 ? "" : Failure.OneLine(name) + "  ";

    /// <summary>Null where standard error is no terminal that could show it.</summary>
    internal static ProgressLine? OnTerminal(string name) => StandardError.CanRewrite ? new ProgressLine(name) : null;

    public void Report(UrlProgress value)
    {
        long now = TimeProvider.System.GetTimestamp();
        if (_shown != 0 && TimeProvider.System.GetElapsedTime(_shown, now) < Often)
        {
            return;
        }

        _shown = now;
        Show(StandardError.IsOurs ? _name + Text(value, TimeProvider.System.GetElapsedTime(_start, now)) : "");
    }

    public void Dispose() => Show("");

    /// <summary>The line without a name.</summary>
    /// <param name="progress">How far it is.</param>
    /// <param name="elapsed">Since it began.</param>
    internal static string Text(UrlProgress progress, TimeSpan elapsed)
    {
        double rate = (progress.Done - progress.Resumed) / Math.Max(0.001, elapsed.TotalSeconds);
        if (progress.Total is not long total || total <= 0)
        {
            return $"{Amount(progress.Done)}   {LoadUnits.Bytes(rate)}";
        }

        double part = Math.Clamp((double)progress.Done / total, 0, 1);
        int full = (int)(part * BarWidth);
        string bar = new string('=', full) + (full < BarWidth ? ">" : "") + new string(' ', Math.Max(0, BarWidth - full - 1));
        double seconds = (total - progress.Done) / Math.Max(0.001, rate);
        string left = rate < 1 || seconds > Foreseeable ? "" : $"   {Span(TimeSpan.FromSeconds(seconds))} left";
        return string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100),3} % [{bar}] {Amount(progress.Done)} of {Amount(total)}   {LoadUnits.Bytes(rate)}{left}");
    }

    private static string Amount(long bytes) => LoadUnits.Bytes(bytes)[..^"/s".Length];

    private static string Span(TimeSpan time) => time < TimeSpan.FromHours(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    private void Show(string line)
    {
        try
        {
            int width = Console.WindowWidth - 1;
            _screen.Show(width > 0 && line.Length > width ? line[..width] : line);
        }
        catch (Exception nobody) when (StandardError.IsGone(nobody))
        {
            // The terminal has gone; the transfer goes on.
        }
    }
}
