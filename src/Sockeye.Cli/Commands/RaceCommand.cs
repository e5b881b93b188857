using System.CommandLine;
using Sockeye.Cli.Racing;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye race [--seconds S|--messages N] [--size BYTES] [--json]</summary>
internal static class RaceCommand
{
    private const double UsualSeconds = 4;
    private const int UsualSize = 64;
    private const int MaxSize = 1024 * 1024;
    private const int MaxMessages = 1_000_000;

    private const string Explanation =
        """
        Each way connects two threads of this process. Small messages go there and back one at a time; then bytes go one way
        as fast as they can. All ways take their turns in each of the rounds, so that noise hits them alike.

        Example:
          sockeye race --seconds 2 --size 1024
        """;

    internal static Command Create()
    {
        Option<double> seconds = CommonOptions.PositiveSeconds("--seconds", UsualSeconds, "how long all of it takes");
        Option<int?> messages = CommonOptions.WholeIfGiven("--messages", Race.Rounds..MaxMessages, "so many messages there and back, and chunks one way, for each, in place of a time");
        Option<int> size = CommonOptions.Whole("--size", UsualSize, 1..MaxSize, "bytes of a message that goes there and back");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("race", "Race TCP, Unix sockets, a socket pair and a pipe: latency and throughput side by side.", Explanation) { seconds, messages, size, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            if (parsed.GetValue(messages) is not null && parsed.GetResult(seconds) is { Implicit: false })
            {
                throw new UsageException("a race has --seconds or --messages, not both");
            }

            IReadOnlyList<RaceResult> results = Race.Run(new RaceOptions(parsed.GetValue(size), parsed.Span(seconds), parsed.GetValue(messages)), signals.Token);
            RaceListing.Create(results).Write(results, parsed.GetValue(json), "");
            if (!parsed.GetValue(json))
            {
                using StreamWriter output = StandardOutput.OpenText();
                output.WriteLine(RaceListing.Note(results[0]));
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
