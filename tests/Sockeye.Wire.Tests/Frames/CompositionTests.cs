using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Testing;
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

    private static IFrameFormat<int> Numbers() => new LineFrames().As(
        bytes => int.TryParse(Encoding.ASCII.GetString(bytes), out int n) ? n : throw new ProtocolException(ProtocolError.Malformed, "no number", 0),
        (n, to) => to.Write(Encoding.ASCII.GetBytes($"{n}")));

    private static ProtocolException ReadAll<T>(IFrameFormat<T> format, byte[] wire)
    {
        var feed = new FrameFeed<T>(format.CreateReader());
        feed.Add(wire);
        return Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
    }

    private static FrameCheck<TaggedFrame> Check(TaggedFrames format) =>
        new(format, f => (f.Tag < 128 ? $"{(char)f.Tag}" : $"{f.Tag}") + ":" + FrameCheck.Text(f.Payload));

    private static FrameCheck<HeadedFrame> Check(HeadedFrames format) =>
        new(format, f => $"{FrameCheck.Text(f.Header)}|{FrameCheck.Text(f.Body)}|{FrameCheck.Text(f.Trailer)}");
}
