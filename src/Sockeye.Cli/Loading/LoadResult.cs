using System.Net;

namespace Sockeye.Cli.Loading;

/// <summary>What a load has shown.</summary>
internal sealed record LoadResult
{
    /// <summary>With fewer messages a second, slots of 10 ms without any are no wonder.</summary>
    internal const double LeastRateForDeadTime = 1000;

    internal required EndPoint Peer { get; init; }

    internal required LoadOptions Options { get; init; }

    internal required LoadTally Tally { get; init; }

    /// <summary>How long was measured: less than asked for where something ended it.</summary>
    internal required TimeSpan Measured { get; init; }

    /// <summary>Processor time of this process while it was measured.</summary>
    internal required TimeSpan Processor { get; init; }

    /// <summary>Bytes that the loop allocated meanwhile: what it tells on the way, and nothing for a message.</summary>
    internal required long Allocated { get; init; }

    /// <summary>How long nobody got an answer; null where the rate is too low to say.</summary>
    internal required TimeSpan? Dead { get; init; }

    internal required bool Interrupted { get; init; }

    /// <summary>Messages that were due and found no connection with room.</summary>
    internal required long Unsent { get; init; }

    /// <summary>Messages under way whose answer did not come.</summary>
    internal long Unanswered { get; init; }

    internal double PerSecond => Tally.Messages / Math.Max(Measured.TotalSeconds, double.Epsilon);

    /// <summary>One way.</summary>
    internal double BytesPerSecond => Tally.Bytes / Math.Max(Measured.TotalSeconds, double.Epsilon);

    /// <summary>Null where there was no message.</summary>
    internal double? ProcessorMicroseconds => Tally.Messages == 0 ? null : Processor.TotalMicroseconds / Tally.Messages;

    /// <summary>Of one processor.</summary>
    internal double ProcessorPart => Processor / (Measured > TimeSpan.Zero ? Measured : TimeSpan.MaxValue);

    /// <summary>What was wrong, in words; null where nothing was.</summary>
    internal string? Problem
    {
        get
        {
            var said = new List<string>();
            if (Tally.Wrong > 0)
            {
                said.Add($"no echo server: {Tally.Wrong} {(Tally.Wrong == 1 ? "message" : "messages")} came back changed; {Tally.FirstWrong}");
            }

            if (Tally.AllLost > 0)
            {
                IEnumerable<string> how = LossWords.Where(one => Tally.Lost(one.How) > 0).Select(one => $"{Tally.Lost(one.How)} {one.Words}");
                said.Add($"{Tally.AllLost} of {Options.Connections} connections did not last: {string.Join(", ", how)}; {Tally.FirstLoss}");
            }
            else if (Tally.Latencies.Count <= Unanswered + Unsent && !Interrupted)
            {
                said.Add("no message came back");
            }

            return said.Count == 0 ? null : $"{Peer}: {string.Join("; ", said)}";
        }
    }

    private static readonly (Loss How, string Words)[] LossWords =
    [
        (Loss.Closed, "closed by the server"),
        (Loss.Reset, "broken"),
        (Loss.TimedOut, "without an answer in time"),
        (Loss.Surplus, "with more bytes than were sent"),
    ];
}
