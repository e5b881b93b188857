using System.IO.Compression;
using System.Text;
using Sockeye.Clients.Urls;
using Sockeye.Clients.Urls.Web;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Http;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>Servers that say less, more and other things than they should: a typed error within the limits, in both forms.</summary>
public sealed class NonsenseTests
{
    public static TheoryData<bool> Forms => Asking.Forms;

    public static TheoryData<string, ProtocolError> Heads => new()
    {
        { "hello\r\n\r\n", ProtocolError.Malformed },
        { "HTTP/1.1 20x OK\r\n\r\n", ProtocolError.Malformed },
        { "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", ProtocolError.Malformed },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5", ProtocolError.Truncated },
        { "HTTP/1.1 200 OK\r\nX: " + new string('x', 70_000) + "\r\n\r\n", ProtocolError.TooLarge },
        { "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 20_000)) + "\r\n", ProtocolError.TooLarge },
        { "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/2\r\nContent-Length: 2\r\n\r\nok", ProtocolError.Malformed },
    };

    public static TheoryData<string, ProtocolError> Bodies => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", ProtocolError.Truncated },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", ProtocolError.Truncated },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello", ProtocolError.Malformed },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n", ProtocolError.Malformed },
        { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", ProtocolError.Malformed },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task AHeadOfNonsense_IsATypedError(string said, ProtocolError kind)
    {
        foreach (bool blocking in new[] { true, false })
        {
            await using ScriptedServer server = Asking.Says(said);
            ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(blocking, server.UrlOf()));
            Assert.Equal(kind, wrong.Kind);
            Assert.Equal(server.LocalEndPoint.ToString(), wrong.Peer);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ABodyOfNonsense_IsATypedErrorOfTheRead(string said, ProtocolError kind)
    {
        foreach (bool blocking in new[] { true, false })
        {
            await using ScriptedServer server = Asking.Says(said);
            UrlAnswer answer = await Asking.Open(blocking, server.UrlOf());
            ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, answer));
            Assert.Equal(kind, wrong.Kind);
            Assert.Equal(server.LocalEndPoint.ToString(), wrong.Peer);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACoding_ThatNobodyAskedFor_IsUnsupported(bool blocking)
    {
        await using ScriptedServer server = Asking.Says("HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\nContent-Length: 5\r\n\r\nhello");
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(blocking, server.UrlOf()));
        Assert.Equal(ProtocolError.Unsupported, wrong.Kind);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ABomb_EndsAtTheRatio_AndAtTheSize(string coding)
    {
        byte[] bomb = Compressed(coding, new byte[32 << 20]);
        await using var server = new TalkingServer((_, _) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {bomb.Length}\r\n\r\n"), .. bomb]);
        foreach (bool blocking in new[] { true, false })
        {
            UrlAnswer answer = await Asking.Open(blocking, server.Url());
            ProtocolException much = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, answer));
            Assert.Equal(ProtocolError.TooLarge, much.Kind);
            Assert.Contains("more than 200 times", much.Message, StringComparison.Ordinal);

            var patient = new UrlLimits { Expansion = int.MaxValue, Expanded = 3 << 20 };
            UrlAnswer again = await Asking.Open(blocking, new UrlRequest(server.Url()) { Limits = patient });
            much = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, again));
            Assert.Contains("expands to more than the limit of 3145728 bytes", much.Message, StringComparison.Ordinal);

            await using UrlAnswer whole = await Asking.Open(blocking, new UrlRequest(server.Url()) { Limits = patient with { Expanded = 32 << 20 } });
            Assert.Equal(32 << 20, whole.ReadAll().Length);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ACompressedBody_ThatIsCutAnywhere_IsAnError_AndAWholeOneIsNot(string coding)
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(static i => $"line {i * 7919 % 1000}\n")));
        byte[] whole = Compressed(coding, text);
        int sent = 0;
        await using var server = new TalkingServer((_, _) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nConnection: close\r\n\r\n"), .. whole.AsSpan(0, sent)]);
        foreach (bool blocking in new[] { true, false })
        {
            for (sent = 0; sent < whole.Length; sent++)
            {
                UrlAnswer answer = await Asking.Open(blocking, server.Url());
                Exception? wrong = await Record.ExceptionAsync(() => Asking.Text(blocking, answer));
                Assert.True(wrong is ProtocolException { Kind: ProtocolError.Truncated or ProtocolError.Malformed } || (wrong is null && sent == whole.Length - 1 && whole[sent] == 0), $"{sent} of {whole.Length} bytes: {wrong?.Message ?? "no error"}");
            }

            Assert.Equal(Encoding.ASCII.GetString(text), await Asking.Text(blocking, new UrlRequest(server.Url())));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task GzipInSeveralMembers_AndGzipOfNothing_AreWhole(bool blocking)
    {
        byte[] two = [.. Compressed("gzip", "one "u8.ToArray()), .. Compressed("gzip", "two"u8.ToArray())];
        await using var server = new TalkingServer((head, _) =>
        {
            byte[] body = head.Contains("/none", StringComparison.Ordinal) ? [] : two;
            return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
        });
        Assert.Equal("one two", await Asking.Text(blocking, new UrlRequest(server.Url())));
        Assert.Equal("", await Asking.Text(blocking, new UrlRequest(server.Url("/none"))));
    }

    [Theory]
    [InlineData(10, ProtocolError.Truncated)]
    [InlineData(3, ProtocolError.Malformed)]
    public async Task ABody_OfAnotherLengthThanIsSaid_IsAnError_ThoughItsStreamEndsInOrder(int said, ProtocolError kind)
    {
        foreach (bool blocking in new[] { true, false })
        {
            using var content = new MemoryStream("hello"u8.ToArray());
            var response = new HttpResponseMessage { Content = new ByteArrayContent([]), RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://h/") };
            response.Content.Headers.ContentLength = said;
            await using var body = new HttpBody(response, content, new HttpFaults("h:80", new Patience(null, default)), blocking);
            using var to = new MemoryStream();
            ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(async () =>
            {
                if (blocking)
                {
                    body.CopyTo(to);
                }
                else
                {
                    await body.CopyToAsync(to);
                }
            });
            Assert.Equal((kind, "h:80"), (wrong.Kind, wrong.Peer));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AFailureWhoseBodyStallsOrBreaks_IsThatFailureAllTheSame_WithinTheTimeOfTheOpening(bool blocking)
    {
        var hasty = new ClientOptions { Timeout = TimeSpan.FromMilliseconds(300) };
        var over = new TaskCompletionSource();
        const string Head = "HTTP/1.1 404 Not Found\r\nContent-Length: 100000\r\n\r\nhel";
        await using ScriptedServer stalls = new PeerScript().ExpectUpTo("\r\n\r\n").Say(Head).Until(() => over.Task).Close().Serve();
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(stalls.UrlOf()) { Client = hasty }));
        Assert.Equal((404, "hel"), (no.Status, Encoding.ASCII.GetString(no.Body.Span)));
        over.SetResult();

        await using ScriptedServer resets = new PeerScript().ExpectUpTo("\r\n\r\n").Say(Head).Reset().Serve();
        no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(resets.UrlOf()) { Client = Asking.Quick }));
        Assert.Equal(404, no.Status);

        // A byte now and then would keep a reader for ever that waits anew for each.
        await using var drips = new DrippingServer(Head);
        no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(drips.Url) { Client = hasty }));
        Assert.Equal(404, no.Status);
        Assert.InRange(no.Body.Length, 3, 1000);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACallersEnd_EndsTheBodyOfAFailure(bool blocking)
    {
        using var stop = new CancellationTokenSource();
        var over = new TaskCompletionSource();
        await using ScriptedServer stalls = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nhel").Until(() => { stop.CancelAfter(50); return over.Task; }).Close().Serve();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking ? Task.Run(() => Url.Open(new UrlRequest(stalls.UrlOf()), stop.Token)) : Url.OpenAsync(new UrlRequest(stalls.UrlOf()), stop.Token));
        over.SetResult();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ARedirectsBody_MayBeCutShort(bool blocking)
    {
        await using var server = new TalkingServer((head, _) => head.Contains("GET /there ", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            : $"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /there\r\nContent-Length: 100\r\n\r\nhel");
        Assert.Equal("ok", await Asking.Text(blocking, new UrlRequest(server.Url())));
        var over = new TaskCompletionSource();
        await using ScriptedServer stalls = new PeerScript().ExpectUpTo("\r\n\r\n").Say($"HTTP/1.1 302 Found\r\nLocation: {server.Url("/there")}\r\nContent-Length: 100\r\n\r\nhel").Until(() => over.Task).Close().Serve();
        Assert.Equal("ok", await Asking.Text(blocking, new UrlRequest(stalls.UrlOf())));
        over.SetResult();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhatIsPut_FailsByItsOwnFault_AndNotByTheServers(bool blocking)
    {
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        UrlException offset = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest("http://127.0.0.1:1/") { Verb = UrlVerb.Put, Offset = 5, Body = new MemoryStream([1]) }));
        Assert.Contains("cannot begin at byte 5", offset.Message, StringComparison.Ordinal);
        foreach (long length in new[] { 1L, 5L })
        {
            IOException shrunk = await Assert.ThrowsAsync<IOException>(() => Asking.Open(blocking, new UrlRequest(server.Url()) { Verb = UrlVerb.Put, BodyLength = length, Body = new MemoryStream("abc"u8.ToArray()) }));
            Assert.Contains($"was to have {length} bytes", shrunk.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AFieldOfLatin1_IsSent_AndAHostThatIsNone_IsRefused(bool blocking)
    {
        string heard = "";
        await using var server = new TalkingServer((head, _) =>
        {
            heard = head;
            return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        });
        Assert.Equal("ok", await Asking.Text(blocking, new UrlRequest(server.Url()) { Fields = [new HttpField("X-Name", "é")], Client = new ClientOptions { Timeout = TimeSpan.MaxValue } }));
        Assert.Contains("X-Name: é\r\n", heard, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, "http://a%5Bb/"));
        await Assert.ThrowsAsync<ArgumentException>(() => Asking.Open(blocking, new UrlRequest(server.Url()) { Offset = 1, Validator = "x\r\nY: z" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UrlRequest("http://h/") { BodyLength = -1 });
        using UrlAnswer much = await Asking.Open(blocking, server.Url());
        Assert.Throws<ProtocolException>(() => much.ReadAll(1));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ABody_EndsAtItsLimit_WhetherItSaysSoOrNot(bool blocking)
    {
        var limits = new UrlLimits { Body = 100 };
        await using var server = new TalkingServer((head, _) => head.Contains("/told", StringComparison.Ordinal)
            ? $"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n{new string('x', 101)}"
            : $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n{new string('x', 101)}\r\n0\r\n\r\n");
        ProtocolException told = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(blocking, new UrlRequest(server.Url("/told")) { Limits = limits }));
        UrlAnswer answer = await Asking.Open(blocking, new UrlRequest(server.Url()) { Limits = limits });
        ProtocolException met = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, answer));
        Assert.Equal((ProtocolError.TooLarge, ProtocolError.TooLarge), (told.Kind, met.Kind));
        Assert.Equal(101, (await Asking.Text(blocking, new UrlRequest(server.Url("/told")) { Limits = new UrlLimits { Body = 101 } })).Length);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task TheBodyOfAFailure_IsKeptUpToItsLimit(bool blocking)
    {
        await using var server = new TalkingServer((_, _) => $"HTTP/1.1 500 Oh\x01 no\r\nContent-Length: 1000000\r\n\r\n{new string('x', 1_000_000)}".Replace("\x01", "", StringComparison.Ordinal));
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(server.Url()) { Limits = new UrlLimits { FailureBody = 10 } }));
        Assert.Equal((500, 10), (no.Status, no.Body.Length));
        no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(server.Url())));
        Assert.Equal(64 * 1024, no.Body.Length);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task SilenceInFrontOfTheAnswer_AndInTheMidstOfIt_IsATimeout(bool blocking)
    {
        var hasty = new ClientOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        var over = new TaskCompletionSource();
        await using ScriptedServer silent = new PeerScript().ExpectUpTo("\r\n\r\n").Until(() => over.Task).Close().Serve();
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => Asking.Open(blocking, new UrlRequest(silent.UrlOf()) { Client = hasty }));
        Assert.Contains("127.0.0.1", late.Message, StringComparison.Ordinal);

        await using ScriptedServer half = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello").Until(() => over.Task).Close().Serve();
        UrlAnswer answer = await Asking.Open(blocking, new UrlRequest(half.UrlOf()) { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(1.5) } });
        await Assert.ThrowsAsync<SocketTimeoutException>(() => Asking.Text(blocking, answer));
        over.SetResult();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACancellation_EndsTheOpening_AndTheReading(bool blocking)
    {
        var over = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using ScriptedServer silent = new PeerScript().ExpectUpTo("\r\n\r\n", _ => stop.CancelAfter(50)).Until(() => over.Task).Close().Serve();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking ? Task.Run(() => Url.Open(new UrlRequest(silent.UrlOf()), stop.Token)) : Url.OpenAsync(new UrlRequest(silent.UrlOf()), stop.Token));

        using var later = new CancellationTokenSource();
        await using ScriptedServer half = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello").Until(() => over.Task).Close().Serve();
        using UrlAnswer answer = blocking ? Url.Open(new UrlRequest(half.UrlOf()), later.Token) : await Url.OpenAsync(new UrlRequest(half.UrlOf()), later.Token);
        later.CancelAfter(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Asking.Text(blocking, answer));
        over.SetResult();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task NobodyThere_IsTheNetworksOwnError(bool blocking)
    {
        ConnectionRefusedException refused = await Assert.ThrowsAsync<ConnectionRefusedException>(() => Asking.Open(blocking, "http://127.0.0.1:1/"));
        Assert.Contains("127.0.0.1:1", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NameResolutionException>(() => Asking.Open(blocking, "http://no-such-host.invalid/"));
    }

    [Theory]
    [InlineData("X-Bad\r\nInjected", "v")]
    [InlineData("X-Bad", "v\r\nInjected: 1")]
    [InlineData("X-Bad", "v\n")]
    [InlineData("X-Bad", "\0")]
    [InlineData("Host", "elsewhere")]
    [InlineData("Content-Length", "5")]
    [InlineData("transfer-encoding", "chunked")]
    public async Task AField_ThatWouldBreakTheMessage_IsRefusedBeforeAnythingIsSaid(string name, string value)
    {
        var request = new UrlRequest("http://127.0.0.1:1/") { Fields = [new HttpField(name, value)] };
        await Assert.ThrowsAsync<ArgumentException>(() => Asking.Open(true, request));
        await Assert.ThrowsAsync<ArgumentException>(() => Asking.Open(false, request));
    }

    [Fact]
    public void AUrl_WithControls_IsNone()
    {
        foreach (string url in new[] { "http://h/\r\nX: y", "http://h/a b", "http://h\n/", "http://a:b\r@h/" })
        {
            Assert.Throws<ProtocolException>(() => Url.Open(url));
        }
    }

    [Fact]
    public async Task AnOffsetThatTheServerIgnores_IsAnErrorWithoutAValidator()
    {
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(true, new UrlRequest(server.Url()) { Offset = 3 }));
        Assert.Contains("does not begin at byte 3", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartOfAnother_ThoughTheValidatorWasSent_IsAskedForAnew()
    {
        await using var server = new TalkingServer((head, _) => head.Contains("Range: bytes=3-", StringComparison.Ordinal)
            ? "HTTP/1.1 206 Partial Content\r\nETag: \"new\"\r\nContent-Range: bytes 3-4/5\r\nContent-Length: 2\r\n\r\nlo"
            : "HTTP/1.1 200 OK\r\nETag: \"new\"\r\nContent-Length: 5\r\n\r\nhello");
        UrlAnswer answer = await Asking.Open(true, new UrlRequest(server.Url()) { Offset = 3, Validator = "\"old\"" });
        Assert.Equal(0, answer.Offset);
        Assert.Equal("hello", await Asking.Text(true, answer));

        await using var shifted = new TalkingServer((_, _) => "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-4/5\r\nContent-Length: 3\r\n\r\nllo");
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(true, new UrlRequest(shifted.Url()) { Offset = 3 }));
        Assert.Contains("from byte 2", wrong.Message, StringComparison.Ordinal);
    }

    private static byte[] Compressed(string coding, byte[] data)
    {
        using var to = new MemoryStream();
        using (Stream by = coding switch
        {
            "gzip" => new GZipStream(to, CompressionLevel.SmallestSize),
            "deflate" => new ZLibStream(to, CompressionLevel.SmallestSize),
            _ => new BrotliStream(to, CompressionLevel.SmallestSize),
        })
        {
            by.Write(data);
        }

        return to.ToArray();
    }
}
