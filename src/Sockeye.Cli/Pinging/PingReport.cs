using System.Globalization;
using System.Text.Json;
using Sockeye.Cli.Terminals;
using Sockeye.Clients.Pinging;

namespace Sockeye.Cli.Pinging;

/// <summary>A ping as it is told: the lines of ping(8) for people, one JSON object a line for programs.</summary>
internal sealed class PingReport(Pinger pinger, string host, PingOptions options, bool json) : IDisposable
{
    private readonly TextWriter _output = StandardOutput.OpenText();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    internal void Begin()
    {
        if (json)
        {
            return;
        }

        string by = pinger.Via == PingVia.Raw ? "raw" : "datagram";
        Line($"PING {host} ({pinger.Address}): {options.Size} bytes of data, by a {by} socket");
    }

    internal void Tell(PingAnswer answer) => _output.WriteLine(json ? Json(answer) : Failure.OneLine(Words(answer)));

    internal void End()
    {
        PingStatistics all = pinger.Statistics;
        TimeSpan took = TimeProvider.System.GetElapsedTime(_start);
        if (json)
        {
            _output.WriteLine(Json(all, took));
            return;
        }

        Line($"--- {host} ping statistics ---");
        string errors = all.Unreachable > 0 ? Text($", {all.Unreachable} unreachable") : "";
        string duplicates = all.Duplicates > 0 ? Text($", {all.Duplicates} duplicates") : "";
        string late = all.Late > 0 ? Text($", {all.Late} too late") : "";
        Line($"{all.Sent} packets transmitted, {all.Received} received{duplicates}{late}{errors}, {all.LossPercent:0.#}% packet loss, time {took.TotalMilliseconds:0}ms");
        if (all.Received > 0)
        {
            Line($"rtt min/avg/max/stddev = {Ms(all.Shortest)}/{Ms(all.Average)}/{Ms(all.Longest)}/{Ms(all.StandardDeviation)} ms");
        }
    }

    public void Dispose() => _output.Dispose();

    private string Words(PingAnswer answer)
    {
        return answer.Outcome switch
        {
            PingOutcome.Reply => Reply(answer),
            PingOutcome.Duplicate => Reply(answer) + " (DUP!)",
            PingOutcome.Late => Reply(answer) + " (too late)",
            PingOutcome.Lost => Text($"no answer within {options.Timeout.TotalSeconds:0.###} s: icmp_seq={answer.Sequence}"),
            _ => Text($"{(answer.From is null ? "" : $"from {answer.From}: ")}icmp_seq={answer.Sequence} {answer.Reason}"),
        };
    }

    private static string Reply(PingAnswer answer)
    {
        string timeToLive = answer.TimeToLive is int hops ? Text($" ttl={hops}") : "";
        return Text($"{answer.Size} bytes from {answer.From}: icmp_seq={answer.Sequence}{timeToLive} time={Ms(answer.RoundTrip)} ms");
    }

    private static string Json(PingAnswer answer) => JsonLine.Of(json =>
    {
        json.WriteString("event", JsonNamingPolicy.SnakeCaseLower.ConvertName(answer.Outcome.ToString()));
        json.WriteNumber("sequence", answer.Sequence);
        json.WriteString("from", answer.From?.ToString());
        json.WriteNumber("bytes", answer.Size);
        WriteNumber(json, "ttl", answer.TimeToLive);
        WriteNumber(json, "milliseconds", answer.RoundTrip?.TotalMilliseconds);
        json.WriteString("reason", answer.Reason);
    });

    private string Json(PingStatistics all, TimeSpan took) => JsonLine.Of(json =>
    {
        json.WriteString("event", "summary");
        json.WriteString("host", host);
        json.WriteString("address", pinger.Address.ToString());
        json.WriteString("via", pinger.Via == PingVia.Raw ? "raw" : "datagram");
        json.WriteNumber("sent", all.Sent);
        json.WriteNumber("received", all.Received);
        json.WriteNumber("duplicates", all.Duplicates);
        json.WriteNumber("late", all.Late);
        json.WriteNumber("unreachable", all.Unreachable);
        json.WriteNumber("loss_percent", Math.Round(all.LossPercent, 3));
        WriteNumber(json, "shortest_milliseconds", all.Shortest?.TotalMilliseconds);
        WriteNumber(json, "average_milliseconds", all.Average?.TotalMilliseconds);
        WriteNumber(json, "longest_milliseconds", all.Longest?.TotalMilliseconds);
        WriteNumber(json, "deviation_milliseconds", all.StandardDeviation?.TotalMilliseconds);
        json.WriteNumber("took_milliseconds", Math.Round(took.TotalMilliseconds));
    });

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void Line(FormattableString text) => _output.WriteLine(Failure.OneLine(FormattableString.Invariant(text)));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Ms(TimeSpan? time) => time!.Value.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
