using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye echo ENDPOINT MESSAGE…</summary>
internal static class EchoCommand
{
    private const string Explanation =
        """
        On a terminal the talk is shown as a dialogue. Piped, what came back is written, a line feed after each message.
        After the last one the sending half is closed; what a stream server says then, within 0.5 s, is a wrong answer.

        Example:
          sockeye echo :7007 hello 'and good bye'
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        var messages = new Argument<string[]>("MESSAGE")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "what to say; each one is sent and awaited by itself",
        };
        Option<double> timeout = CommonOptions.Timeout();
        Option<bool> json = CommonOptions.Json();
        var dialogue = new Option<bool>("--dialogue") { Description = "show both sides, as on a terminal, also when piped" };
        var command = new ExplainedCommand("echo", "Say something to an echo server and check that it comes back.", Explanation, "ENDPOINT MESSAGE…") { endPoint, messages, timeout, json, dialogue };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.Take(parsed.Words(endPoint, messages), out IReadOnlyList<string> words);
            if (words.Count == 0)
            {
                throw new UsageException($"say a MESSAGE to {name}. See sockeye echo --help");
            }

            using var view = TalkView.Open(parsed.GetValue(json), parsed.GetValue(dialogue));
            return Talk(name, ArgumentBytes.Of(words), parsed.Span(timeout), view, signals.Token);
        }));
        return command;
    }

    private static int Talk(EndPointName name, byte[][] messages, TimeSpan timeout, TalkView view, CancellationToken stop)
    {
        return view.Recorder.Telling(() =>
        {
            using Socket socket = Dialer.Dial(name, timeout, stop);
            var talk = new EchoTalk(socket, view.Recorder, stop);
            talk.Begin();
            foreach (byte[] message in messages)
            {
                byte[] answer = talk.Exchange(message);
                view.Answer(answer);
            }

            talk.End();
            return ExitCode.Done;
        });
    }
}
