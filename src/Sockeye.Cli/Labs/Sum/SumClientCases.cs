using System.Text;
using Sockeye.Cli.Talking;

namespace Sockeye.Cli.Labs.Sum;

/// <summary>What a sum client must do: A and B are its last two words, the answer goes to its standard output.</summary>
internal static class SumClientCases
{
    private const int MostAsked = 8 * 1024;

    private const string Error = "error: the first word is not a whole number";

    internal static IReadOnlyList<LabCase<LearnersClient>> All { get; } =
    [
        new("small", "the sum of 2 and 40 is asked for and printed", static client => Talk(client, "2", "40", AtOnce)),
        new("negative", "signs are passed on", static client => Talk(client, "-5", "-3", AtOnce)),
        new("big", "a sum of a hundred digits is printed whole", static client => Talk(client, new string('9', 100), "1", AtOnce)),
        new("dribble", "an answer that comes byte by byte is printed whole", static client => Talk(client, "123456789", "987654321", 1)),
        new("error", "the server's 'error: …' is shown, and the client ends", ShowsErrors),
    ];

    private const int AtOnce = int.MaxValue;

    private static void Talk(LearnersClient client, string first, string second, int pieceSize)
    {
        string sum = SumQuestions.Add(first, second);
        Printed printed = client.Run([first, second], [], (Party server) => Answer(server, $"{first} {second}", sum, pieceSize));
        string text = Encoding.UTF8.GetString(printed.Output).TrimEnd('\r', '\n');
        if (text != sum)
        {
            throw new LabWrongException(
                $"the answer on standard output, and nothing else: {sum}",
                $"{Shown.Bytes(printed.Output)} was printed",
                text.StartsWith("b'", StringComparison.Ordinal) ? Hints.TextOfBytes : text.Length > 0 && sum.StartsWith(text, StringComparison.Ordinal) ? Hints.ReadLine : Hints.PrintOnly);
        }
    }

    private static void ShowsErrors(LearnersClient client)
    {
        Printed printed = client.Run(["two", "40"], [], (Party server) => Answer(server, "two 40", Error, AtOnce), mayFail: true);
        if (!Encoding.UTF8.GetString(printed.Output).Contains(Error, StringComparison.Ordinal) && !printed.Errors.Contains(Error, StringComparison.Ordinal))
        {
            throw new LabWrongException(
                $"the server's answer is shown: {Error}",
                $"{Shown.Bytes(printed.Output)} was printed, and {Shown.Bytes(Encoding.UTF8.GetBytes(printed.Errors))} on standard error",
                "print the answer as it came, also where it is no number");
        }
    }

    private static void Answer(Party server, string question, string answer, int pieceSize)
    {
        Heard heard = server.HearLine(MostAsked);
        string asked = Encoding.UTF8.GetString(heard.Bytes);
        if (asked.TrimEnd('\r', '\n') != question || !asked.EndsWith('\n'))
        {
            throw new LabWrongException(
                $"the question \"{question}\\n\"",
                heard.Bytes.Length == 0 ? "the client said nothing" : $"the client sent {Shown.Bytes(heard.Bytes)}{(heard.How == Ending.Silent ? ", and then nothing" : "")}",
                asked == question ? "a line ends with a line feed: without it the server waits for the rest of the line" : "one line: the two numbers with one space between, and a line feed");
        }

        byte[] line = Encoding.ASCII.GetBytes(answer + "\n");
        if (pieceSize == AtOnce)
        {
            server.Say(line);
        }
        else
        {
            server.SayInPieces(line, pieceSize);
        }

        // The server leaves the connection open for the next line: the client is the one to end it.
        Heard more = server.HearEnd();
        if (more.How == Ending.Silent || more.Bytes.Length > 0)
        {
            throw new LabWrongException(
                "the client ends when it has its answer",
                more.Bytes.Length > 0 ? $"the client also sent {Shown.Bytes(more.Bytes)}" : "the client did not end: it waits for more",
                more.Bytes.Length > 0 ? "ask one line" : Hints.ReadLine);
        }
    }
}
