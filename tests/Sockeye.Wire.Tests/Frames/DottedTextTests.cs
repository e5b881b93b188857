using System.Buffers;
using Sockeye.Testing;
using Sockeye.Wire.Frames;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

public sealed class DottedTextTests
{
    private static readonly FrameCheck<ReadOnlySequence<byte>> Check = new(new DottedText(maximum: 20), FrameCheck.Text);

    [Fact]
    public void Texts() => Check.Reads(
        "one\r\ntwo\r\n.\r\n.\r\n..dot\r\n...\r\n.\r\n\r\n.\r\n"u8, @"one\r\ntwo\r\n", "", @".dot\r\n..\r\n", @"\r\n");

    [Fact]
    public void ABareLf_EndsNoLine_UnlessAsked()
    {
        Check.Reads("a\n.\nb\r\n.\r\n"u8, @"a\n.\nb\r\n");
        Check.Reads("a\n..b\r\n.c\r\n.\r\n"u8, @"a\n..b\r\nc\r\n");
        new FrameCheck<ReadOnlySequence<byte>>(new DottedText(20, bareLf: true), FrameCheck.Text)
            .Reads("a\n.\n..b\nc\r\n.\r\n"u8, @"a\n", @".b\nc\r\n");
    }

    [Fact]
    public void TooLong()
    {
        Check.Reads("123456789012345678\r\n.\r\n"u8, @"123456789012345678\r\n");
        Check.Refuses("1234567890123456789\r\n.\r\n"u8, ProtocolError.TooLarge);
        Check.Refuses("a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\n.\r\n"u8, ProtocolError.TooLarge);
        Check.Refuses("123456789012345678901234567890"u8, ProtocolError.TooLarge);
    }

    [Fact]
    public void WhatIsWritten_IsReadBack() =>
        Assert.Equal(Raw("..a\r\nb.\r\n.\r\n.\r\n..\r\n.\r\n"), Check.RoundTrips(Seq(".a\r\nb.\r\n"), Seq(""), Seq(".\r\n")));

    [Fact]
    public void ALastLineWithoutItsEnd_GetsOne()
    {
        var output = new ArrayBufferWriter<byte>();
        new DottedText().Write(Seq("a\r\n.b"), output);
        Assert.Equal(Raw("a\r\n..b\r\n.\r\n"), output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData("a\n.\nb\r\n")]
    [InlineData("a\rb")]
    [InlineData("a\r\r\n")]
    [InlineData("\n")]
    public void ALineEndOfTheOtherKind_IsNotWritten(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => new DottedText().Write(Seq(text), output)).Blame);
        Assert.Equal(0, output.WrittenCount);
    }
}
