using Sockeye.Cli.Talking;

namespace Sockeye.Cli.Labs.Echo;

/// <summary>What an echo client must do: its standard input goes out, what comes back goes to its standard output.</summary>
internal static class EchoClientCases
{
    private const int AtOnce = int.MaxValue;

    internal static IReadOnlyList<LabCase<LearnersClient>> All { get; } =
    [
        new("short", "a few bytes go out, come back, and are printed", static client => Talk(client, EchoMessages.Short, AtOnce)),
        new("empty", "nothing to say: the client ends its half, and prints nothing", static client => Talk(client, [], AtOnce)),
        new("half-close", "a server that waits for the client's end before it answers gets that end", AnsweredAtTheEnd),
        new("boundary", "15, 16, 17 and 32 bytes are printed whole", static client =>
        {
            foreach (int size in new[] { 15, 16, 17, 32 })
            {
                Talk(client, EchoMessages.OfSize(size), AtOnce);
            }
        }),
        new("dribble", "an answer that comes byte by byte is printed whole", static client => Talk(client, EchoMessages.OfSize(40), 1)),
        new("non-ascii", "characters of several bytes are printed whole, though pieces cut them", static client => Talk(client, EchoMessages.NonAscii, EchoMessages.Chunk)),
        new("long", $"{Numbers.Bytes(EchoMessages.Long.Length)} go out and are printed", static client => Talk(client, EchoMessages.Long, AtOnce)),
    ];

    /// <summary>An echo server that sends back as it reads, in pieces of some size.</summary>
    private static void Talk(LearnersClient client, byte[] message, int pieceSize)
    {
        Printed printed = client.Run([], message, (Party server) =>
        {
            // One byte more than is due, so that the client's end is waited for.
            Heard heard = server.Echo(message.Length + 1, pieceSize);
            server.EndHalf();
            Check(message, heard);
        });
        CheckPrinted(message, printed);
    }

    private static void AnsweredAtTheEnd(LearnersClient client)
    {
        byte[] message = EchoMessages.OfSize(50);
        Printed printed = client.Run([], message, (Party server) =>
        {
            Check(message, server.Hear(message.Length + 1));
            server.SayInPieces(message, EchoMessages.Chunk);
        });
        CheckPrinted(message, printed);
    }

    private static void Check(byte[] message, Heard heard)
    {
        byte[] came = heard.Bytes;
        string expected = $"all {Numbers.Bytes(message.Length)} of standard input, and then the end of the sending half";
        if (!message.AsSpan().StartsWith(came))
        {
            int same = message.AsSpan().CommonPrefixLength(came);
            throw new LabWrongException(expected, $"byte {same} and what follows differ: the client sent {Shown.Bytes(came.AsSpan(same))}", Hints.ForSending(message, came));
        }

        bool all = came.Length == message.Length;
        // After a reset, what was printed tells more.
        switch (heard.How)
        {
            case Ending.Closed when !all:
                throw new LabWrongException(expected, $"the client ended after {Numbers.Bytes(came.Length)}", "send all of it before the half is ended: SendAll, in Python sendall");
            case Ending.Silent:
                throw new LabWrongException(expected, all ? "all came, and the client did not end its half" : $"{Numbers.Bytes(came.Length)} came, and then nothing", all ? Hints.ClientHalf : "send all of it: SendAll, in Python sendall; and read standard input to its end");
        }
    }

    internal static void CheckPrinted(byte[] message, Printed printed)
    {
        ReadOnlySpan<byte> output = printed.Output;
        if (output.SequenceEqual(message) || (output.StartsWith(message) && output[message.Length..].SequenceEqual("\n"u8)))
        {
            return;
        }

        int same = message.AsSpan().CommonPrefixLength(output);
        int length = output.TrimEnd((byte)'\n').Length;
        string expected = $"what came back on standard output, {Numbers.Bytes(message.Length)}, and nothing else but a line feed";
        throw same >= length
            ? new LabWrongException(expected, $"it printed {Numbers.Bytes(output.Length)}", length == 0 ? Hints.EarlyClose : Hints.StopsReading)
            : new LabWrongException(expected, $"byte {same} and what follows differ: it printed {Shown.Bytes(output[same..])}", Hints.ForPrinting(message, output));
    }
}
