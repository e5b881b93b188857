using System.Text;

namespace Sockeye.Cli.Labs;

/// <summary>The classic causes, each in a sentence or two that says what to do.</summary>
internal static class Hints
{
    internal const string OneReceive = "one call to receive gives what has arrived so far, and seldom all: receive in a loop until it returns 0 bytes";

    internal const string ShortPiece = "neither the first piece nor one shorter than 16 bytes is the end, for TCP cuts where it likes: receive in a loop. Only 0 bytes mean that the other side has ended";

    internal const string WaitsForMore = "the server waits for more than has come: for 16 whole bytes, for a piece shorter than 16 (after exactly 16, 32 … bytes there is none), or for the client's end. Send back at once what one receive gave";

    internal const string ClientHalf = "when all is sent, end the sending half: socket.Shutdown(SHUT_WR), in Python s.shutdown(socket.SHUT_WR). The server cannot know otherwise that no more will come";

    internal const string NeverCloses = "when receive returns 0 bytes the client has ended: leave the loop and close the connection (in C#, using does it), or the client waits for ever";

    internal const string OneClient = "accept again: after a client has gone the server serves the next one, in a loop that does not end";

    internal const string OneAtATime = "the server was waiting for another client, and that one said nothing: wait for the listener and all clients together (select), and receive only from those that are ready; or give each client a thread";

    internal const string MixedUp = "what is kept for one client must not be sent to another: keep it beside that client's socket, and not in one variable for all";

    internal const string OthersStay = "the end of one client is the end of its own conversation: close its socket, take it off the list, and go on with the others";

    internal const string Vanished = "a client that vanishes makes receive or send fail (reset, broken pipe): catch that around one conversation, close it, and accept the next client";

    internal const string Decoding = "bytes were taken for text: a piece of 16 bytes can end in the middle of a character, so pieces cannot be decoded. Send back the bytes as they came; decode, if at all, only the whole";

    internal const string CutCharacter = "the first piece ends in the middle of a character: a server that decodes pieces fails there, and must send back the bytes as they came. One that took the first piece for all must receive in a loop";

    internal const string TextOfBytes = "bytes and text were mixed up: in Python str(data) makes b'…' of bytes, and sockets take bytes alone. Pass on the bytes that receive gave, as they are";

    internal const string WholeBuffer = "send as many bytes as receive said, and not the whole buffer: what lies behind them is old";

    internal const string Unasked = "send back what came and nothing else: as many bytes as receive said and not the whole buffer, no greeting, no line feed of your own";

    internal const string Port = "take host and port from the end of the command line, or write {host} and {port} into the command";

    internal const string Crash = "what it wrote on standard error says where";

    internal const string Resets = "a connection is reset where a side closes with bytes unread, or with SO_LINGER set to 0: read until receive returns 0 bytes, then close";

    internal const string Loops = "when receive returns 0 bytes the server has ended: leave the loop, and let the program end";

    internal const string PrintOnly = "standard output is for what came back alone: other words belong on standard error";

    internal const string EarlyClose = "close does away with both halves, and what still comes is answered with a reset. End the sending half alone (Shutdown(SHUT_WR)), read until receive returns 0 bytes, then close";

    internal const string StopsReading = "read in a loop until receive returns 0 bytes: one receive gives what has arrived so far, and a piece shorter than 16 bytes is not the end, for TCP cuts where it likes";

    internal const string Either = "either of the two may be wrong: the dialogue shows who ended first, and the cases above judge each by itself";

    internal const string Line = "a line is over at its LF and nowhere else: keep what has come, receive more, and answer each whole line";

    internal const string SumOnly = "the answer is the sum in decimal and a line feed, and nothing else";

    internal const string SumError = "answer what is no two whole numbers with a line that begins with 'error: ', and go on with the next line; a number parser that throws must not end the server";

    internal const string BigNumbers = "the numbers have any size: BigInteger in C#, plain int in Python; a long or a double is too small";

    internal const string TooLong = "count while you read: a line of more than 1,024 bytes is answered with 'error: …', however right the sum would be";

    internal const string ReadLine = "the answer ends at its LF; the connection may stay open. Read until the LF, not until the server closes";

    private static readonly (string Words, string Hint)[] s_known =
    [
        ("UnicodeDecodeError", Decoding),
        ("DecoderFallbackException", Decoding),
        ("a bytes-like object is required", TextOfBytes),
        ("can't concat", TextOfBytes),
        ("BrokenPipeError", Vanished),
        ("ConnectionResetException", Vanished),
        ("ConnectionResetError", Vanished),
        ("BrokenPipeException", Vanished),
        ("ddress already in use", Port),
    ];

    /// <summary>The cause that a program's own error message names, where it is a classic one.</summary>
    internal static string? In(string errors) => Array.Find(s_known, known => errors.Contains(known.Words, StringComparison.Ordinal)).Hint;

    /// <summary>Why a server sent back other bytes than it got: seen from what they look like.</summary>
    internal static string ForBytes(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> came)
        => Mixed(sent, came) ?? (came.Contains((byte)0) || came.Length > sent.Length ? WholeBuffer : Unasked);

    /// <summary>Why a client sent other bytes than its standard input had.</summary>
    internal static string ForSending(ReadOnlySpan<byte> input, ReadOnlySpan<byte> came)
        => Mixed(input, came) ?? (came.Contains((byte)0) ? WholeBuffer : "send standard input as it is, byte for byte: nothing stripped, and no line feed put behind it");

    /// <summary>Why a client printed other bytes than came.</summary>
    internal static string ForPrinting(ReadOnlySpan<byte> came, ReadOnlySpan<byte> printed)
        => Mixed(came, printed) ?? (printed.Contains((byte)0) ? WholeBuffer : PrintOnly);

    private static string? Mixed(ReadOnlySpan<byte> was, ReadOnlySpan<byte> now)
        => now.StartsWith("b'"u8) || now.StartsWith("b\""u8) ? TextOfBytes
            : now.IndexOf("\uFFFD"u8) >= 0 || (!Ascii.IsValid(was) && now.Contains((byte)'?')) ? Decoding
            : null;
}
