using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

/// <summary>What makes two programs on one path disagree about where a message ends, tried in every place and every spelling.</summary>
public sealed class HttpSmugglingTests
{
    private const string Head = "POST /a HTTP/1.1\r\nHost: h\r\nAccept: a, b\r\nContent-Length: 0\r\n\r\n";
    private const string Chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string ChunkedResponse = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>No byte of a line end, and no other control, can be put in anywhere in a head.</summary>
    [Theory]
    [InlineData('\r')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('\v')]
    [InlineData('\f')]
    [InlineData('\x1f')]
    [InlineData('\x7f')]
    public void AControl_IsRefusedInEveryPlaceOfAHead(char control)
    {
        for (int at = 0; at < Head.Length; at++)
        {
            // Behind the CR of the last line end it makes "CR x LF", in front of it "x CR LF"; only behind the LF is it another message's.
            string log = HttpLog.OfRequests(Head.Insert(at, control.ToString()) + "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            if (control == '\n' && at == Head.Length - 1) Assert.Contains("end\n! Malformed a line must end with CR LF", log, StringComparison.Ordinal);
            else Assert.StartsWith("! Malformed", log, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData('\r')]
    [InlineData('\n')]
    [InlineData('\0')]
    public void AControl_IsRefusedInEveryPlaceOfAResponsesHead(char control)
    {
        const string Response = "HTTP/1.1 200 Very good\r\nX: y\r\nContent-Length: 0\r\n\r\n";
        for (int at = 0; at < Response.Length - (control == '\n' ? 1 : 0); at++)
            Assert.StartsWith("! Malformed", HttpLog.OfResponses(Response.Insert(at, control.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('\r')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData(' ')]
    public void AByteTooMuch_IsRefusedInEveryPlaceOfAChunkedBody(char extra)
    {
        const string Body = "3\r\nabc\r\n0\r\nT: 1\r\n\r\n";
        for (int at = 0; at < Body.Length; at++)
        {
            // Space is allowed around a trailer's value, and a LF behind the last CR belongs to what follows.
            if (extra == ' ' && at is >= 13 and <= 15) continue;
            string log = HttpLog.OfRequests(Chunked + Body.Insert(at, extra.ToString()));
            Assert.Contains("! ", log, StringComparison.Ordinal);
            Assert.Equal(extra == '\n' && at == Body.Length - 1, log.Contains("\nend", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: ¶chunked, chunked", ProtocolError.Malformed, "once")]
    [InlineData("Transfer-Encoding: ¶chunked, gzip", ProtocolError.Malformed, "once")]
    [InlineData("Transfer-Encoding: ¶chunked, identity", ProtocolError.Malformed, "once")]
    [InlineData("Transfer-Encoding: ¶,chunked", ProtocolError.Malformed, "once")]
    [InlineData("Transfer-Encoding: ¶chunked,", ProtocolError.Malformed, "once")]
    [InlineData("Transfer-Encoding: ¶gzip, chunked", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: ¶identity", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding:¶", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: ¶\"chunked\"", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: ¶chunked;q=1", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: ¶chunked\xa0", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: ¶cow", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding: chunked\r\n¶Transfer-Encoding: cow", ProtocolError.Malformed, "more than one Transfer-Encoding")]
    [InlineData("Transfer-Encoding: ¶cow\r\nTransfer-Encoding: chunked", ProtocolError.Unsupported, "other than chunked")]
    [InlineData("Transfer-Encoding:¶\vchunked", ProtocolError.Malformed, "0x0b")]
    [InlineData("Transfer-Encoding¶ : chunked", ProtocolError.Malformed, "before its colon")]
    [InlineData("Transfer-Encoding¶\0: chunked", ProtocolError.Malformed, "0x00")]
    [InlineData("¶\0Transfer-Encoding: chunked", ProtocolError.Malformed, "0x00")]
    [InlineData("¶ Transfer-Encoding: chunked", ProtocolError.Malformed, "folded")]
    [InlineData("Transfer-Encoding:\r\n¶ chunked", ProtocolError.Malformed, "folded")]
    [InlineData("X: y¶\rTransfer-Encoding: chunked", ProtocolError.Malformed, "bare CR")]
    [InlineData("X: y¶\nTransfer-Encoding: chunked", ProtocolError.Malformed, "bare LF")]
    [InlineData("Content-Length: 5¶, 5", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 5¶ 5", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: ¶,5", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: ¶+5", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 0¶x5", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 5¶.0", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 5¶e0", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 1¶_000", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: ¶\"5\"", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 5¶\xa0", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: ¶\xb2", ProtocolError.Malformed, "not a number")]
    [InlineData("Content-Length: 5¶\0", ProtocolError.Malformed, "0x00")]
    [InlineData("Content-Length: 922337203685477580¶8", ProtocolError.Malformed, "63 bits")]
    [InlineData("Content-Length: 1844674407370955161¶6", ProtocolError.Malformed, "63 bits")]
    [InlineData("Content-Length: 999999999999999999¶99999999999", ProtocolError.Malformed, "63 bits")]
    [InlineData("Content-Length: 0\r\n¶Content-Length: 0", ProtocolError.Malformed, "more than one Content-Length")]
    [InlineData("Content-Length: 0\r\n¶Transfer-Encoding: gzip", ProtocolError.Malformed, "beside")]
    [InlineData("¶:", ProtocolError.Malformed, "without a name")]
    [InlineData("¶: chunked", ProtocolError.Malformed, "without a name")]
    [InlineData("Content¶ Length: 5", ProtocolError.Malformed, "space in a field name")]
    [InlineData("Content-Length¶/: 5", ProtocolError.Malformed, "0x2f")]
    public void AFieldThatFramesTwoWays_IsRefused(string field, ProtocolError kind, string why)
    {
        Refuses($"POST / HTTP/1.1\r\nHost: h\r\n{field}\r\n\r\n", kind, why);
        // The same for a client: a response is framed by the same rules.
        HttpLog.Refuses($"HTTP/1.1 200 OK\r\n{field}\r\n\r\n", kind, why, "HTTP/1.1 204 No\r\n\r\n", static (w, cuts) => HttpLog.OfResponses(w, "GET", cuts));
    }

    [Theory]
    [InlineData("Content-Length: 00005")]
    [InlineData("Content-Length: 000000000000000000000000000005")]
    [InlineData("content-LENGTH:\t5 ")]
    public void ALengthOfDigitsAlone_IsRead(string field) => Assert.Contains(
        "\ndata hello\nend\n", HttpLog.SameAtEveryCut($"POST / HTTP/1.1\r\nHost: h\r\n{field}\r\n\r\nhello", HttpLog.OfRequests), StringComparison.Ordinal);

    [Theory]
    [InlineData("800000000000000¶0\r\n")]
    [InlineData("fffffffffffffff¶f\r\n")]
    [InlineData("1000000000000000¶0\r\n")]
    [InlineData("7fffffffffffffff¶0\r\n")]
    [InlineData("1000000000000000¶5\r\nhello\r\n0\r\n\r\n")]
    public void AChunkSizeThatOverflows_IsRefused(string chunk) => Refuses(Chunked + chunk, ProtocolError.Malformed, "a chunk size that does not fit in 63 bits");

    [Theory]
    [InlineData("0\r\nA: 1\r\n¶Content-Length: 5\r\n\r\n", "no trailers")]
    [InlineData("0\r\n¶content-length: 0\r\n\r\n", "no trailers")]
    [InlineData("0\r\n¶Transfer-Encoding: chunked\r\n\r\n", "no trailers")]
    [InlineData("2\r\nab\r\n0\r\nA: 1\r\n¶Host: other\r\n\r\n", "no trailers")]
    [InlineData("0\r\nA: 1\r\n¶ folded\r\n\r\n", "folded")]
    [InlineData("0\r\nA: 1¶\nB: 2\r\n\r\n", "bare LF")]
    [InlineData("0\r\nA: 1¶\rB: 2\r\n\r\n", "bare CR")]
    [InlineData("0\r\n¶: 1\r\n\r\n", "without a name")]
    [InlineData("0\r\nGET¶ / HTTP/1.1\r\nHost: h\r\n\r\n", "space in a field name")]
    public void ATrailerThatIsNone_IsRefused(string body, string why)
    {
        Refuses(Chunked + body, ProtocolError.Malformed, why);
        HttpLog.Refuses(ChunkedResponse + body, ProtocolError.Malformed, why, "HTTP/1.1 204 No\r\n\r\n", static (w, cuts) => HttpLog.OfResponses(w, "GET", cuts));
    }

    [Theory]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "hello")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "hello")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "hello")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    public void ABodyWhereNoneCanBe_IsNotThisMessages_NorTheNextOnes(string method, string head, string body)
    {
        var client = new HttpProtocol(HttpSide.Requester);
        var output = new ArrayBufferWriter<byte>();
        client.WriteRequest(output, method, "/", new HttpField("Host", "h"));
        client.WriteEnd(output);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(head + body)));
        Assert.Equal((HttpEvent.Head, HttpEvent.End, HttpEvent.Paused), (client.Read(ref input), client.Read(ref input), client.Read(ref input)));
        Assert.Equal(body.Length, input.Remaining);
        // What nobody asked for answers nothing: looked at before the next request is sent, it is an error.
        client.StartNext();
        try
        {
            client.Read(ref input);
            Assert.Fail("the bytes were taken for a response");
        }
        catch (ProtocolException error)
        {
            Assert.Equal((Blame.Peer, "the server speaks before it was asked"), (error.Blame, error.What));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 299 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    public void AGrantedConnect_HasNoBody_WhateverItSays(string head) =>
        Assert.Equal("switched, left 5", HttpLog.OfResponses(head + "hello", "CONNECT"));

    [Fact]
    public void ARefusedConnect_IsAnOrdinaryResponse() => Assert.Equal(
        "HTTP/1.1 403 No [Content-Length=2]\ndata no\nend\nClosed\n", HttpLog.OfResponses("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno", "CONNECT"));

    [Fact]
    public void InformationalResponsesHaveNoBody_AndTheirLimitIsAnExchanges()
    {
        const string Wait = "HTTP/1.1 102 Wait\r\nContent-Length: 5\r\n\r\n", Done = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        string sixteen = string.Concat(Enumerable.Repeat(Wait, 16));
        Assert.EndsWith("end\nClosed\n", HttpLog.OfResponses(sixteen + Done + sixteen + Done), StringComparison.Ordinal);
        Assert.EndsWith("\n! TooLarge more than 16 informational responses @9", HttpLog.OfResponses(sixteen + Wait), StringComparison.Ordinal);
    }

    /// <summary>Upgrade without its connection option went through somebody who did not know it; in HTTP/1.0 there is none.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: keep-alive\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\nUpgrade: x\r\nConnection: upgrade, keep-alive\r\n\r\n")]
    public void AnUpgradeNotMeantForThisConnection_IsNotGranted(string request)
    {
        var server = new HttpProtocol(HttpSide.Responder);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(request)));
        Assert.Equal((HttpEvent.Head, HttpEvent.End), (server.Read(ref input), server.Read(ref input)));
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => server.WriteResponse(output, 101, "Go")).Blame);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void AnUpgradeNotAskedForInFull_IsNotTakenFromTheServer()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        var output = new ArrayBufferWriter<byte>();
        client.WriteRequest(output, "GET", "/", new("Host", "h"), new("Upgrade", "x"));
        client.WriteEnd(output);
        ProtocolException error = Assert.Throws<ProtocolException>(() =>
        {
            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>("HTTP/1.1 101 Go\r\n\r\n"u8.ToArray()));
            client.Read(ref input);
        });
        Assert.Equal((9L, Blame.Peer), (error.Offset, error.Blame));
    }

    private static void Refuses(string marked, ProtocolError kind, string why) =>
        HttpLog.Refuses(marked, kind, why, "POST /0 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", HttpLog.OfRequests);
}
