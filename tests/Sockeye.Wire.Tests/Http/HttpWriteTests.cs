using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

public sealed class HttpWriteTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void ARequest_WithChunkedBodyAndTrailers()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        client.WriteRequest(_output, "POST", "/x", new("Host", "h"), new("Transfer-Encoding", "chunked"));
        client.WriteData(_output, "hello"u8);
        client.WriteData(_output, []);
        client.WriteData(_output, new byte[16]);
        client.WriteEnd(_output, new HttpField("X-Sum", "1"));
        Assert.Equal(
            "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n" + new string('\0', 16) + "\r\n0\r\nX-Sum: 1\r\n\r\n",
            Written());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", HttpPhase.Done)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi", HttpPhase.MustClose)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi", HttpPhase.MustClose)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nhi\r\n0\r\n\r\n", HttpPhase.MustClose)]
    public void AResponseWithoutALength_IsFramedForItsClient(string request, string response, HttpPhase after)
    {
        HttpProtocol server = Asked(request);
        server.WriteResponse(_output, 200, "OK");
        server.WriteData(_output, "hi"u8);
        server.WriteEnd(_output);
        Assert.Equal((response, after), (Written(), server.Responder));
    }

    [Fact]
    public void ToHead_TheBodyIsAnnouncedAndNotSent()
    {
        HttpProtocol server = Asked("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        server.WriteResponse(_output, 200, "OK", new HttpField("Content-Length", "5"));
        server.WriteEnd(_output);
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Written());
    }

    [Fact]
    public void AnHttp10ClientThatAsks_IsToldTheConnectionStays()
    {
        HttpProtocol server = Asked("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        server.WriteResponse(_output, 200, "OK", new HttpField("Content-Length", "0"));
        server.WriteEnd(_output);
        Assert.EndsWith("Connection: keep-alive\r\n\r\n", Written(), StringComparison.Ordinal);
        server.StartNext();
    }

    [Fact]
    public void ABadRequest_IsAnswered_AndTheConnectionClosed()
    {
        var server = new HttpProtocol(HttpSide.Responder);
        ProtocolException error = Assert.Throws<ProtocolException>(() => Read(server, "nonsense\r\n\r\n"));
        server.WriteResponse(_output, HttpProtocol.StatusFor(error), "Bad Request", new HttpField("Content-Length", "0"));
        server.WriteEnd(_output);
        Assert.Equal("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Written());
        Assert.Equal(HttpPhase.MustClose, server.Responder);
    }

    [Fact]
    public void ABodyThatIsTooLarge_IsAnswered413_AndItsLimitIsSetAMessage()
    {
        var server = new HttpProtocol(HttpSide.Responder, new HttpLimits { MaximumBody = 1 });
        Assert.Equal(HttpEvent.Head, Read(server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"));
        server.MaximumBody = 4;
        Assert.Equal(HttpEvent.Data, Read(server, "abcd"));
        Assert.Equal(HttpEvent.End, Read(server, ""));
        server.WriteResponse(_output, 204, "No Content");
        server.WriteEnd(_output);
        server.StartNext();
        Assert.Equal(HttpEvent.Head, Read(server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"));
        Assert.Equal(413, HttpProtocol.StatusFor(Assert.Throws<ProtocolException>(() => Read(server, ""))));
        Assert.Equal(1, server.MaximumBody);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.MaximumBody = -1);
    }

    [Fact]
    public void ABodysLimitSetBeforeTheHead_CountsForTheNextMessageAlone()
    {
        var server = new HttpProtocol(HttpSide.Responder, new HttpLimits { MaximumBody = 1 }) { MaximumBody = 4 };
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(HttpEvent.Head, Read(server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"));
            Assert.Equal((HttpEvent.Data, HttpEvent.End), (Read(server, "abcd"), Read(server, "")));
            Assert.Equal(1, server.MaximumBody);
            // Between two messages it is the next one's: before the answer, or behind it.
            if (i == 0) server.MaximumBody = 4;
            server.WriteResponse(_output, 204, "No Content");
            server.WriteEnd(_output);
            server.StartNext();
        }

        Assert.Equal(HttpEvent.Head, Read(server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"));
        Assert.Throws<ProtocolException>(() => Read(server, "ab"));
    }

    [Theory]
    [InlineData("GET / HTTP/2.0\r\nHost: h\r\n\r\n", "", 505)]
    [InlineData("GET / HTTP/0.9\r\nHost: h\r\n\r\n", "", 505)]
    [InlineData("GET / HTTQ/1.1\r\nHost: h\r\n\r\n", "", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "", 501)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", "", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "", 400)]
    [InlineData("GET x HTTP/1.1\r\nHost: h\r\n\r\n", "", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n\r\n", "", 431)]
    [InlineData("P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "1;23456789\r\n", 400)]
    [InlineData("P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "0;2345\r\n\r\n", 400)]
    [InlineData("P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "6\r\n", 413)]
    [InlineData("P / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\nA: 1234567890123456789\r\n\r\n", 431)]
    [InlineData("P / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n", "", 413)]
    public void EachError_HasItsStatus_AlsoOnceThePeerIsNamed(string head, string body, int status)
    {
        var server = new HttpProtocol(
            HttpSide.Responder, new HttpLimits { MaximumHead = 80, MaximumTrailers = 20, MaximumChunkLine = 8, MaximumChunkExtensions = 4, MaximumBody = 5 });
        ProtocolException error = Assert.Throws<ProtocolException>(() =>
        {
            Read(server, head);
            Read(server, body);
        });
        Assert.Equal((status, status), (HttpProtocol.StatusFor(error), HttpProtocol.StatusFor(error.From("peer"))));
    }

    [Fact]
    public void AServerThatCloses_IsNotAskedAgain()
    {
        foreach (bool endFirst in (bool[])[true, false])
        {
            var client = new HttpProtocol(HttpSide.Requester);
            client.WriteRequest(_output, "GET", "/", new HttpField("Host", "h"));
            client.WriteEnd(_output);
            Assert.Equal(HttpEvent.Head, Read(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            if (endFirst) Assert.Equal((HttpEvent.End, true), (Read(client, ""), client.KeepAlive));
            Assert.Equal(endFirst ? HttpEvent.Closed : HttpEvent.End, client.EndOfInput());
            Assert.False(client.KeepAlive);
            Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(client.StartNext).Blame);
            Assert.Equal(HttpEvent.Closed, client.EndOfInput());
        }
    }

    [Fact]
    public void AServerThatClosesBeforeItHasTheWholeRequest_LeavesItToBeEnded()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        client.WriteRequest(_output, "PUT", "/", new("Host", "h"), new("Transfer-Encoding", "chunked"));
        Assert.Equal(HttpEvent.Head, Read(client, "HTTP/1.1 413 Large\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal((HttpEvent.End, HttpEvent.Closed), (Read(client, ""), client.EndOfInput()));
        client.WriteEnd(_output);
        Assert.Equal((HttpPhase.MustClose, HttpPhase.Closed), (client.Requester, client.Responder));
    }

    [Fact]
    public void AfterAFailure_TheEndOfInput_IsNoFurtherError()
    {
        var server = new HttpProtocol(HttpSide.Responder);
        Assert.Throws<ProtocolException>(() => Read(server, "nonsense\r\n\r\n"));
        Assert.Equal((HttpEvent.Closed, HttpPhase.Failed, false), (server.EndOfInput(), server.Requester, server.KeepAlive));
        Assert.Equal(HttpEvent.Closed, server.EndOfInput());
    }

    [Fact]
    public void Continue_ThenTheResponse()
    {
        var server = new HttpProtocol(HttpSide.Responder);
        Assert.Equal(HttpEvent.Head, Read(server, "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
        Assert.True(server.Head.ExpectsContinue);
        server.WriteResponse(_output, 100, "Continue");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Written());
        Assert.Equal(HttpPhase.Idle, server.Responder);
    }

    [Fact]
    public void TheClientReadsWhatTheServerWrites_MessageAfterMessage()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        var server = new HttpProtocol(HttpSide.Responder);
        for (int i = 0; i < 3; i++)
        {
            _output.ResetWrittenCount();
            client.WriteRequest(_output, "GET", "/" + i, new HttpField("Host", "h"));
            client.WriteEnd(_output);
            var request = new SequenceReader<byte>(new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray()));
            Assert.Equal([HttpEvent.Head, HttpEvent.End], [server.Read(ref request), server.Read(ref request)]);
            _output.ResetWrittenCount();
            server.WriteResponse(_output, 200, "OK");
            server.WriteData(_output, "body"u8);
            server.WriteEnd(_output);
            var response = new SequenceReader<byte>(new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray()));
            Assert.Equal([HttpEvent.Head, HttpEvent.Data, HttpEvent.End], [client.Read(ref response), client.Read(ref response), client.Read(ref response)]);
            client.StartNext();
            server.StartNext();
        }
    }

    public static TheoryData<string, Action<HttpProtocol, IBufferWriter<byte>>> Refused => new()
    {
        { "CR LF in a value", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X", "a\r\nInjected: 1")) },
        { "LF in a value", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X", "a\nb")) },
        { "NUL in a value", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X", "\0")) },
        { "a letter no byte can hold", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X", "č")) },
        { "a space in a name", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X Y", "1")) },
        { "a colon in a name", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("X:", "1")) },
        { "an empty name", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("", "1")) },
        { "a space in the target", (c, o) => c.WriteRequest(o, "GET", "/a b", new HttpField("Host", "h")) },
        { "CR LF in the target", (c, o) => c.WriteRequest(o, "GET", "/\r\nX: 1", new HttpField("Host", "h")) },
        { "a target of no form", (c, o) => c.WriteRequest(o, "GET", "x", new HttpField("Host", "h")) },
        { "a target for CONNECT alone", (c, o) => c.WriteRequest(o, "GET", "h:1", new HttpField("Host", "h")) },
        { "a path in a Host", (c, o) => c.WriteRequest(o, "GET", "/", new HttpField("Host", "h/x")) },
        { "an empty target", (c, o) => c.WriteRequest(o, "GET", "", new HttpField("Host", "h")) },
        { "a space in the method", (c, o) => c.WriteRequest(o, "GET /x", "/", new HttpField("Host", "h")) },
        { "no Host", (c, o) => c.WriteRequest(o, "GET", "/") },
        { "two Hosts", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("host", "i")) },
        { "two lengths", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("Content-Length", "1"), new("Transfer-Encoding", "chunked")) },
        { "a length that is none", (c, o) => c.WriteRequest(o, "GET", "/", new("Host", "h"), new("Content-Length", "1x")) },
        { "a client that answers", (c, o) => c.WriteResponse(o, 200, "OK") },
        { "data before the head", (c, o) => c.WriteData(o, "x"u8) },
        { "an end before the head", (c, o) => c.WriteEnd(o) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void WhatTheOtherSideWouldMisread_IsRefusedBeforeAByteIsWritten(string why, Action<HttpProtocol, IBufferWriter<byte>> write)
    {
        Assert.NotEmpty(why);
        ProtocolException error = Assert.Throws<ProtocolException>(() => write(new HttpProtocol(HttpSide.Requester), _output));
        Assert.Equal((Blame.Caller, 0), (error.Blame, _output.WrittenCount));
    }

    [Fact]
    public void MoreOrLessBodyThanAnnounced_IsRefused()
    {
        var client = new HttpProtocol(HttpSide.Requester);
        client.WriteRequest(_output, "PUT", "/", new("Host", "h"), new("Content-Length", "3"));
        Assert.Throws<ProtocolException>(() => client.WriteData(_output, "four"u8));
        client.WriteData(_output, "tw"u8);
        Assert.Throws<ProtocolException>(() => client.WriteEnd(_output));
        client.WriteData(_output, "o"u8);
        client.WriteEnd(_output);
        Assert.EndsWith("\r\n\r\ntwo", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheNextExchange_WaitsForBothSides()
    {
        HttpProtocol server = Asked("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(server.StartNext).Blame);
    }

    [Theory]
    [InlineData("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n", 200)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", 101)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade, close\r\nUpgrade: x\r\n\r\n", 101)]
    public void TheServerSwitches_OnceTheRequestIsWhole(string request, int status)
    {
        var server = new HttpProtocol(HttpSide.Responder);
        Assert.Equal(HttpEvent.Head, Read(server, request));
        Assert.Throws<ProtocolException>(() => server.WriteResponse(_output, status, "Go"));
        Assert.Equal(HttpEvent.End, Read(server, ""));
        server.WriteResponse(_output, status, "Go");
        Assert.Equal(($"HTTP/1.1 {status} Go\r\n\r\n", HttpPhase.Switched, HttpPhase.Switched), (Written(), server.Requester, server.Responder));
        Assert.Equal(HttpEvent.Switched, Read(server, "another protocol"));
    }

    [Fact]
    public void TheServerDoesNotSwitch_Unasked() =>
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => Asked("GET / HTTP/1.1\r\nHost: h\r\n\r\n").WriteResponse(_output, 101, "Go")).Blame);

    [Fact]
    public void AnHttp10Request_IsTheLast_UnlessItAsksToStay()
    {
        var client = new HttpProtocol(HttpSide.Requester) { RequestMinorVersion = 0 };
        Assert.Throws<ProtocolException>(() => client.WriteRequest(_output, "POST", "/", new HttpField("Transfer-Encoding", "chunked")));
        client.WriteRequest(_output, "GET", "/");
        client.WriteEnd(_output);
        Assert.Equal(("GET / HTTP/1.0\r\n\r\n", HttpPhase.MustClose), (Written(), client.Requester));
        Assert.Equal(HttpEvent.Head, Read(client, "HTTP/1.0 200 OK\r\n\r\nbody"));

        var stays = new HttpProtocol(HttpSide.Requester) { RequestMinorVersion = 0 };
        stays.WriteRequest(_output, "GET", "/", new HttpField("Connection", "keep-alive"));
        stays.WriteEnd(_output);
        Assert.Equal(HttpPhase.Done, stays.Requester);
    }

    private static HttpProtocol Asked(string request)
    {
        var server = new HttpProtocol(HttpSide.Responder);
        Assert.Equal(HttpEvent.Head, Read(server, request));
        var none = new SequenceReader<byte>(default);
        Assert.Equal(HttpEvent.End, server.Read(ref none));
        return server;
    }

    private static HttpEvent Read(HttpProtocol connection, string wire)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(wire)));
        return connection.Read(ref input);
    }

    private string Written() => Encoding.Latin1.GetString(_output.WrittenSpan);
}
