using System.Net;
using Sockeye.Sockets;

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

    /// <summary>How long what was under way then was waited for.</summary>
    internal TimeSpan Waited { get; init; }

    /// <summary>Processor time of this process while it was measured.</summary>
    internal required TimeSpan Processor { get; init; }

    /// <summary>Bytes that the loop allocated meanwhile: what it tells on the way, and nothing for a message.</summary>
    internal required long Allocated { get; init; }

    /// <summary>How long nobody got an answer; null where the rate is too low to say.</summary>
    internal required TimeSpan? Dead { get; init; }

    internal required bool Interrupted { get; init; }

    /// <summary>Messages that were due and found no connection with room.</summary>
    internal required long Unsent { get; init; }

    /// <summary>Messages whose answer did not come, or not as a whole: on connections that did not last, and at an early end.</summary>
    internal long Unanswered { get; init; }

    /// <summary>What came late took longer than all that came in time: the latencies alone would flatter.</summary>
    internal bool IsLateTelling => Tally.LateMax > Tally.Latencies.Max;

    internal double PerSecond => Tally.Messages / Math.Max(Measured.TotalSeconds, double.Epsilon);

    /// <summary>One way.</summary>
    internal double BytesPerSecond => Tally.Bytes / Math.Max(Measured.TotalSeconds, double.Epsilon);

    /// <summary>Null where no message was answered.</summary>
    internal double? ProcessorMicroseconds => Tally.Messages == 0 ? null : Processor.TotalMicroseconds / Tally.Messages;

    /// <summary>Of one processor.</summary>
    internal double ProcessorPart => Processor / (Measured > TimeSpan.Zero ? Measured : TimeSpan.MaxValue);

    /// <summary>What was wrong, as the error that the tool ends with; null where nothing was.</summary>
    internal Exception? Problem
    {
        get
        {
            var said = new List<string>();
            long wrong = Tally.Wrong + Tally.WrongOutside;
            if (wrong > 0)
            {
                (long count, string when) = Tally.Wrong > 0 ? (Tally.Wrong, "") : (wrong, " outside the measured time");
                said.Add($"no echo server: {count} {(count == 1 ? "message" : "messages")} came back changed{when}; {Tally.FirstWrong}");
            }

            if (Tally.AllLost > 0)
            {
                IEnumerable<string> how = LossWords.Where(one => Tally.Lost(one.How) > 0).Select(one => $"{Tally.Lost(one.How)} {one.Words}");
                said.Add($"{Tally.AllLost} of {Options.Connections} connections did not last: {string.Join(", ", how)}; {Tally.FirstLoss}");
            }
            else if (wrong == 0 && Tally.Messages == 0 && !Interrupted)
            {
                said.Add("no message came back within the measured time; a longer --duration shows more");
            }

            string words = $"{Peer}: {string.Join("; ", said)}";
            return said.Count == 0 ? null
                : wrong == 0 && Tally.FirstFault is SocketFaultException fault ? new LostConnectionException(words, fault)
                : new WrongAnswerException(words);
        }
    }

    // As the columns are named.
    private static readonly (Loss How, string Words)[] LossWords =
    [
        (Loss.Closed, "closed by the server"),
        (Loss.Reset, "reset"),
        (Loss.TimedOut, "timed out"),
        (Loss.Surplus, "with a surplus of bytes"),
    ];
}
