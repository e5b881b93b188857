using System.CommandLine;
using System.Text;
using Sockeye.Cli.Endpoints;
using Sockeye.Servers.Ready;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye sum ENDPOINT A B</summary>
internal static class SumCommand
{
    private const string Explanation =
        """
        The server checks the numbers, not the client: nonsense ends with its answer and exit code 4.

        Example:
          sockeye sum :7007 -5 99999999999999999999999
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        var numbers = new Argument<string[]>("NUMBER")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "two whole numbers; with the space between, at most 1024 bytes",
        };
        Option<double> timeout = CommonOptions.Timeout();
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("sum", "Let a sum server add two whole numbers, and print the sum.", Explanation, "ENDPOINT A B") { endPoint, numbers, timeout, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.Take(parsed.Words(endPoint, numbers), out IReadOnlyList<string> two);
            if (two.Count != 2)
            {
                throw new UsageException($"a sum takes two numbers, and here are {two.Count}. See sockeye sum --help");
            }

            if (two.FirstOrDefault(static word => word.Length == 0 || word.Any(char.IsWhiteSpace)) is string wrong)
            {
                throw new UsageException($"'{wrong}' is not one word, and a number is");
            }

            // What our own server takes, so that the answer does not depend on which of the two says no.
            string line = $"{two[0]} {two[1]}";
            int length = Encoding.UTF8.GetByteCount(line);
            if (length > Sum.MaxLine)
            {
                throw new UsageException($"the two numbers and the space between are {length} bytes, and a line has at most {Sum.MaxLine}");
            }

            using var view = TalkView.Open(parsed.GetValue(json), dialogue: false, plain: true);
            return Talk(name, line + "\n", parsed.Span(timeout), view, signals.Token);
        }));
        return command;
    }

    private static int Talk(EndPointName name, string question, TimeSpan timeout, TalkView view, CancellationToken stop)
    {
        return view.Recorder.Telling(() =>
        {
            using Socket socket = Dialer.Dial(name, timeout, stop);
            var talk = new SumTalk(socket, view.Recorder, stop);
            string sum = talk.Ask(question);
            view.Answer(Encoding.UTF8.GetBytes(sum));
            return ExitCode.Done;
        });
    }
}
