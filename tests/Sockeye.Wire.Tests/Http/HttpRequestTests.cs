using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

public sealed class HttpRequestTests
{
    [Fact]
    public void APlainRequest() => Reads(
        "GET /a?b HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nAccept:  a, b \t\r\n\r\n",
        "GET /a?b HTTP/1.1 [Host=h] [X-Empty=] [Accept=a, b]\nend\nClosed\n");

    [Fact]
    public void ABody_ByLength() => Reads(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1 [Host=h] [Content-Length=5]\ndata hello\nend\nClosed\n");

    [Fact]
    public void ABody_InChunks_WithTrailers() => Reads(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n00A;ext=\"1\"\r\n, chunky w\r\n0\r\nX-Sum: 9\r\n\r\n",
        "POST / HTTP/1.1 [Host=h] [Transfer-Encoding=chunked]\ndata hello, chunky w\nend [X-Sum=9]\nClosed\n");

    [Fact]
    public void Pipelined_OneAfterTheOther() => Reads(
        "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /1 HTTP/1.1 [Host=h]\nend\nPOST /2 HTTP/1.1 [Host=h] [Content-Length=2]\ndata ok\nend\nGET /3 HTTP/1.1 [Host=h]\nend\nClosed\n");

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\nmore")]
    [InlineData("GET / HTTP/1.0\r\n\r\nmore")]
    public void AfterTheLastRequest_NothingMoreIsRead(string wire) => Assert.EndsWith("end\npaused", HttpLog.OfRequests(wire), StringComparison.Ordinal);

    [Fact]
    public void Http10_WithKeepAlive_GoesOn() => Reads(
        "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.0 [Connection=Keep-Alive]\nend\nGET /2 HTTP/1.0 [Connection=keep-alive]\nend\nClosed\n");

    [Theory]
    // Each of these has made two servers on one path disagree about where a request ends.
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: b¶\rc\r\n\r\n", "a bare CR")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: b¶\r\r\n\r\n", "a bare CR")]
    [InlineData("GET / HTTP/1.1\r\nHost: h¶\nA: b\r\n\r\n", "bare LF")]
    [InlineData("GET / HTTP/1.1¶\nHost: h\r\n\r\n", "bare LF")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n¶\n", "bare LF")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA¶ : b\r\n\r\n", "before its colon")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA¶\t: b\r\n\r\n", "before its colon")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n¶ folded\r\n\r\n", "folded")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n¶\tfolded\r\n\r\n", "folded")]
    [InlineData("GET / HTTP/1.1\r\n¶ Host: h\r\n\r\n", "folded")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: b¶\0c\r\n\r\n", "0x00")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n¶: b\r\n\r\n", "without a name")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nnocolon¶\r\n\r\n", "without a colon")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n¶Ä: b\r\n\r\n", "0xc4")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n¶Content-Length: 1\r\n\r\nx", "more than one Content-Length")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n¶content-length: 2\r\n\r\nx", "more than one Content-Length")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1¶, 1\r\n\r\nx", "not a number")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ¶+1\r\n\r\nx", "not a number")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0¶x1\r\n\r\nx", "not a number")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ¶-1\r\n\r\nx", "not a number")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length:¶\r\n\r\nx", "empty Content-Length")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 922337203685477580¶8\r\n\r\nx", "63 bits")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1844674407370955161¶7\r\n\r\nx", "63 bits")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n¶Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "beside")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n¶Content-Length: 1\r\n\r\n0\r\n\r\n", "beside")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n¶Transfer-Encoding: chunked\r\n\r\n", "more than one Transfer")]
    [InlineData("POST / HTTP/1.0\r\nHost: h\r\n¶Transfer-Encoding: chunked\r\n\r\n", "HTTP/1.0")]
    [InlineData("¶GET / HTTP/1.1\r\n\r\n", "needs a Host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n¶Host: b\r\n\r\n", "more than one Host")]
    [InlineData("GET ¶ / HTTP/1.1\r\nHost: h\r\n\r\n", "one space")]
    [InlineData("GET / ¶ HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.0 or")]
    [InlineData("GET / ¶HTTP/1.1 \r\nHost: h\r\n\r\n", "HTTP/1.0 or")]
    [InlineData("GET /¶\r\n\r\n", "one space")]
    [InlineData("GET / ¶http/1.1\r\nHost: h\r\n\r\n", "HTTP/1.0 or")]
    [InlineData("GET / ¶HTTP/1.10\r\nHost: h\r\n\r\n", "HTTP/1.0 or")]
    [InlineData("G¶(T / HTTP/1.1\r\nHost: h\r\n\r\n", "method")]
    [InlineData("GET /¶\u00e4 HTTP/1.1\r\nHost: h\r\n\r\n", "one space")]
    [InlineData("¶ GET / HTTP/1.1\r\nHost: h\r\n\r\n", "method")]
    [InlineData("\r\n¶\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "method")]
    public void WhatSmuggles_IsRefused(string wire, string why) => Refuses(wire, ProtocolError.Malformed, why);

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ¶gzip, chunked\r\n\r\n", "other than chunked")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ¶xchunked\r\n\r\n", "other than chunked")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ¶\vchunked\r\n\r\n", "")]
    [InlineData("GET / ¶HTTP/2.0\r\nHost: h\r\n\r\n", "2.0 is not spoken")]
    public void WhatIsNotSpoken_IsSaid(string wire, string why) =>
        Refuses(wire, why.Length == 0 ? ProtocolError.Malformed : ProtocolError.Unsupported, why);

    [Theory]
    [InlineData("800000000000000¶0\r\n", "63 bits")]
    [InlineData("FFFFFFFFFFFFFFF¶FF\r\n", "63 bits")]
    [InlineData("0000000000000000¶1\r\nx\r\n", "63 bits")]
    [InlineData("¶\r\n", "0x0d")]
    [InlineData("¶-1\r\n", "0x2d")]
    [InlineData("0¶x1\r\n", "0x78")]
    [InlineData("¶ 1\r\nx\r\n", "0x20")]
    [InlineData("1¶\nx\r\n", "0x0a")]
    [InlineData("1¶\rx\r\n", "bare CR")]
    [InlineData("1;a¶\nb\r\nx", "0x0a")]
    [InlineData("1\r\nx¶y\r\n", "behind a chunk's data")]
    [InlineData("1\r\nx¶\n0\r\n\r\n", "behind a chunk's data")]
    [InlineData("0\r\nA¶ : b\r\n\r\n", "before its colon")]
    [InlineData("5 ¶junk\r\nhello\r\n0\r\n\r\n", "only ';' may follow")]
    [InlineData("5 ¶5\r\nhello\r\n0\r\n\r\n", "only ';' may follow")]
    [InlineData("5\t¶5\r\nhello\r\n0\r\n\r\n", "only ';' may follow")]
    [InlineData("5 ¶\r\nhello\r\n0\r\n\r\n", "only ';' may follow")]
    [InlineData("5;a=\"b¶\r\nhello\r\n0\r\n\r\n", "a quote in a chunk extension is not closed")]
    [InlineData("5;a=\"b\\\"¶\r\nhello\r\n0\r\n\r\n", "a quote in a chunk extension is not closed")]
    [InlineData("5;a=\"b\\¶\r\nhello\r\n0\r\n\r\n", "a quote in a chunk extension is not closed")]
    [InlineData("5;a=\"b¶\0\"\r\nhello\r\n0\r\n\r\n", "0x00")]
    public void BadChunks_AreRefused(string chunks, string why) =>
        Refuses("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, ProtocolError.Malformed, why);

    [Theory]
    [InlineData("5 ;a")]
    [InlineData("5\t ; a = b ; c")]
    [InlineData("5;a=\"b;c\\\"d\"")]
    [InlineData("5;a=\"\";b=\"\\\\\"")]
    public void ChunkExtensions_ArePassedOver(string line) => Reads(
        $"P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{line}\r\nhello\r\n0\r\n\r\n",
        "P / HTTP/1.1 [Host=h] [Transfer-Encoding=chunked]\ndata hello\nend\nClosed\n");

    [Fact]
    public void ChunkExtensions_HaveALimitForTheWholeBody()
    {
        const string Head = "P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        string chunk = "1;" + new string('x', 127) + "\r\nx\r\n";
        string within = Head + string.Concat(Enumerable.Repeat(chunk, 64)) + "0\r\n\r\n";
        Assert.EndsWith("end\nClosed\n", HttpLog.OfRequests(within + within), StringComparison.Ordinal);
        string over = Head + string.Concat(Enumerable.Repeat(chunk, 64)) + "0;\r\n\r\n";
        Assert.Contains("! TooLarge the body's chunk extensions are over the limit of 8192 bytes", HttpLog.OfRequests(over), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: ")]
    [InlineData("Host: h:")]
    [InlineData("Host: a.b-c_d~e:8080")]
    [InlineData("Host: 127.0.0.1:1")]
    [InlineData("Host: [::1]")]
    [InlineData("Host: [fe80::1.2.3.4]:80")]
    [InlineData("Host: [v1.a:b]:80")]
    [InlineData("Host: m%C3%bcnchen!$&'()*+,;=")]
    public void AHost_IsAHostAndPerhapsAPort(string host) =>
        Assert.EndsWith("end\nClosed\n", HttpLog.OfRequests($"GET / HTTP/1.1\r\n{host}\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("user@h")]
    [InlineData("http://h")]
    [InlineData("h:80x")]
    [InlineData("h:80:80")]
    [InlineData("h:-1")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1]:x")]
    [InlineData("[]")]
    [InlineData("[a/b]")]
    [InlineData("[::1%25eth0]")]
    [InlineData("a]")]
    [InlineData("a%4")]
    [InlineData("a%zz")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("m\xfcnchen")]
    public void AHostThatIsNone_IsRefused(string host)
    {
        Refuses($"GET / HTTP/1.1\r\nHost: ¶{host}\r\n\r\n", ProtocolError.Malformed, "a Host field");
        Refuses($"GET / HTTP/1.0\r\nHost: ¶{host}\r\n\r\n", ProtocolError.Malformed, "a Host field");
    }

    [Theory]
    [InlineData("GET /")]
    [InlineData("GET //x")]
    [InlineData("GET /*")]
    [InlineData("GET http://h/a?b")]
    [InlineData("GET x+y-z.1://h")]
    [InlineData("OPTIONS *")]
    [InlineData("OPTIONS /")]
    [InlineData("CONNECT h:1")]
    [InlineData("CONNECT [::1]:443")]
    public void ATarget_HasAForm(string start)
    {
        var server = new HttpProtocol(HttpSide.Responder);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes($"{start} HTTP/1.1\r\nHost: h\r\n\r\n")));
        Assert.Equal(HttpEvent.Head, server.Read(ref input));
    }

    [Theory]
    [InlineData("GET x")]
    [InlineData("GET h:80")]
    [InlineData("GET *")]
    [InlineData("GET ?a")]
    [InlineData("GET ://h")]
    [InlineData("GET 1a://h")]
    [InlineData("GET a/b://h")]
    [InlineData("GET http://")]
    [InlineData("OPTIONS **")]
    [InlineData("options *")]
    [InlineData("CONNECT /")]
    [InlineData("CONNECT *")]
    [InlineData("CONNECT h")]
    [InlineData("CONNECT h:")]
    [InlineData("CONNECT :1")]
    [InlineData("CONNECT u@h:1")]
    [InlineData("CONNECT http://h:1/")]
    public void ATargetOfNoForm_IsRefused(string start) =>
        Refuses($"{start.Replace(" ", " ¶", StringComparison.Ordinal)} HTTP/1.1\r\nHost: h\r\n\r\n", ProtocolError.Malformed, "target");

    [Fact]
    public void Limits_RefuseToBeNegative()
    {
        Func<HttpLimits>[] negative =
        [
            () => new() { MaximumHead = -1 }, () => new() { MaximumFields = -1 }, () => new() { MaximumTrailers = -1 }, () => new() { MaximumBody = -1 },
            () => new() { MaximumChunkLine = -1 }, () => new() { MaximumInformational = -1 }, () => new() { MaximumChunkExtensions = -1 },
        ];
        string[] named = [.. negative.Select(make => Assert.Throws<ArgumentOutOfRangeException>(make).ParamName!)];
        // Every limit is in the list: one that is added must be added here.
        Assert.Equal(typeof(HttpLimits).GetProperties().Where(p => p.Name.StartsWith("Maximum", StringComparison.Ordinal)).Select(p => p.Name).Order(), named.Order());
    }

    [Fact]
    public void Limits_AreHeld()
    {
        var limits = new HttpLimits { MaximumHead = 64, MaximumFields = 2, MaximumTrailers = 20, MaximumChunkLine = 8 };
        string fits = "GET / HTTP/1.1\r\nHost: h\r\nA: " + new string('x', 64 - 32) + "\r\n\r\n";
        Assert.Equal(64, fits.Length);
        Assert.DoesNotContain("!", Same(fits, limits), StringComparison.Ordinal);
        Assert.Contains("! TooLarge", Same(fits.Replace("xx", "xxx", StringComparison.Ordinal), limits), StringComparison.Ordinal);
        Assert.Contains("! TooLarge", Same("GET /" + new string('a', 100), limits), StringComparison.Ordinal);
        Assert.Contains("more than 2 fields", Same("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n\r\n", limits), StringComparison.Ordinal);
        const string Chunked = "P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        Assert.Contains("size line", Same(Chunked + "1;23456789\r\nx", limits), StringComparison.Ordinal);
        Assert.Contains("trailer part is over", Same(Chunked + "0\r\nA: 1234567890123456789\r\n\r\n", limits), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 6\r\n\r\nhello!", "a body of 6 bytes is over the limit of 5 bytes", "")]
    [InlineData("Content-Length: 9223372036854775807\r\n\r\nh", "a body of 9223372036854775807 bytes is over", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n", "the body goes over the limit of 5 bytes", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n", "the body goes over the limit of 5 bytes", "data hel\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nh", "the body goes over the limit of 5 bytes", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n6\r\n", "the body goes over the limit of 5 bytes", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n3\r\n", "the body goes over the limit of 5 bytes", "data hel\n")]
    public void ABodyOverTheLimit_IsRefused(string rest, string why, string before)
    {
        string log = Same("PUT / HTTP/1.1\r\nHost: h\r\n" + rest, new HttpLimits { MaximumBody = 5 });
        Assert.Contains($"]\n{before}! TooLarge {why}", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")]
    public void ABodyOfTheLimit_IsTaken_OneAfterTheOther(string rest)
    {
        string once = "PUT / HTTP/1.1\r\nHost: h\r\n" + rest;
        string log = Same(once + once, new HttpLimits { MaximumBody = 5 });
        Assert.Equal(2, log.Split("data hello\nend\n").Length - 1);
        Assert.EndsWith("Closed\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public void TenThousandFields_AreRefused() =>
        Assert.Contains("! TooLarge", HttpLog.OfRequests("GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("a:\r\n", 10_000))), StringComparison.Ordinal);

    [Fact]
    public void EveryTruncation_IsAnErrorOrACleanEnd()
    {
        const string Wire = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n";
        Assert.Equal("Closed\n", HttpLog.OfRequests(""));
        for (int cut = 1; cut < Wire.Length; cut++)
            Assert.Contains("! Truncated", HttpLog.OfRequests(Wire[..cut]), StringComparison.Ordinal);
    }

    private static string Same(string wire, HttpLimits limits) => HttpLog.SameAtEveryCut(wire, (w, cuts) => HttpLog.OfRequests(w, limits, cuts));

    private static void Reads(string wire, string log) => Assert.Equal(log, HttpLog.SameAtEveryCut(wire, HttpLog.OfRequests));

    private static void Refuses(string marked, ProtocolError kind, string why) =>
        HttpLog.Refuses(marked, kind, why, "POST /0 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", HttpLog.OfRequests);
}
