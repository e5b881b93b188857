using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

public sealed class HttpResponseTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 200 OK [Content-Length=2]\ndata hi\nend\nClosed\n")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200  [Content-Length=0]\nend\nClosed\n")]
    [InlineData("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200  [Content-Length=0]\nend\nClosed\n")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil close", "HTTP/1.0 200 OK\ndata until close\nend\nClosed\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\nend\nClosed\n")]
    [InlineData("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 204 No [Content-Length=5]\nend\nClosed\n")]
    [InlineData("HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 304 No [Transfer-Encoding=chunked]\nend\nClosed\n")]
    [InlineData("HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 100 Go\nHTTP/1.1 103 Early [Link=x]\nHTTP/1.1 404 No [Content-Length=1]\ndata x\nend\nClosed\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", "HTTP/1.1 200 OK [Transfer-Encoding=Chunked]\ndata x\nend\nClosed\n")]
    [InlineData("HTTP/1.1 200 gr\xfcn\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 gr\xfcn [Content-Length=0]\nend\nClosed\n")]
    public void Reads(string wire, string log) => Assert.Equal(log, HttpLog.SameAtEveryCut(wire, (w, cuts) => HttpLog.OfResponses(w, "GET", cuts)));

    [Fact]
    public void ABodyUntilClose_IsTakenUpToTheLimit() => Assert.Equal(
        "HTTP/1.1 200 OK\ndata hello\n! TooLarge the body goes over the limit of 5 bytes @24",
        HttpLog.SameAtEveryCut("HTTP/1.1 200 OK\r\n\r\nhello!", static (wire, cuts) => HttpLog.OfResponses(wire, "GET", new HttpLimits { MaximumBody = 5 }, cuts)));

    [Fact]
    public void ToHead_ThereIsNoBody() =>
        Assert.Equal("HTTP/1.1 200 OK [Content-Length=500]\nend\nClosed\n", HttpLog.OfResponses("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", "HEAD"));

    [Fact]
    public void Two_OnOneConnection() => Assert.Equal(
        "HTTP/1.1 200 OK [Content-Length=1]\ndata a\nend\nHTTP/1.1 200 OK [Content-Length=1]\ndata b\nend\nClosed\n",
        HttpLog.OfResponses("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"));

    [Fact]
    public void AfterAConnect_TheRestIsNotHttp() =>
        Assert.Equal("switched, left 4", HttpLog.OfResponses("HTTP/1.1 200 OK\r\n\r\nrest", "CONNECT"));

    [Fact]
    public void AfterAnUpgrade_TheRestIsNotHttp() =>
        Assert.Equal("switched, left 4", HttpLog.OfResponses("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nrest", "UPGRADE"));

    [Fact]
    public void AnUpgradeRefused_IsAnOrdinaryResponse() =>
        Assert.Equal("HTTP/1.1 200 OK [Content-Length=1]\ndata x\nend\nClosed\n", HttpLog.OfResponses("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "UPGRADE"));

    [Theory]
    [InlineData("¶ICY 200 OK\r\n\r\n", ProtocolError.Malformed, "version")]
    [InlineData("HTTP/1.1 20¶ OK\r\n\r\n", ProtocolError.Malformed, "three digits")]
    [InlineData("HTTP/1.1 200¶0 OK\r\n\r\n", ProtocolError.Malformed, "behind the status")]
    [InlineData("HTTP/1.1 ¶abc\r\n\r\n", ProtocolError.Malformed, "three digits")]
    [InlineData("HTTP/1.1 ¶099 Low\r\n\r\n", ProtocolError.Malformed, "at least 100")]
    [InlineData("HTTP/1.1 ¶ 200 OK\r\n\r\n", ProtocolError.Malformed, "three digits")]
    [InlineData("¶HTTP/1.1\r\n\r\n", ProtocolError.Malformed, "version")]
    [InlineData("¶HTTP/2.0 200 OK\r\n\r\n", ProtocolError.Unsupported, "2.0")]
    [InlineData("HTTP/1.1 200 O¶\0K\r\n\r\n", ProtocolError.Malformed, "0x00")]
    [InlineData("HTTP/1.1 ¶101 Switch\r\n\r\n", ProtocolError.Malformed, "nobody asked")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi¶", ProtocolError.Truncated, "3 bytes short")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n¶Content-Length: 1\r\n\r\nx", ProtocolError.Malformed, "more than one")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi¶", ProtocolError.Truncated, "chunked")]
    public void Refuses(string marked, ProtocolError kind, string why) => HttpLog.Refuses(
        marked, kind, why, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", static (w, cuts) => HttpLog.OfResponses(w, "GET", cuts));

    [Theory]
    [InlineData("HTTP/1.0 200 OK\nA: b\nC:d\n\nhi")]
    [InlineData("HTTP/1.0 200 OK\r\nA: b\nC:d\r\n\nhi")]
    [InlineData("HTTP/1.0 200 OK\nA: b\r\nC:d\n\r\nhi")]
    public void ABareLf_IsForgiven_WhenAskedFor(string wire)
    {
        var limits = new HttpLimits { ForgiveBareLf = true };
        Assert.Equal(
            "HTTP/1.0 200 OK [A=b] [C=d]\ndata hi\nend\nClosed\n",
            HttpLog.SameAtEveryCut(wire, (w, cuts) => HttpLog.OfResponses(w, "GET", limits, cuts)));
    }

    [Fact]
    public void ForgivingALf_DoesNotForgiveTheRest()
    {
        var limits = new HttpLimits { ForgiveBareLf = true };
        foreach (string wire in (string[])["HTTP/1.0 200 OK\nA: b\rc\n\n", "HTTP/1.0 200 OK\nA : b\n\n", "HTTP/1.0 200 OK\n A: b\n\n", "HTTP/1.0 200 OK\nAb\n\n"])
            Assert.Contains("! Malformed", HttpLog.SameAtEveryCut(wire, (w, cuts) => HttpLog.OfResponses(w, "GET", limits, cuts)), StringComparison.Ordinal);
    }

    [Fact]
    public void EndlessInformational_IsRefused() =>
        Assert.Contains("! TooLarge", HttpLog.OfResponses(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Wait\r\n\r\n", 17))), StringComparison.Ordinal);

    [Fact]
    public void AServerThatSpeaksUnasked_IsRefused()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        ProtocolException error = Assert.Throws<ProtocolException>(() =>
        {
            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("HTTP/1.1 408 Timeout\r\n\r\n")));
            client.Read(ref input);
        });
        Assert.Equal((Blame.Peer, HttpPhase.Failed), (error.Blame, client.Responder));
    }
}
