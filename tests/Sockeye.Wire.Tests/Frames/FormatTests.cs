using System.Buffers;
using Sockeye.Testing;
using Sockeye.Wire.Frames;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>Each format that carries plain bytes, held to the rules of every format.</summary>
public sealed class FormatTests
{
    [Fact]
    public void Fixed() => Check(new FixedFrames(4)).Reads("abcd1234\r\n\0\xff"u8[..12], "abcd", "1234", @"\r\n\x00\xc3");

    [Fact]
    public void Fixed_OfOneByte() => Check(new FixedFrames(1)).Reads("ab"u8, "a", "b");

    [Fact]
    public void Lines_EndWithLfOrCrLf() =>
        Check(new LineFrames()).Reads("one\r\ntwo\n\r\n\nfo\rur\r\r\n"u8, "one", "two", "", "", @"fo\rur\r");

    [Fact]
    public void Lines_LastMayBeOpen() =>
        OpenEnded(new LineFrames(lastMayBeOpen: true)).Reads("one\r\ntwo\r"u8, "one", "two");

    [Fact]
    public void Lines_TooLong()
    {
        FrameCheck<ReadOnlySequence<byte>> check = Check(new LineFrames(maximum: 4));
        check.Reads("1234\r\n1234\n"u8, "1234", "1234");
        check.Refuses("12345\n"u8, ProtocolError.TooLarge);
        check.Refuses("ok\n12345\r\n"u8, ProtocolError.TooLarge, "ok");
        check.Refuses("123456789"u8, ProtocolError.TooLarge);
        check.Refuses("1234\r1234\n"u8, ProtocolError.TooLarge);
    }

