using System.Buffers;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire.Frames;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

public sealed class CompositionTests
{
    private static readonly TaggedFrames Tagged = new(1, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>>
    {
        ['A'] = new FixedFrames(4),
        ['S'] = new PrefixedFrames(LengthPrefix.UInt16, maximum: 50),
        ['L'] = new LineFrames(maximum: 10),
    });

    [Fact]
    public void Tag_ChoosesTheFormat() =>
        Check(Tagged).Reads(Raw("A1234S\0\x02hiLline\r\nS\0\0Aabcd"), "A:1234", "S:hi", "L:line", "S:", "A:abcd");

    [Fact]
    public void Tag_RoundTrips() =>
        Assert.Equal(
            Raw("S\0\x05helloA1234Lx\n"),
            Check(Tagged).RoundTrips(new('S', Seq("hello")), new('A', Seq("1234")), new('L', Seq("x"))));

    [Fact]
    public void UnknownTag_IsUnsupported() => Check(Tagged).Refuses("A1234Zwhat"u8, ProtocolError.Unsupported, "A:1234");

    [Fact]
    public void UnknownTag_ToWrite_IsThisSidesFault()
    {
        ProtocolException error = Assert.Throws<ProtocolException>(() => Tagged.Write(new('Z', default), new ArrayBufferWriter<byte>()));
        Assert.Equal(Blame.Caller, error.Blame);
    }

    [Fact]
    public void InnerErrors_NameTheirPlaceInTheWholeFrame()
    {
        var feed = new FrameFeed<TaggedFrame>(Tagged.CreateReader());
        feed.Add(Raw("A1234S\xff\xff"));
        Assert.True(feed.TryRead(out _));
        ProtocolException error = Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
        Assert.Equal((ProtocolError.TooLarge, 6L), (error.Kind, error.Offset));
    }

    [Fact]
    public void Others_TakeEveryUnknownTag()
    {
        var format = new TaggedFrames(2, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>> { [0x4142] = new FixedFrames(1) }, new LineFrames());
        Check(format).Reads("AB1..line\nAB2"u8, "16706:1", "11822:line", "16706:2");
    }

    [Fact]
    public void Headed_HeaderBodyAndTrailer()
    {
        var format = new HeadedFrames(LengthPrefix.UInt16, offset: 3, trailer: 2, maximum: 20);
        Assert.Equal(
            Raw("hdr\0\u0004bodyck" + "HDR\0\0CK"),
            Check(format).RoundTrips(new(Seq("hdr"), Seq("body"), Seq("ck")), new(Seq("HDR"), Seq(""), Seq("CK"))));
    }

    [Fact]
    public void Headed_LengthMayCountTheHeader()
    {
        var format = new HeadedFrames(LengthPrefix.UInt16 with { CountsItself = true }, offset: 2, maximum: 20);
        Check(format).Reads(Raw("ab\0\x06xycd\0\x04"), "ab|xy|", "cd||");
        Check(format).Refuses(Raw("ab\0\x03"), ProtocolError.Malformed);
        Check(format).Refuses(Raw("ab\0\x19"), ProtocolError.TooLarge);
    }

    [Fact]
    public void Headed_VarintLength() =>
        Check(new HeadedFrames(LengthPrefix.Varint, offset: 1, trailer: 1)).RoundTrips(new HeadedFrame(Seq("h"), Seq(new string('b', 200)), Seq("t")));

    [Fact]
    public void Headed_BadDigits_AreAtTheirPlace()
    {
        ProtocolException error = ReadAll(new HeadedFrames(LengthPrefix.Digits(2), offset: 3), Raw("abc1x"));
        Assert.Equal(4, error.Offset);
    }

    [Fact]
    public void Mapped_FramesAreValues()
    {
        IFrameFormat<int> numbers = Numbers();
        new FrameCheck<int>(numbers, n => $"{n}").Reads("12\n-7\n"u8, "12", "-7");
        new FrameCheck<int>(numbers, n => $"{n}").RoundTrips(1, -1, int.MaxValue);
        new FrameCheck<int>(numbers, n => $"{n}").Refuses("1\nx\n"u8, ProtocolError.Malformed, "1");
    }

    [Fact]
    public void Mapped_AFrameThatDoesNotDecode_IsSkippedByResync()
    {
        var feed = new FrameFeed<int>(Numbers().CreateReader());
        feed.Add("1\nx\n3\n"u8);
        Assert.True(feed.TryRead(out _));
        Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
        Assert.True(feed.TryResync());
        Assert.True(feed.TryRead(out int three));
        Assert.Equal(3, three);
    }

    private static readonly HeadedFrames Headed = new(LengthPrefix.UInt16, offset: 2, trailer: 1, maximum: 40);

    private static readonly TaggedFrames Nested = new(1, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>>
    {
        ['T'] = Tagged.AsBytes(),
        ['H'] = Headed.AsBytes(),
        ['L'] = new LineFrames(maximum: 10),
    });

    [Fact]
    public void ATagInFrontOfAPrefix() => Check(Nested).Reads(Raw("TS\0\x02hiLline\n"), @"T:S\x00\x02hi", "L:line");

