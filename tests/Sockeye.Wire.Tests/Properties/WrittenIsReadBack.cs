using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;
using Sockeye.Testing;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Http;
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
        Holds(format, frame => new ReadOnlySequence<byte>(frame), FrameCheck.Text);
    }

    /// <summary>Header and trailer are the first and last bytes of what FsCheck made, short ones too, which cannot be written.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public void HeadedFrames(int header, int trailer)
    {
        HeadedFrames[] formats =
        [
            new(LengthPrefix.UInt16, header, trailer),
            new(LengthPrefix.UInt32LittleEndian with { CountsItself = true }, header, trailer),
            new(LengthPrefix.Varint, header, trailer),
            new(LengthPrefix.Digits(3), header, trailer),
        ];
        foreach (HeadedFrames format in formats)
        {
            Holds(
                format,
                bytes =>
                {
                    int first = Math.Min(header, bytes.Length), last = Math.Max(first, bytes.Length - trailer);
                    return new HeadedFrame(new(bytes[..first]), new(bytes[first..last]), new(bytes[last..]));
                },
                frame => $"{FrameCheck.Text(frame.Header)}|{FrameCheck.Text(frame.Body)}|{FrameCheck.Text(frame.Trailer)}");
        }
    }

    /// <summary>The first byte of what FsCheck made chooses the format of the rest, or none; one of them is a tag again.</summary>
    [Fact]
    public void TaggedFrames()
    {
        var inner = new TaggedFrames(2, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>> { [0x0D0A] = new LineFrames() }, new NetstringFrames());
        var format = new TaggedFrames(1, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>>
        {
            [0] = new LineFrames(crlf: true),
            [1] = new PrefixedFrames(LengthPrefix.Varint),
            [2] = new FixedFrames(2),
            [3] = new DelimitedFrames("ab"u8),
            [4] = inner.AsBytes(),
        });
        Holds(
            format,
            bytes =>
            {
                uint tag = bytes.Length == 0 ? 1u : bytes[0] % 6u;
                byte[] rest = bytes.Length == 0 ? [] : bytes[1..];
                return new TaggedFrame(tag, new(tag == 4 ? Whole(inner, rest) : rest));
            },
            frame => $"{frame.Tag} {FrameCheck.Text(frame.Payload)}");

        static byte[] Whole(TaggedFrames inner, byte[] rest)
        {
            var wire = new ArrayBufferWriter<byte>();
            try
            {
                inner.Write(new TaggedFrame((uint)rest.Length, new(rest)), wire);
            }
            catch (ProtocolException error) when (error.Blame == Blame.Caller)
            {
                return rest;
            }

            return wire.WrittenSpan.ToArray();
        }
    }

    /// <summary>Texts of dots and line ends, the last of which may be missing; also as the bytes came, which have CRs and LFs alone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DottedTexts(bool bareLf)
    {
        string[] parts = [".", "\r\n", "a", "..", "\r\n."];
        Holds(new DottedText(bareLf: bareLf), Text, FrameCheck.Text, Written);
        Holds(new DottedText(bareLf: bareLf), bytes => new ReadOnlySequence<byte>(bytes), FrameCheck.Text, Written);

        ReadOnlySequence<byte> Text(byte[] bytes) => new([.. bytes.SelectMany(b => parts[b % parts.Length]).Select(c => (byte)c)]);

        static string Written(ReadOnlySequence<byte> text)
        {
            string shown = FrameCheck.Text(text);
            return text.IsEmpty || shown.EndsWith(@"\r\n", StringComparison.Ordinal) ? shown : shown + @"\r\n";
        }
    }

    /// <summary>Frames made of any bytes, written where the format can carry them, come back as they were, however they arrive.</summary>
    /// <param name="format">The format.</param>
    /// <param name="make">A frame of some bytes.</param>
    /// <param name="show">A frame as text.</param>
    /// <param name="comesBack">What a frame is to come back as; the same when null.</param>
    private static void Holds<TFrame>(IFrameFormat<TFrame> format, Func<byte[], TFrame> make, Func<TFrame, string> show, Func<TFrame, string>? comesBack = null)
    {
        int carried = 0;
        Prop.ForAll(Stirred.Frames, Stirred.Cuts, (frames, cuts) =>
        {
            var wire = new ArrayBufferWriter<byte>();
            var sent = new List<string>();
            foreach (TFrame frame in frames.Select(make))
            {
                try
                {
                    format.Write(frame, wire);
                }
                catch (ProtocolException error) when (error.Blame == Blame.Caller)
                {
                    // A frame this format cannot carry; nothing of it may have been written, which the reading below would show.
                    continue;
                }

                sent.Add((comesBack ?? show)(frame));
                carried++;
            }

            sent.Add("end 0");
            return Subject.Of("", format, show).Run(wire.WrittenSpan.ToArray(), Stirred.Arrival(wire.WrittenCount, cuts)) == string.Join('\n', sent);
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
            var client = new HttpProtocol(HttpSide.Requester);
            var wire = new ArrayBufferWriter<byte>();
            client.WriteRequest(wire, "POST", "/", new("Host", "h"), new("Transfer-Encoding", "chunked"));
            foreach (byte[] piece in pieces) client.WriteData(wire, piece);
            client.WriteEnd(wire);

            var server = new HttpProtocol(HttpSide.Responder);
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
