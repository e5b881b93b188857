using Sockeye.Cli.Talking;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs.Echo;

/// <summary>What an echo server must do.</summary>
internal static class EchoServerCases
{
    private const int ManyClients = 10;

    // Enough to be in the middle of, and less than fills the buffers between us.
    private const int Unread = 64 * 1024;

    internal static IReadOnlyList<LabCase<LearnersServer>> All { get; } =
    [
        new("short", "a few bytes come back", static server => Whole(server, EchoMessages.Short)),
        new("empty", "a client that says nothing and ends gets nothing, and the end", static server => Whole(server, [])),
        new("pieces", "each piece comes back before the next one is sent", Pieces),
        new("boundary", "15, 16, 17, 32 … bytes come back, and nothing waits for more", static server =>
        {
            foreach (int size in EchoMessages.Boundaries)
            {
                Whole(server, EchoMessages.OfSize(size));
            }
        }),
        new("non-ascii", "characters of several bytes come back, though pieces cut them", NonAscii),
        new("long", $"{Numbers.Bytes(EchoMessages.Long.Length)} come back", Long),
        new("many", "one client after another is served, also those who had to wait", Many),
        new("vanished", "a client that breaks off does not end the server", Vanished),
    ];

    /// <summary>One conversation from beginning to end.</summary>
    private static void Whole(LearnersServer server, byte[] message)
    {
        using Party client = server.Call();
        Exchange(server, client, message);
        End(server, client);
    }

    private static void Pieces(LearnersServer server)
    {
        using Party client = server.Call();
        foreach (string piece in new[] { "one", "and two", "and the third piece is longer than 16 bytes", "end" })
        {
            Exchange(server, client, System.Text.Encoding.ASCII.GetBytes(piece), Hints.ShortPiece);
        }

        End(server, client);
    }

    private static void NonAscii(LearnersServer server)
    {
        using Party client = server.Call();
        int cut = EchoMessages.InsideCharacter;
        Exchange(server, client, EchoMessages.NonAscii[..cut], Hints.CutCharacter);
        Exchange(server, client, EchoMessages.NonAscii[cut..], Hints.CutCharacter);
        End(server, client);
    }

    private static void Long(LearnersServer server)
    {
        using Party client = server.Call();
        Check(server, client, EchoMessages.Long, client.SayAndHear(EchoMessages.Long), Hints.OneReceive);
        End(server, client);
    }

    private static void Many(LearnersServer server)
    {
        for (int number = 1; number <= ManyClients; number++)
        {
            Whole(server, System.Text.Encoding.ASCII.GetBytes($"I am client {number}"));
        }

        using Party first = server.Call();
        using Party second = server.Call(new Speaker("Client 2"));
        foreach (Party client in new[] { first, second })
        {
            Exchange(server, client, "I have waited"u8.ToArray());
            End(server, client);
            client.Close();
        }
    }

    private static void Vanished(LearnersServer server)
    {
        using (Party reading = server.Call())
        {
            Exchange(server, reading, "half a mess"u8.ToArray());
            reading.Vanish();
        }

        Served(server);
        using (Party writing = server.Call())
        {
            Exchange(server, writing, EchoMessages.Short);
            writing.Say(EchoMessages.OfSize(Unread));
            writing.Vanish();
        }

        Served(server);
    }

    private static void Served(LearnersServer server)
    {
        try
        {
            using Party next = server.Call(new Speaker("Next client"));
            Exchange(server, next, "are you there?"u8.ToArray());
        }
        catch (LabWrongException wrong)
        {
            throw new LabWrongException("after a client broke off, the next one is served", wrong.Happened, Hints.Vanished);
        }
    }

    /// <summary>Says something and hears it back, before the client has ended.</summary>
    private static void Exchange(LearnersServer server, Party client, byte[] message, string early = Hints.OneReceive)
    {
        client.Say(message);
        Check(server, client, message, client.Hear(message.Length), early);
    }

    private static void Check(LearnersServer server, Party client, byte[] message, Heard heard, string early)
    {
        byte[] came = heard.Bytes;
        if (!message.AsSpan().StartsWith(came))
        {
            int same = message.AsSpan().CommonPrefixLength(came);
            throw server.Wrong($"the same {Numbers.Bytes(message.Length)}", $"byte {same} and what follows differ: {Shown.Bytes(came.AsSpan(same))} came", Hints.ForBytes(message, came));
        }

        string expected = $"all {Numbers.Bytes(message.Length)} back, before the client ends";
        switch (heard.How)
        {
            case Ending.Closed:
                throw server.Wrong(expected, $"{Back(came)}, and the server closed", early);
            case Ending.Reset:
                throw server.Wrong(expected, $"{Back(came)}, and the connection was reset", early);
            case Ending.Silent:
                client.EndHalf();
                bool late = client.Hear(message.Length - came.Length).How == Ending.Enough;
                throw server.Wrong(expected, $"{Back(came)}, and then nothing came{(late ? " until the client had ended" : "")}", Hints.WaitsForMore);
        }
    }

    private static void End(LearnersServer server, Party client)
    {
        client.EndHalf();
        Heard rest = client.HearEnd();
        const string Expected = "nothing more, and the server closes when the client has ended";
        if (rest.Bytes.Length > 0)
        {
            throw server.Wrong(Expected, $"{Shown.Bytes(rest.Bytes)} came behind it", rest.Bytes.Contains((byte)0) ? Hints.WholeBuffer : Hints.Unasked);
        }

        if (rest.How == Ending.Silent)
        {
            throw server.Wrong(Expected, "the server did not close", Hints.NeverCloses);
        }

        if (rest.How == Ending.Reset)
        {
            throw server.Wrong(Expected, "the connection was reset", server.HasCrashed() ? Hints.Crash : Hints.Resets);
        }
    }

    private static string Back(byte[] came) => came.Length == 0 ? "nothing came back" : $"{Numbers.Bytes(came.Length)} came back";
}