    [Fact]
    public void AHeaderInATag()
    {
        Check(Nested).Reads(Raw("Hhd\0\u0004bodytLx\n"), @"H:hd\x00\x04bodyt", "L:x");
        HeadedFrame inner = Headed.ReadWhole(Only(Nested, "Hhd\0\u0004bodyt").Payload);
        Assert.Equal(("hd", "body", "t"), (FrameCheck.Text(inner.Header), FrameCheck.Text(inner.Body), FrameCheck.Text(inner.Trailer)));
    }

    [Fact]
    public void ATagInATag()
    {
        Assert.Equal(Raw("TA1234TLx\r\n"), Check(Nested).RoundTrips(new('T', Seq("A1234")), new('T', Seq("Lx\r\n"))));
        TaggedFrame inner = Tagged.ReadWhole(Only(Nested, "TS\0\x02hi").Payload);
        Assert.Equal(((uint)'S', "hi"), (inner.Tag, FrameCheck.Text(inner.Payload)));
    }

    [Fact]
    public void ATagInAPrefix_IsAMappedFrame()
    {
        IFrameFormat<TaggedFrame> format = new PrefixedFrames(LengthPrefix.UInt8).As(
            bytes => Tagged.ReadWhole(bytes), (TaggedFrame frame, IBufferWriter<byte> output) => Tagged.Write(frame, output));
        FrameCheck<TaggedFrame> check = new(format, Show);
        Assert.Equal(Raw("\u0005A1234\x05S\0\x02hi"), check.RoundTrips(new('A', Seq("1234")), new('S', Seq("hi"))));
        check.Refuses(Raw("\u0006A12345"), ProtocolError.Malformed);
        check.Refuses(Raw("\u0003A12"), ProtocolError.Truncated);
        check.Refuses(Raw("\0"), ProtocolError.Truncated);
    }

    [Fact]
    public void InnerErrors_OfTwoLevels_NameTheirPlaceInTheWholeFrame()
    {
        Assert.Equal((ProtocolError.Unsupported, 1L), Fault("TZ"));
        Assert.Equal((ProtocolError.TooLarge, 2L), Fault("TS\xff\xff"));
        Assert.Equal((ProtocolError.TooLarge, 3L), Fault("Hhd\xff\xff"));
        Check(Nested).Refuses(Raw("LxTS\nTZ"), ProtocolError.Unsupported, "L:xTS");

        static (ProtocolError, long) Fault(string wire)
        {
            ProtocolException error = ReadAll(Nested, Raw(wire));
            return (error.Kind, error.Offset);
        }
    }

    [Theory]
    [InlineData("A123", ProtocolError.Truncated)]
    [InlineData("", ProtocolError.Truncated)]
    [InlineData("A12345", ProtocolError.Malformed)]
    [InlineData("Z", ProtocolError.Unsupported)]
    public void BytesThatAreNotOneFrame_CannotBeWritten(string inner, ProtocolError kind)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtocolException error = Assert.Throws<ProtocolException>(() => Nested.Write(new('T', Seq(inner)), output));
        Assert.Equal((kind, Blame.Caller, 0), (error.Kind, error.Blame, output.WrittenCount));
    }

    [Fact]
    public void AsBytes_AnyFormat_ResyncsAndEndsAsItsOwn()
    {
        new FrameCheck<ReadOnlySequence<byte>>(Numbers().AsBytes(), FrameCheck.Text).Reads("1\r\n22\n"u8, @"1\r\n", @"22\n");
        new FrameCheck<ReadOnlySequence<byte>>(Numbers().AsBytes(), FrameCheck.Text).Refuses("1\nx\n3\n"u8, ProtocolError.Malformed, @"1\n");
        new FrameCheck<ReadOnlySequence<byte>>(new UntilCloseFrames().AsBytes(), FrameCheck.Text) { EndsByClose = true }.Reads("all of it"u8, "all of it");
    }

    private static TaggedFrame Only(TaggedFrames format, string wire) => format.ReadWhole(Seq(wire));

    private static IFrameFormat<int> Numbers() => new LineFrames().As(
        bytes => int.TryParse(Encoding.ASCII.GetString(bytes), out int n) ? n : throw new ProtocolException(ProtocolError.Malformed, "no number", 0),
        (n, to) => to.Write(Encoding.ASCII.GetBytes($"{n}")));

    private static ProtocolException ReadAll<T>(IFrameFormat<T> format, byte[] wire)
    {
        var feed = new FrameFeed<T>(format.CreateReader());
        feed.Add(wire);
        return Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
    }

    private static FrameCheck<TaggedFrame> Check(TaggedFrames format) => new(format, Show);

    private static string Show(TaggedFrame frame) => (frame.Tag < 128 ? $"{(char)frame.Tag}" : $"{frame.Tag}") + ":" + FrameCheck.Text(frame.Payload);

    private static FrameCheck<HeadedFrame> Check(HeadedFrames format) =>
        new(format, f => $"{FrameCheck.Text(f.Header)}|{FrameCheck.Text(f.Body)}|{FrameCheck.Text(f.Trailer)}");
}