    [Fact]
    public void Lines_Empty_OfMaximumZero()
    {
        Check(new LineFrames(maximum: 0)).Reads("\r\n\n"u8, "", "");
        Check(new LineFrames(maximum: 0)).Refuses("a\n"u8, ProtocolError.TooLarge);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\r\n")]
    [InlineData("aab")]
    [InlineData("abab")]
    [InlineData("aaaa")]
    [InlineData("--boundary")]
    public void Delimited_ByAnyMark(string mark)
    {
        FrameCheck<ReadOnlySequence<byte>> check = Check(new DelimitedFrames(Raw(mark)));
        check.Reads(Raw("x" + mark + mark + "yz" + mark), "x", "", "yz");
    }

    [Fact]
    public void Delimited_PartialMarksAreFrameBytes() =>
        Check(new DelimitedFrames("aab"u8)).Reads("aaab-aacaab"u8, "a", "-aac");

    [Fact]
    public void Delimited_TooLong()
    {
        FrameCheck<ReadOnlySequence<byte>> check = Check(new DelimitedFrames("\r\n"u8, maximum: 3));
        check.Reads("abc\r\n\r\n"u8, "abc", "");
        check.Refuses("abcd\r\n"u8, ProtocolError.TooLarge);
        check.Refuses("a\r\nbbbbbbb"u8, ProtocolError.TooLarge, "a");
        check.Refuses("abc\rd\r\n"u8, ProtocolError.TooLarge);
    }

    public static TheoryData<string, LengthPrefix, string> Prefixes => new()
    {
        { "8", LengthPrefix.UInt8, "\x05" },
        { "16", LengthPrefix.UInt16, "\x00\x05" },
        { "16le", LengthPrefix.UInt16LittleEndian, "\x05\x00" },
        { "24", LengthPrefix.UInt24, "\x00\x00\x05" },
        { "24le", LengthPrefix.UInt24LittleEndian, "\x05\x00\x00" },
        { "32", LengthPrefix.UInt32, "\x00\x00\x00\x05" },
        { "32le", LengthPrefix.UInt32LittleEndian, "\x05\x00\x00\x00" },
        { "64", LengthPrefix.UInt64, "\x00\x00\x00\x00\x00\x00\x00\x05" },
        { "64le", LengthPrefix.UInt64LittleEndian, "\x05\x00\x00\x00\x00\x00\x00\x00" },
        { "varint", LengthPrefix.Varint, "\x05" },
        { "digits", LengthPrefix.Digits(5), "00005" },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Prefixed(string name, LengthPrefix prefix, string five)
    {
        Assert.NotEmpty(name);
        var format = new PrefixedFrames(prefix, maximum: 200);
        byte[] wire = Check(format).RoundTrips(Seq("hello"), Seq(""), Seq("x"));
        Assert.Equal(Raw(five + "hello"), wire[..(five.Length + 5)]);
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Prefixed_OverTheLimit_IsAnErrorBeforeAnyOfItCame(string name, LengthPrefix prefix, string five)
    {
        Assert.NotEmpty(name);
        Check(new PrefixedFrames(prefix, maximum: 4)).Refuses(Raw(five), ProtocolError.TooLarge);
        Check(new PrefixedFrames(prefix, maximum: 5)).Reads(Raw(five + "hello"), "hello");
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Prefixed_CountingItself(string name, LengthPrefix prefix, string five)
    {
        if (prefix == LengthPrefix.Varint)
        {
            Assert.Throws<ArgumentException>(() => prefix with { CountsItself = true });
            return;
        }

        Assert.NotEmpty(name);
        var check = Check(new PrefixedFrames(prefix with { CountsItself = true }, maximum: 4));
        check.RoundTrips(Seq("abcd"), Seq(""));
        if (prefix.Width < 5) check.Reads(Raw(five + "abcd"[..(5 - prefix.Width)]), "abcd"[..(5 - prefix.Width)]);
        if (prefix.Width > 5) check.Refuses(Raw(five), ProtocolError.Malformed);
    }

    [Theory]
    [InlineData("\xff\xff\xff\xff")]
    [InlineData("\x80\x00\x00\x00")]
    [InlineData("\x7f\xff\xff\xff")]
    public void Prefix32_Hostile_IsRefused(string wire) =>
        Check(new PrefixedFrames(LengthPrefix.UInt32)).Refuses(Raw(wire + "whatever"), ProtocolError.TooLarge);

    [Fact]
    public void Prefix64_OfTwoToThe63_IsRefused() =>
        Check(new PrefixedFrames(LengthPrefix.UInt64)).Refuses(Raw("\x80\0\0\0\0\0\0\0"), ProtocolError.TooLarge);

    [Theory]
    [InlineData("-0005")]
    [InlineData("+0005")]
    [InlineData("   05")]
    [InlineData("0x005")]
    [InlineData("0000\xb2")]
    public void Digits_ThatAreNone_AreRefused(string wire) =>
        Check(new PrefixedFrames(LengthPrefix.Digits(5))).Refuses(Raw(wire), ProtocolError.Malformed);

    [Fact]
    public void Varint_Long_AndOverflowing()
    {
        var check = Check(new PrefixedFrames(LengthPrefix.Varint, maximum: 400));
        check.RoundTrips(Seq(new string('x', 300)), Seq(new string('y', 127)), Seq(new string('z', 128)));
        check.Reads(Raw("\x81\x80\x00x"), "x");
        check.Refuses(Raw("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), ProtocolError.Malformed);
        check.Refuses(Raw("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), ProtocolError.TooLarge);
    }

    [Fact]
    public void Netstrings()
    {
        var check = Check(new NetstringFrames(maximum: 100));
        Assert.Equal(Raw("5:hello,0:,6:a,b:1\xff,"), check.RoundTrips(Seq("hello"), Seq(""), Seq("a,b:1\xff")));
    }

    [Theory]
    [InlineData("5:hello!", ProtocolError.Malformed)]
    [InlineData("05:hello,", ProtocolError.Malformed)]
    [InlineData("00:,", ProtocolError.Malformed)]
    [InlineData(":,", ProtocolError.Malformed)]
    [InlineData("-1:,", ProtocolError.Malformed)]
    [InlineData("1 :x,", ProtocolError.Malformed)]
    [InlineData("101:", ProtocolError.TooLarge)]
    [InlineData("99999999999999999999:", ProtocolError.TooLarge)]
    public void Netstrings_Malformed(string wire, ProtocolError kind) => Check(new NetstringFrames(maximum: 100)).Refuses(Raw(wire), kind);

    [Fact]
    public void UntilClose()
    {
        OpenEnded(new UntilCloseFrames(20)).Reads("everything\r\nyou say"u8, @"everything\r\nyou say");
        OpenEnded(new UntilCloseFrames()).Reads(""u8, "");
        OpenEnded(new UntilCloseFrames(3)).Refuses("four"u8, ProtocolError.TooLarge);
    }

    internal static FrameCheck<ReadOnlySequence<byte>> Check(IFrameFormat<ReadOnlySequence<byte>> format) => new(format, FrameCheck.Text);

    private static FrameCheck<ReadOnlySequence<byte>> OpenEnded(IFrameFormat<ReadOnlySequence<byte>> format) =>
        new(format, FrameCheck.Text) { EndsByClose = true };
}
