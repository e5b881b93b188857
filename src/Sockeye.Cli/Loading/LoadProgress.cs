using System.Globalization;
using System.Text.Json;

namespace Sockeye.Cli.Loading;

/// <summary>How it goes: a line for each interval with what happened in it, and one when the end has to be waited for.</summary>
/// <param name="output">Where to.</param>
/// <param name="interval">How often; null for never.</param>
/// <param name="json">For programs.</param>
internal sealed class LoadProgress(TextWriter output, TimeSpan? interval, bool json)
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
        if (_tally is null || interval is not TimeSpan often || now - _told < Clock.Of(often))
        {
            return;
        }

        _now.TakeDifference(_tally.Latencies, _last);
        double perSecond = _now.Count / Clock.Span(now - _told).TotalSeconds;
        TimeSpan at = Clock.Span(now - _begin);
        output.WriteLine(json ? Json(at, perSecond) : Line(at, perSecond));
        _told = now;
    }

    /// <summary>The time is over, and messages are still under way.</summary>
    internal void Waits(long underWay, TimeSpan most)
    {
        double seconds = Math.Round(most.TotalSeconds, 3);
        output.WriteLine(json
            ? JsonLine.Of(line =>
            {
                line.WriteString("event", "waiting");
                line.WriteNumber("under_way", underWay);
                line.WriteNumber("at_most_seconds", seconds);
            })
            : string.Create(CultureInfo.InvariantCulture, $"the time is over; waiting at most {seconds:0.###} s for {underWay:#,0} {(underWay == 1 ? "message" : "messages")} still under way"));
    }

    private string Line(TimeSpan at, double perSecond)
        => string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,7:0.0} s {perSecond,12:#,0} messages/s   p50 {Words(0.5)}   p99 {Words(0.99)}   max {(_now.Count == 0 ? "-" : LoadUnits.Time(_now.Max))}{Wrong}{Lost}");

    private string Words(double part) => _now.Count == 0 ? "-" : LoadUnits.Time(_now.At(part));

    private string Wrong => _tally!.Wrong == 0 ? "" : $"   {_tally.Wrong} wrong";

    private string Lost => _tally!.AllLost == 0 ? "" : $"   {_tally.AllLost} connections lost";

    private string Json(TimeSpan at, double perSecond) => JsonLine.Of(line =>
    {
        line.WriteString("event", "progress");
        line.WriteNumber("seconds", Math.Round(at.TotalSeconds, 3));
        line.WriteNumber("messages_per_second", Math.Round(perSecond));
        WriteTime(line, "p50_us", _now.At(0.5));
        WriteTime(line, "p99_us", _now.At(0.99));
        WriteTime(line, "max_us", _now.Max);
        line.WriteNumber("wrong", _tally!.Wrong);
        line.WriteNumber("lost", _tally.AllLost);
    });

    private void WriteTime(Utf8JsonWriter line, string name, long nanoseconds)
    {
        if (_now.Count == 0)
        {
            line.WriteNull(name);
        }
        else
        {
            line.WriteNumber(name, LoadUnits.Microseconds(nanoseconds));
        }
    }
}
