using System.Buffers;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire.Ftp;

namespace Sockeye.Wire.Tests.Ftp;

public sealed class FtpReplyTests
{
    private static readonly FrameCheck<FtpReply> Check = new(new FtpReplies(maximumLine: 40, maximumLines: 5), r => $"{r.Code}:{string.Join('|', r.Lines)}");

    [Fact]
    public void OneLine() => Check.Reads("220 Welcome\r\n200\r\n200 \r\n331 Hello, Zoë\n"u8, "220:Welcome", "200:", "200:", "331:Hello, Zoë");

    [Fact]
    public void ManyLines() => Check.Reads(
        "211-Features:\r\n MDTM\r\n211-SIZE\r\n212 not it\r\n211 End\r\n226 Done\r\n"u8,
        "211:Features:| MDTM|211-SIZE|212 not it|End", "226:Done");

    [Fact]
    public void ALineThatIsNotUtf8_IsLatin1() => Check.Reads([.. "250 caf"u8, 0xE9, .. "\r\n"u8], "250:café");

    [Theory]
    [InlineData("hello\r\n", ProtocolError.Malformed)]
    [InlineData("22 x\r\n", ProtocolError.Malformed)]
    [InlineData("020 x\r\n", ProtocolError.Malformed)]
    [InlineData("620 x\r\n", ProtocolError.Malformed)]
    [InlineData("220x\r\n", ProtocolError.Malformed)]
    [InlineData("220 a line that is longer than it may be here\r\n", ProtocolError.TooLarge)]
    [InlineData("220-1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n220 end\r\n", ProtocolError.TooLarge)]
    [InlineData("220-1\r\n123456789012345678901234567890123456789012345\r\n", ProtocolError.TooLarge)]
    public void Refused(string wire, ProtocolError kind) => Check.Refuses(Encoding.ASCII.GetBytes(wire), kind);

    [Fact]
    public void WhatIsWritten_IsReadBack()
    {
        byte[] wire = Check.RoundTrips(new FtpReply(220, ["Hello"]), new FtpReply(211, ["a", "b", "c"]), new FtpReply(200, [""]));
        Assert.Equal("220 Hello\r\n211-a\r\nb\r\n211 c\r\n200 \r\n", Encoding.ASCII.GetString(wire));
    }

    [Fact]
    public void AMiddleLineLikeTheLast_IsIndented()
    {
        var output = new ArrayBufferWriter<byte>();
        new FtpReplies().Write(new FtpReply(211, ["a", "211 b", "c"]), output);
        Assert.Equal("211-a\r\n 211 b\r\n211 c\r\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void AReplyWithALineEndInside_IsNotWritten()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ProtocolException>(() => new FtpReplies().Write(new FtpReply(211, ["a", "b\nc"]), output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData("Entering Passive Mode (127,0,0,1,4,210)", "127.0.0.1:1234")]
    [InlineData("Entering Passive Mode (127,0,0,1,4,210).", "127.0.0.1:1234")]
    [InlineData("Entering Passive Mode 10,0,0,255,255,255", "10.0.0.255:65535")]
    [InlineData("=127,0,0,1,0,21", "127.0.0.1:21")]
    public void Passive(string text, string endPoint) => Assert.Equal(endPoint, new FtpReply(227, [text]).PassiveEndPoint().ToString());

    [Theory]
    [InlineData(227, "Entering Passive Mode (127,0,0,1,4)")]
    [InlineData(227, "Entering Passive Mode (127,0,0,256,4,5)")]
    [InlineData(227, "Entering Passive Mode (127,0,0,-1,4,5)")]
    [InlineData(227, "Entering Passive Mode (127,0,0,1,0,0)")]
    [InlineData(227, "")]
    [InlineData(200, "(127,0,0,1,4,210)")]
    public void Passive_Malformed(int code, string text) => Assert.Throws<ProtocolException>(() => new FtpReply(code, [text]).PassiveEndPoint());

    [Theory]
    [InlineData("Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("ok (!!!65535!) then", 65535)]
    public void ExtendedPassive(string text, int port) => Assert.Equal(port, new FtpReply(229, [text]).ExtendedPassivePort());

    [Theory]
    [InlineData("(|||0|)")]
    [InlineData("(|||65536|)")]
    [InlineData("(||6446|)")]
    [InlineData("(|||6446!)")]
    [InlineData("(|||6446|")]
    [InlineData("()")]
    [InlineData("")]
    public void ExtendedPassive_Malformed(string text) => Assert.Throws<ProtocolException>(() => new FtpReply(229, [text]).ExtendedPassivePort());

    [Theory]
    [InlineData("\"/home/x\" is current", "/home/x")]
    [InlineData("\"/a \"\"b\"\"\" made", "/a \"b\"")]
    public void Paths(string text, string path) => Assert.Equal(path, new FtpReply(257, [text]).QuotedPath());

    [Theory]
    [InlineData("\"/home")]
    [InlineData("none")]
    public void Paths_Malformed(string text) => Assert.Throws<ProtocolException>(() => new FtpReply(257, [text]).QuotedPath());

    [Theory]
    [InlineData("RETR", "a\r\nDELE b")]
    [InlineData("RETR", "a\nb")]
    [InlineData("RETR", "a\0b")]
    [InlineData("RETR", "a\tb")]
    [InlineData("RETR", "\u001b[2J")]
    [InlineData("RETR", "\u007f")]
    [InlineData("RETR", "\u0085")]
    [InlineData("RE TR", "a")]
    [InlineData("", null)]
    public void ACommandWithinACommand_IsRefused(string verb, string? argument)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ProtocolException>(() => FtpCommand.Write(output, verb, argument));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Commands()
    {
        var output = new ArrayBufferWriter<byte>();
        FtpCommand.Write(output, "CWD", "/ü");
        FtpCommand.Write(output, "PWD");
        Assert.Equal("CWD /ü\r\nPWD\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void WordsInAnError_AreOnOneLine_AndNothingThatATerminalObeys()
    {
        ProtocolException wrong = Assert.Throws<ProtocolException>(() => new FtpReply(229, ["here \u001b[2J", "or\rthere"]).ExtendedPassivePort());
        Assert.Equal("a 229 reply with a port was due, not '229 here ?[2J?or?there'", wrong.What);
        Assert.DoesNotContain(wrong.Message, char.IsControl);
    }
}
