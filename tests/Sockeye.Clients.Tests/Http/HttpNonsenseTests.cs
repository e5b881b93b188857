using System.Net;
using System.Text;
using Sockeye.Clients.Http;
using Sockeye.Connections;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Servers that say what no server may: a typed error within the limits, no hang, and a connection that is closed though nobody disposed of it.</summary>
public sealed class HttpNonsenseTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<string, string, ProtocolError> Nonsense => new()
    {
        { "no status line", "hello, who is there?\r\n\r\n", ProtocolError.Malformed },
        { "a mail server", "220 mail.example ESMTP\r\n", ProtocolError.Malformed },
        { "a status of letters", "HTTP/1.1 abc OK\r\n\r\n", ProtocolError.Malformed },
        { "a status that is too small", "HTTP/1.1 099 OK\r\n\r\n", ProtocolError.Malformed },
        { "another version", "HTTP/2.0 200 OK\r\n\r\n", ProtocolError.Unsupported },
        { "an endless status line", "HTTP/1.1 200 " + new string('x', 40_000), ProtocolError.TooLarge },
        { "an endless header", "HTTP/1.1 200 OK\r\nA: " + new string('x', 40_000), ProtocolError.TooLarge },
        { "endless headers", "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 200)), ProtocolError.TooLarge },
        { "a folded field", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", ProtocolError.Malformed },
        { "a field without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", ProtocolError.Malformed },
        { "a zero in a field", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", ProtocolError.Malformed },
        { "a length of letters", "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n", ProtocolError.Malformed },
        { "a length below zero", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", ProtocolError.Malformed },
        { "a length beyond numbers", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", ProtocolError.Malformed },
        { "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", ProtocolError.Malformed },
        { "a length beside chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", ProtocolError.Malformed },
        { "another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", ProtocolError.Unsupported },
        { "a chunk without a size", Chunked + "hello\r\n", ProtocolError.Malformed },
        { "a chunk that overflows", Chunked + "fffffffffffffffff\r\n", ProtocolError.Malformed },
        { "a chunk below zero", Chunked + "-1\r\n", ProtocolError.Malformed },
        { "a chunk that is longer than it says", Chunked + "3\r\nabcdef\r\n0\r\n\r\n", ProtocolError.Malformed },
        { "an endless chunk extension", Chunked + "3;" + new string('x', 400), ProtocolError.TooLarge },
        { "endless trailers", Chunked + "0\r\nA: " + new string('x', 9_000), ProtocolError.TooLarge },
        { "a length among the trailers", Chunked + "0\r\nContent-Length: 5\r\n\r\n", ProtocolError.Malformed },
        { "thousands of 1xx", string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 3_000)), ProtocolError.TooLarge },
        { "a 101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\n\r\n", ProtocolError.Malformed },
        { "a body over the limit, by its length", "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n", ProtocolError.TooLarge },
        { "a body over the limit, by a chunk", Chunked + "186A1\r\n", ProtocolError.TooLarge },
        { "a reply that never ends", "HTTP/1.1 200 OK\r\n\r\n" + new string('x', 150_000), ProtocolError.TooLarge },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_IsATypedError_AndTheConnectionIsClosed(string what, string said, ProtocolError kind)
    {
        foreach (bool blocking in new[] { true, false })
        {
            (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectUpTo("\r\n\r\n").Say(Encoding.Latin1.GetBytes(said)).ExpectReset());
            HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { Limits = new HttpLimits { MaximumBody = 100_000 } });
            ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(async () => await (await http.Ask(blocking, "GET", "/")).Text(blocking));
            Assert.True(error.Kind == kind, $"{what}: {error.Message}");
            Assert.Equal((Blame.Peer, server.ToString()), (error.Blame, error.Peer));
            Assert.False(http.IsConnected);
            await Gone(done);
            GC.KeepAlive(http);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n0\r\nT: 1\r\n\r\n")]
    public async Task CutShortAnywhere_ItIsAnError(string whole)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(whole);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            foreach (bool blocking in new[] { true, false })
            {
                (Connection ours, Connection theirs) = Connection.CreatePair();
                await theirs.Output.WriteAsync(bytes.AsMemory(0, cut));
                await theirs.Output.CompleteAsync();
                using HttpConnection http = HttpConnection.Over(ours, "here", new HttpConnectionOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(30) } });
                Exception? error = await Record.ExceptionAsync(async () => Assert.Equal("hello", await (await http.Ask(blocking, "GET", "/")).Text(blocking)));
                Assert.True(
                    cut == bytes.Length ? error is null : cut == 0 ? error is HttpClosedException : error is ProtocolException { Kind: ProtocolError.Truncated } or HttpClosedException,
                    $"cut at {cut}: {error}");
                Assert.True(error is not HttpClosedException || !whole[..cut].EndsWith("hello", StringComparison.Ordinal));
                theirs.Dispose();
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")]
    public async Task AServerThatFallsSilent_IsTooLate(string said)
    {
        foreach (bool blocking in new[] { true, false })
        {
            (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectUpTo("\r\n\r\n").Say(said).ExpectEnd());
            HttpConnection http = await BothForms.Connect(server, blocking, BothForms.Impatient);
            await Assert.ThrowsAsync<SocketTimeoutException>(async () => await (await http.Ask(blocking, "GET", "/")).Text(blocking));
            Assert.False(http.IsConnected);
            await done;
            GC.KeepAlive(http);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHeadThatDrips_HasOneTimeoutForAllOfIt(bool blocking)
    {
        await using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task dripping = Drip();
        using HttpConnection http = await BothForms.Connect(listener.LocalEndPoint, blocking, BothForms.Impatient);
        await Assert.ThrowsAsync<SocketTimeoutException>(() => http.Ask(blocking, "GET", "/"));
        await dripping;

        // Until the client has gone: a byte often enough that no single receive is too late.
        async Task Drip()
        {
            await using Connection client = await listener.AcceptAsync();
            using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            try
            {
                await client.Output.WriteAsync("HTTP/1.1 200 OK\r\nA: "u8.ToArray());
                while (await often.WaitForNextTickAsync())
                {
                    await client.Output.WriteAsync("x"u8.ToArray());
                }
            }
            catch (SocketFaultException)
            {
            }
        }
    }

    [Fact]
    public async Task ByteByByte_ItMeansTheSame()
    {
        var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Every(1) });
        Task served = new PeerScript().ExpectHead("GET / HTTP/1.1", "Host: here:81").Say(Chunked + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n").ExpectHead("GET /2 HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").RunAsync(pair.Second);
        await using HttpConnection http = HttpConnection.Over(pair.First.AsStream(), "here:81");
        Assert.Equal("hello world", await (await http.GetAsync("/")).Text(blocking: false));
        Assert.Equal("hi", await (await http.GetAsync("/2")).Text(blocking: false));
        await served;
    }

    [Fact]
    public async Task ACancelledWait_EndsTheConnection()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectUpTo("\r\n\r\n").ExpectEnd());
        using var stop = new CancellationTokenSource();
        HttpConnection http = await HttpConnection.ConnectAsync(server.ToString()!);
        ValueTask<HttpResponse> asked = http.GetAsync("/", cancellation: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asked);
        await done;
        GC.KeepAlive(http);
    }

    // What was still on its way when the client threw it away may fail the script sooner.
    private static async Task Gone(Task script)
    {
        try
        {
            await script.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (ScriptException early) when (early.Message.Contains("reset", StringComparison.OrdinalIgnoreCase) || early.Message.Contains("EPIPE", StringComparison.Ordinal))
        {
        }
    }
}
