using System.Buffers;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Urls;

namespace Sockeye.Wire.Tests.Gopher;

public sealed class GopherTests
{
    private static readonly FrameCheck<GopherItem> Check = new(new GopherMenu(maximumLine: 60, maximumItems: 4), Show) { EndsByFrame = true };

    [Fact]
    public void AMenu() => Check.Reads(
        "1Floodgap\t/home\tgopher.example\t70\r\n0About é\t\tx\t7070\t+\r\niJust words\r\niWords\tfake\t(NULL)\t0\r\n.\r\n"u8,
        "1|Floodgap|/home|gopher.example|70", "0|About é||x|7070", "i|Just words|||0", "i|Words|fake|(NULL)|0", "end");

    [Fact]
    public void BehindTheDot_NothingIsRead()
    {
        var feed = new FrameFeed<GopherItem>(new GopherMenu().CreateReader());
        feed.Add(".\r\nrubbish"u8);
        Assert.True(feed.TryRead(out GopherItem end));
        Assert.True(end.IsEnd);
        Assert.False(feed.TryRead(out _));
        Assert.False(feed.TryReadLast(out _));
    }

    [Theory]
    [InlineData("\r\n", ProtocolError.Malformed)]
    [InlineData("1only words\r\n", ProtocolError.Malformed)]
    [InlineData("1a\tb\tc\tport\r\n", ProtocolError.Malformed)]
    [InlineData("1a\tb\tc\t65536\r\n", ProtocolError.Malformed)]
    [InlineData("1a\tb\tc\t-1\r\n", ProtocolError.Malformed)]
    [InlineData(".a\tb\tc\t1\r\n", ProtocolError.Malformed)]
    [InlineData("1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ProtocolError.TooLarge)]
    public void Refused(string wire, ProtocolError kind) => Check.Refuses(Encoding.ASCII.GetBytes(wire), kind);

    [Fact]
    public void TooManyItems_AreRefused() =>
        Check.Refuses("ia\r\nib\r\nic\r\nid\r\nie\r\n"u8, ProtocolError.TooLarge, "i|a|||0", "i|b|||0", "i|c|||0", "i|d|||0");

    [Fact]
    public void AMenuWithoutItsDot_IsCutShort_UnlessTheCloseMayEndIt()
    {
        Check.Refuses("ia\r\n"u8, ProtocolError.Truncated, "i|a|||0");
        var open = new FrameCheck<GopherItem>(new GopherMenu(closeEnds: true), Show) { EndsByClose = true };
        open.Reads("ia\r\n"u8, "i|a|||0");
        open.Refuses("ia\r\nib"u8, ProtocolError.Truncated, "i|a|||0");
    }

    [Fact]
    public void ABadLine_CanBeSkipped()
    {
        var feed = new FrameFeed<GopherItem>(new GopherMenu().CreateReader());
        feed.Add("1bad\r\niwords\r\n"u8);
        Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
        Assert.True(feed.TryResync());
        Assert.True(feed.TryRead(out GopherItem item));
        Assert.Equal("words", item.Display);
    }

    [Fact]
    public void WhatIsWritten_IsReadBack() =>
        Assert.Equal(
            "1Menu\t/m\thost\t70\r\niWords\t\t\t0\r\n.\r\n",
            Encoding.UTF8.GetString(Check.RoundTrips(new('1', "Menu", "/m", "host", 70), new('i', "Words"), GopherItem.End)));

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\r\n.")]
    public void AnItemThatWouldBreakTheMenu_IsNotWritten(string display)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ProtocolException>(() => new GopherMenu().Write(new('1', display), output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData("gopher://h", "1||", "\r\n")]
    [InlineData("gopher://h/", "1||", "\r\n")]
    [InlineData("gopher://h/0/a%20b.txt", "0|/a b.txt|", "/a b.txt\r\n")]
    [InlineData("gopher://h/7/find%09two%20words", "7|/find|two words", "/find\ttwo words\r\n")]
    [InlineData("gopher://h/1/cgi?x=1", "1|/cgi?x=1|", "/cgi?x=1\r\n")]
    public void Requests(string url, string request, string wire)
    {
        GopherRequest asked = GopherRequest.FromUrl(Url.Parse(url));
        var output = new ArrayBufferWriter<byte>();
        asked.Write(output);
        Assert.Equal((request, wire), ($"{asked.Type}|{asked.Selector}|{asked.Search}", Encoding.UTF8.GetString(output.WrittenSpan)));
    }

    [Theory]
    [InlineData("gopher://h/0a%0d%0aDELE")]
    [InlineData("gopher://h/7a%09b%0ac")]
    public void ALineEndInAUrl_IsRefused(string url) => Assert.Throws<ProtocolException>(() => GopherRequest.FromUrl(Url.Parse(url)));

    [Fact]
    public void AUrlWhoseBytesAreNoUtf8_IsRefused_ForItWouldNameSomethingElse()
        => Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => GopherRequest.FromUrl(Url.Parse("gopher://h/0caf%E9"))).Blame);

    [Theory]
    [InlineData("gopher://h/%09words")]
    [InlineData("gopher://h/%c3%a9find")]
    public void AUrlWithoutAType_IsRefused(string url) => Assert.Throws<ProtocolException>(() => GopherRequest.FromUrl(Url.Parse(url)));

    private static string Show(GopherItem item) => item.IsEnd ? "end" : $"{item.Type}|{item.Display}|{item.Selector}|{item.Host}|{item.Port}";
}
