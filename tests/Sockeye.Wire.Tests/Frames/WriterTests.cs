using System.Buffers;
using Sockeye.Wire.Frames;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>What a format cannot carry is refused before a byte is written, and the blame is ours.</summary>
public sealed class WriterTests
{
    public static TheoryData<string, IFrameFormat<ReadOnlySequence<byte>>, string> Impossible => new()
    {
        { "fixed: short", new FixedFrames(3), "ab" },
        { "fixed: long", new FixedFrames(3), "abcd" },
        { "line: LF inside", new LineFrames(), "a\nb" },
        { "line: CR at the end", new LineFrames(), "ab\r" },
        { "line: too long", new LineFrames(maximum: 2), "abc" },
        { "delimited: mark inside", new DelimitedFrames("=="u8), "a==b" },
        { "delimited: tail and mark make it early", new DelimitedFrames("=="u8), "a=" },
        { "delimited: too long", new DelimitedFrames("=="u8, 2), "abc" },
        { "prefix: over the limit", new PrefixedFrames(LengthPrefix.UInt32, 2), "abc" },
        { "prefix: number too large", new PrefixedFrames(LengthPrefix.Digits(1)), "0123456789" },
        { "netstring: over the limit", new NetstringFrames(2), "abc" },
        { "until close: over the limit", new UntilCloseFrames(2), "abc" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void AFrameTheFormatCannotCarry_IsRefused_AndNothingWritten(string why, IFrameFormat<ReadOnlySequence<byte>> format, string frame)
    {
        Assert.NotEmpty(why);
        var output = new ArrayBufferWriter<byte>();
        ProtocolException error = Assert.Throws<ProtocolException>(() => format.Write(Seq(frame), output));
        Assert.Equal(Blame.Caller, error.Blame);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Lines_AreWrittenWithTheLineEndAskedFor()
    {
        var output = new ArrayBufferWriter<byte>();
        new LineFrames(crlf: true).Write(Seq("a"), output);
        new LineFrames(crlf: false).Write(Seq("b"), output);
        Assert.Equal(Raw("a\r\nb\n"), output.WrittenSpan.ToArray());
    }

    [Fact]
    public void ATailThatOnlyLooksLikeTheMark_IsCarried()
    {
        var output = new ArrayBufferWriter<byte>();
        new DelimitedFrames("\r\n"u8).Write(Seq("a\r"), output);
        Assert.Equal(Raw("a\r\r\n"), output.WrittenSpan.ToArray());
    }
}
