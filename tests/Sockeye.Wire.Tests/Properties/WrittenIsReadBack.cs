using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Http;
using Sockeye.Wire.Testing;
using Sockeye.Wire.Urls;

namespace Sockeye.Wire.Tests.Properties;

/// <summary>What is written is read back, for frames nobody thought of.</summary>
public sealed class WrittenIsReadBack
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(150);

    public static TheoryData<string, IFrameFormat<ReadOnlySequence<byte>>> Formats => new()
    {
        { "fixed", new FixedFrames(3) },
        { "lines", new LineFrames() },
        { "crlf lines", new LineFrames(crlf: true) },
        { "delimited", new DelimitedFrames("\r\n"u8) },
        { "delimited by a mark that overlaps itself", new DelimitedFrames("abab"u8) },
        { "8", new PrefixedFrames(LengthPrefix.UInt8) },
        { "16", new PrefixedFrames(LengthPrefix.UInt16 with { CountsItself = true }) },
        { "24 little-endian", new PrefixedFrames(LengthPrefix.UInt24LittleEndian) },
        { "32", new PrefixedFrames(LengthPrefix.UInt32) },
        { "64 little-endian", new PrefixedFrames(LengthPrefix.UInt64LittleEndian) },
        { "varint", new PrefixedFrames(LengthPrefix.Varint) },
        { "digits", new PrefixedFrames(LengthPrefix.Digits(4)) },
        { "netstrings", new NetstringFrames() },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Frames(string name, IFrameFormat<ReadOnlySequence<byte>> format)
    {
        Assert.NotEmpty(name);
        int carried = 0;
        Prop.ForAll(Stirred.Frames, Stirred.Cuts, (frames, cuts) =>
        {
            var wire = new ArrayBufferWriter<byte>();
            var sent = new List<string>();
            foreach (byte[] frame in frames)
            {
                try
                {
                    format.Write(new ReadOnlySequence<byte>(frame), wire);
                }
                catch (ProtocolException error) when (error.Blame == Blame.Caller)
                {
                    // A frame this format cannot carry; nothing of it may have been written, which the reading below would show.
                    continue;
                }

                sent.Add(FrameCheck.Text(new ReadOnlySequence<byte>(frame)));
                carried++;
            }

            sent.Add("end 0");
            return Subject.Of("", format, FrameCheck.Text).Run(wire.WrittenSpan.ToArray(), Stirred.Arrival(wire.WrittenCount, cuts)) == string.Join('\n', sent);
        }).Check(Quick);
        Assert.True(carried > 50, "hardly anything was carried");
    }

    [Fact]
    public void Percent_Encoding() =>
        Prop.ForAll(Stirred.Frames, frames => frames.All(f => Percent.Decode(Percent.Encode(f)).AsSpan().SequenceEqual(f))).Check(Quick);

    [Fact]
    public void HttpBodies_InAnyPieces() =>
        Prop.ForAll(Stirred.Frames, Stirred.Cuts, (pieces, cuts) =>
        {
            var client = new HttpConnection(HttpSide.Requester);
            var wire = new ArrayBufferWriter<byte>();
            client.WriteRequest(wire, "POST", "/", new("Host", "h"), new("Transfer-Encoding", "chunked"));
            foreach (byte[] piece in pieces) client.WriteData(wire, piece);
            client.WriteEnd(wire);

            var server = new HttpConnection(HttpSide.Responder);
            var body = new List<byte>();
            int consumed = 0;
            byte[] bytes = wire.WrittenSpan.ToArray();
            foreach (ReadOnlySequence<byte> part in Stirred.Arrival(bytes.Length, cuts).Pieces(bytes, () => consumed))
            {
                var input = new SequenceReader<byte>(part);
                while (server.Read(ref input) is var found && found is not (HttpEvent.NeedMore or HttpEvent.Paused))
                    if (found == HttpEvent.Data) body.AddRange(server.Data.ToArray());
                consumed += (int)input.Consumed;
            }

            return server.Requester == HttpPhase.Done && body.SequenceEqual(pieces.SelectMany(p => p));
        }).Check(Quick);

    /// <summary>The notation of a dialogue can be undone: the bytes can be told exactly.</summary>
    [Fact]
    public void ADialogue_TellsTheBytesExactly() =>
        Prop.ForAll(Stirred.Frames, frames =>
        {
            foreach (byte[] said in frames)
            {
                if (said.Length == 0) continue;
                var talk = new Conversation();
                talk.Says(TimeSpan.Zero, Speaker.Client, said);
                string text = DialogueWriter.ToText(talk);
                if (text.Contains('|')) continue;
                if (!Undo(text).AsSpan().SequenceEqual(said)) return false;
            }

            return true;
        }).Check(Quick);

    private static byte[] Undo(string dialogue)
    {
        var bytes = new List<byte>();
        foreach (string line in dialogue.Split('\n')[..^1])
        {
            string shown = line["Client: ".Length..];
            if (shown.StartsWith('"')) shown = shown[1..^1];
            for (int i = 0; i < shown.Length; i++)
            {
                if (shown[i] != '\\')
                {
                    bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(shown, i, char.IsHighSurrogate(shown[i]) ? 2 : 1));
                    if (char.IsHighSurrogate(shown[i])) i++;
                    continue;
                }

                char escape = shown[++i];
                if (escape == 'x')
                {
                    bytes.Add(Convert.ToByte(shown.Substring(i + 1, 2), 16));
                    i += 2;
                }
                else
                {
                    bytes.Add(escape switch { 'r' => (byte)'\r', 'n' => (byte)'\n', 't' => (byte)'\t', var c => (byte)c });
                }
            }
        }

        return [.. bytes];
    }
}
