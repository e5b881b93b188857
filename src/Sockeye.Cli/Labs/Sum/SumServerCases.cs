using System.Text;
using Sockeye.Cli.Talking;
using Sockeye.Wire.Conversations;
using SumServer = Sockeye.Servers.Ready.Sum;

namespace Sockeye.Cli.Labs.Sum;

/// <summary>What a sum server must do.</summary>
internal static class SumServerCases
{
    private const int ManyClients = 10;

    private const int MostAnswered = 8 * 1024;

    internal static IReadOnlyList<LabCase<LearnersServer>> All { get; } =
    [
        new("small", "'2 40' is answered with '42'", static server => Sums(server, [("2", "40")])),
        new("negative", "signs are understood", static server => Sums(server, SumQuestions.Negative)),
        new("big", "numbers have any size, up to the longest line", static server => Sums(server, SumQuestions.Big)),
        new("nonsense", "nonsense is answered with 'error: …', and the next line with its sum", static server =>
        {
            foreach (string line in SumQuestions.Nonsense)
            {
                using Party client = server.Call();
                AskNonsense(server, client, line, Hints.SumError);
                Ask(server, client, "2", "40");
                End(server, client);
            }
        }),
        new("too-long", $"a line of more than {Numbers.Bytes(SumServer.MaxLine)} is answered with 'error: …'", static server =>
        {
            using (Party client = server.Call())
            {
                AskNonsense(server, client, SumQuestions.TooLong, Hints.TooLong);
            }

            Sums(server, [("2", "40")]);
        }),
        new("split", "a line that comes in pieces is one line", static server =>
        {
            using Party client = server.Call();
            client.SayInPieces("123 456\n"u8, 3);
            Answer(server, client, "579", Hints.Line);
            End(server, client);
        }),
        new("glued", "two lines that come at once are two lines", static server =>
        {
            using Party client = server.Call();
            client.Say("1 2\n3 4\n"u8);
            Answers(server, client, "3\n7\n", Hints.Line, "3\n7\n".Length);
            End(server, client);
        }),
        new("half", "half a line is not added up when the client ends there", Half),
        new("many", "one client after another is served, also those who had to wait", Many),
        new("vanished", "a client that breaks off does not end the server", static server =>
        {
            using (Party client = server.Call())
            {
                Ask(server, client, "2", "40");
                client.Say("12 3"u8);
                client.Vanish();
            }

            Served(server, "after a client broke off, the next one is served", Hints.Vanished);
        }),
    ];

    private static void Sums(LearnersServer server, IReadOnlyList<(string First, string Second)> numbers)
    {
        foreach ((string first, string second) in numbers)
        {
            using Party client = server.Call();
            Ask(server, client, first, second);
            End(server, client);
        }
    }

    private static void Half(LearnersServer server)
    {
        using (Party client = server.Call())
        {
            client.Say("12 3"u8);
            client.EndHalf();
            (byte[] came, Ending how) = client.HearEnd();
            if (came.Length > 0 && !came.AsSpan().StartsWith("error: "u8))
            {
                throw server.Wrong("nothing, or 'error: …': the number might have gone on", $"{Shown.Bytes(came)} came", Hints.Line);
            }

            if (how == Ending.Silent)
            {
                throw server.Wrong("the server closes when the client has ended, also in the middle of a line", "the server did not close", Hints.NeverCloses);
            }
        }

        Served(server, "after half a line, the next client is served", Hints.SumError);
    }

    private static void Many(LearnersServer server)
    {
        Sums(server, [.. Enumerable.Range(1, ManyClients).Select(static number => ($"{number}", "1000"))]);
        using Party first = server.Call();
        using Party second = server.Call(new Speaker("Client 2"));
        foreach (Party client in new[] { first, second })
        {
            Ask(server, client, "2", "40");
            End(server, client);
            client.Close();
        }
    }

    private static void Served(LearnersServer server, string expected, string hint)
    {
        try
        {
            using Party next = server.Call(new Speaker("Next client"));
            Ask(server, next, "2", "40");
        }
        catch (LabWrongException wrong)
        {
            throw new LabWrongException(expected, wrong.Happened, hint);
        }
    }

    private static void Ask(LearnersServer server, Party client, string first, string second)
    {
        client.Say(Encoding.ASCII.GetBytes($"{first} {second}\n"));
        Answer(server, client, SumQuestions.Add(first, second), first.Length + second.Length > 15 ? Hints.BigNumbers : Hints.SumOnly);
    }

    private static void AskNonsense(LearnersServer server, Party client, string line, string hint)
    {
        client.Say(Encoding.ASCII.GetBytes(line + "\n"));
        Heard heard = client.HearLine(MostAnswered);
        if (!heard.Bytes.AsSpan().StartsWith("error: "u8) || heard.Bytes.AsSpan().IndexOf((byte)'\n') != heard.Bytes.Length - 1)
        {
            throw server.Wrong("one line that begins with 'error: '", Came(heard), hint);
        }
    }

    private static void Answer(LearnersServer server, Party client, string sum, string hint) => Answers(server, client, sum + "\n", hint, null);

    /// <summary>Hears one line, or so many bytes of several.</summary>
    private static void Answers(LearnersServer server, Party client, string expected, string hint, int? length)
    {
        Heard heard = length is int most ? client.Hear(most) : client.HearLine(MostAnswered);
        if (!heard.Bytes.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(expected)))
        {
            string? form = heard.Bytes.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(expected[..^1])) ? "the answer ends with a line feed"
                : heard.Bytes.AsSpan().StartsWith("b'"u8) ? Hints.TextOfBytes
                : null;
            throw server.Wrong($"the answer {Shown.Bytes(Encoding.ASCII.GetBytes(expected))}", Came(heard), form ?? hint);
        }
    }

    private static void End(LearnersServer server, Party client)
    {
        client.EndHalf();
        Heard rest = client.HearEnd();
        const string Expected = "nothing more, and the server closes when the client has ended";
        if (rest.Bytes.Length > 0)
        {
            throw server.Wrong(Expected, $"{Shown.Bytes(rest.Bytes)} came behind it", Hints.SumOnly);
        }

        if (rest.How == Ending.Silent)
        {
            throw server.Wrong(Expected, "the server did not close", Hints.NeverCloses);
        }
    }

    private static string Came(Heard heard)
    {
        string what = heard.Bytes.Length == 0 ? "nothing came" : $"{Shown.Bytes(heard.Bytes)} came";
        return heard.How switch
        {
            Ending.Closed => $"{what}, and the server closed",
            Ending.Reset => $"{what}, and the connection was reset",
            Ending.Silent when heard.Bytes.Length > 0 => $"{what}, and then nothing",
            _ => what,
        };
    }
}
