using System.Globalization;

namespace Sockeye.Cli.Loading;

/// <summary>How it goes, a line for each interval with what happened in it.</summary>
/// <param name="output">Where to.</param>
/// <param name="interval">How often.</param>
/// <param name="json">For programs.</param>
internal sealed class LoadProgress(TextWriter output, TimeSpan interval, bool json)
{
    private readonly LatencyHistogram _last = new();
    private readonly LatencyHistogram _now = new();
    private LoadTally? _tally;
    private long _begin;
    private long _told;

    internal void Begin(LoadTally tally, long now)
    {
        _last.Clear();
        (_tally, _begin, _told) = (tally, now, now);
    }

    internal void Look(long now)
    {
        if (_tally is null || now - _told < Clock.Of(interval))
        {
            return;
        }

        _now.TakeDifference(_tally.Latencies, _last);
        double perSecond = _now.Count / Clock.Span(now - _told).TotalSeconds;
        TimeSpan at = Clock.Span(now - _begin);
        output.WriteLine(json ? Json(at, perSecond) : Line(at, perSecond));
        _told = now;
    }

    private string Line(TimeSpan at, double perSecond)
        => string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,7:0.0} s {perSecond,12:#,0} messages/s   p50 {Words(0.5)}   p99 {Words(0.99)}   max {LoadUnits.Time(_now.Max)}{Lost}");

    private string Words(double part) => LoadUnits.Time(_now.At(part));

    private string Lost => _tally!.AllLost == 0 ? "" : $"   {_tally.AllLost} connections lost";

    private string Json(TimeSpan at, double perSecond) => JsonLine.Of(line =>
    {
        line.WriteString("event", "progress");
        line.WriteNumber("seconds", Math.Round(at.TotalSeconds, 3));
        line.WriteNumber("messages_per_second", Math.Round(perSecond));
        line.WriteNumber("p50_us", LoadUnits.Microseconds(_now.At(0.5)));
        line.WriteNumber("p99_us", LoadUnits.Microseconds(_now.At(0.99)));
        line.WriteNumber("max_us", LoadUnits.Microseconds(_now.Max));
        line.WriteNumber("lost", _tally!.AllLost);
    });
}
