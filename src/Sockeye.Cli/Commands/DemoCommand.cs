using System.CommandLine;
using Sockeye.Cli.Demonstration;
using Sockeye.Cli.Talking;
using Sockeye.Cli.Terminals;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye demo</summary>
internal static class DemoCommand
{
    private const string Explanation =
        """
        Servers and clients run in this one process, on loopback. Every value shown comes from a call made in that run.

        Example:
          sockeye demo --message 'good morning'
        """;

    private static readonly Speaker Narrator = new("Demo");

    internal static Command Create()
    {
        var message = new Option<string>("--message") { HelpName = "TEXT", Description = "what the client says", DefaultValueFactory = static _ => "hello from sockeye" };
        Option<int> port = CommonOptions.Whole("--port", 0, ..ushort.MaxValue, "where the servers listen, one after the other; 0 lets the system choose");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("demo", "See sockets talk: names, echoes, datagrams, a sum, and how things go wrong. A second or two.", Explanation) { message, port, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            var record = new Recorder();
            using StreamWriter output = StandardOutput.OpenText();
            var stage = new Stage(record, parsed.GetRequiredValue(message), parsed.GetValue(port), signals.Token);
            if (parsed.GetValue(json))
            {
                using var lines = new JsonLinesWriter(output);
                Play(stage, lines, (number, chapter) => record.Note(Narrator, $"{number}. {chapter.Title} {chapter.Sentence}"));
            }
            else
            {
                TerminalStyle? style = TerminalStyle.ForStandardOutput();
                Play(stage, new DialogueWriter(output, new DialogueOptions { Style = style }), (number, chapter) =>
                {
                    output.WriteLine((number == 1 ? "" : "\n") + TerminalStyle.Heading($"{number}. {chapter.Title}", style is not null));
                    output.WriteLine(chapter.Sentence + "\n");
                });
            }

            stage.Conclude();
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Play(Stage stage, IConversationWriter writer, Action<int, Chapter> heading)
    {
        using IDisposable following = stage.Record.Conversation.Follow(writer);
        int number = 0;
        foreach (Chapter chapter in Script.Chapters)
        {
            stage.Stop.ThrowIfCancellationRequested();
            heading(++number, chapter);
            chapter.Play(stage);
        }
    }
}
