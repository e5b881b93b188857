using System.Net;
using Sockeye.Clients.Http;
using Sockeye.Connections;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Http;

/// <summary>A server that closes a connection between two requests, or before an answer.</summary>
public sealed class KeptConnectionTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    // It closes once it has the second request: so the client always meets it in the same way.
    private static PeerScript ClosesInTheSecond(string method, bool byReset)
    {
        PeerScript script = new PeerScript().ExpectUpTo("\r\n\r\n").Say(Empty).ExpectHead($"{method} /2 HTTP/1.1");
        return byReset ? script.Reset() : script.Close();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ASafeRequest_IsSentAgain_OnceAndOverANewConnection(bool blocking, bool byReset)
    {
        (EndPoint server, Task done) = BothForms.Serve(
            ClosesInTheSecond("GET", byReset),
            new PeerScript().ExpectHead("GET /2 HTTP/1.1", "A: b").Say(Empty).ExpectHead("HEAD /2 HTTP/1.1").Close(),
            new PeerScript().ExpectHead("HEAD /2 HTTP/1.1").Close());
        using HttpConnection http = await BothForms.Connect(server, blocking);
        await http.Ask(blocking, "GET", "/1");
        Assert.Equal(200, (await http.Ask(blocking, "GET", "/2", [new("A", "b")])).Status);
        HttpClosedException error = await Assert.ThrowsAsync<HttpClosedException>(() => http.Ask(blocking, "HEAD", "/2"));
        Assert.False(error.WasKept);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StepByStep_ASafeRequestIsSentAgainToo(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(ClosesInTheSecond("GET", byReset: false), new PeerScript().ExpectHead("GET /2 HTTP/1.1", "A: b").Say(Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        await http.Ask(blocking, "GET", "/1");
        http.PutRequest("GET", "/2");
        http.PutHeader("A", "b");
        await http.End(blocking);
        Assert.Equal(200, (await http.Answer(blocking)).Status);
        await done;
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task WhereEvenSendingFails_ItIsTheSame(bool blocking, bool byStep)
    {
        await using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using HttpConnection http = await BothForms.Connect(listener.LocalEndPoint, blocking);
        Task reset = new PeerScript().ExpectUpTo("\r\n\r\n").Say(Empty).Reset().RunAsync(await listener.AcceptAsync());
        await http.Ask(blocking, "GET", "/1");
        await reset;
        Task again = Again();
        if (byStep)
        {
            http.PutRequest("GET", "/2");
            await http.End(blocking);
            Assert.Equal(200, (await http.Answer(blocking)).Status);
        }
        else
        {
            Assert.Equal(200, (await http.Ask(blocking, "GET", "/2")).Status);
        }

        await again;

        async Task Again() => await new PeerScript().ExpectHead("GET /2 HTTP/1.1").Say(Empty).RunAsync(await listener.AcceptAsync());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AnyOther_IsAnErrorThatSaysWhatHappened(bool blocking, bool byReset)
    {
        (EndPoint server, Task done) = BothForms.Serve(ClosesInTheSecond("POST", byReset), new PeerScript().ExpectHead("GET /3 HTTP/1.1").Say(Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        await http.Ask(blocking, "GET", "/1");
        HttpClosedException error = await Assert.ThrowsAsync<HttpClosedException>(() => http.Ask(blocking, "POST", "/2"));
        Assert.True(error.WasKept);
        Assert.Equal($"POST /2: {server} had closed the kept connection: no byte of an answer came, and most likely nothing was processed", error.Message);
        Assert.Equal(200, (await http.Ask(blocking, "GET", "/3")).Status);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithoutReconnecting_TheEndIsTold(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(ClosesInTheSecond("GET", byReset: false));
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { Reconnects = false });
        await http.Ask(blocking, "GET", "/1");
        Assert.True((await Assert.ThrowsAsync<HttpClosedException>(() => http.Ask(blocking, "GET", "/2"))).WasKept);
        Assert.False(http.IsConnected);
        Assert.Contains("takes no more requests", (await Assert.ThrowsAsync<InvalidOperationException>(() => http.Ask(blocking, "GET", "/3"))).Message, StringComparison.Ordinal);
        await done;
    }

    [Fact]
    public async Task WhatComesUnasked_EndsTheConnection()
    {
        (EndPoint server, Task done) = BothForms.Serve(
            new PeerScript().ExpectUpTo("\r\n\r\n").Say(Empty + "HTTP/1.1 200 OK\r\n").ExpectEnd(),
            new PeerScript().ExpectUpTo("\r\n\r\n").Say(Empty));
        using HttpConnection http = HttpConnection.Connect(server.ToString()!);
        http.Get("/");
        http.Get("/");
        await done;
    }

    [Fact]
    public async Task Disposed_ItTakesNothingMore()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").ExpectEnd());
        HttpConnection http = HttpConnection.Connect(server.ToString()!);
        HttpResponse response = http.Get("/");
        response.Read(new byte[100]);
        await http.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => http.Get("/"));
        Assert.Throws<ObjectDisposedException>(() => response.Read(new byte[100]));
        await done;
    }
}
