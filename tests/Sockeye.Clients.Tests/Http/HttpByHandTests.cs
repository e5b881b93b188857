using System.Net;
using System.Text;
using Sockeye.Clients.Http;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Requests in one call, in both forms, byte for byte.</summary>
public sealed class HttpByHandTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AGet_NamesItsHost_AndHasStatusFieldsAndBody(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectLine("GET /a?b=1 HTTP/1.1").ExpectUpTo("\r\n", line => Assert.StartsWith("Host: 127.0.0.1:", Encoding.Latin1.GetString(line), StringComparison.Ordinal)).ExpectLine("X: y").ExpectLine("")
            .Say("HTTP/1.1 200 Fine indeed\r\nContent-Length: 5\r\nA: 1\r\na: 2\r\n\r\nhello")
            .ExpectEnd());
        using (HttpConnection http = await BothForms.Connect(server, blocking))
        {
            HttpResponse response = await http.Ask(blocking, "GET", "/a?b=1", [new("X", "y")]);
            Assert.Equal((200, "Fine indeed", 1, 5L), (response.Status, response.Reason, response.MinorVersion, response.Length!.Value));
            Assert.Equal("1, 2", response.Fields.Get("A"));
            Assert.False(response.IsWhole);
            Assert.Equal("hello", await response.Text(blocking));
            Assert.True(response.IsWhole);
            Assert.True(http.IsConnected);
        }

        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheConnectionIsKept_WhileBothWantIt(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(
            new PeerScript()
                .ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
                .ExpectHead("HEAD /h HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                .ExpectHead("DELETE /d HTTP/1.1").Say("HTTP/1.1 204 No Content\r\n\r\n")
                .ExpectHead("GET /c HTTP/1.1").Say("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n")
                .ExpectHead("GET /last HTTP/1.1").Say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n2")
                .ExpectEnd(),
            new PeerScript().ExpectHead("GET /anew HTTP/1.1").Say("HTTP/1.0 200 OK\r\n\r\nto the end").Close());
        using HttpConnection http = await BothForms.Connect(server, blocking);
        Assert.Equal("1", await (await http.Ask(blocking, "GET", "")).Text(blocking));
        HttpResponse head = blocking ? http.Head("/h") : await http.HeadAsync("/h");
        Assert.Equal((100L, true), (head.Length!.Value, head.IsWhole));
        Assert.Equal(204, (await http.Ask(blocking, "DELETE", "/d")).Status);
        Assert.True((blocking ? http.Get("/c") : await http.GetAsync("/c")).IsWhole);
        Assert.Equal("2", await (await http.Ask(blocking, "GET", "/last")).Text(blocking));
        Assert.False(http.IsConnected);
        HttpResponse old = await http.Ask(blocking, "GET", "/anew");
        Assert.Equal((0, null), (old.MinorVersion, old.Length));
        Assert.Equal("to the end", await old.Text(blocking));
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChunkedBody_IsReadWithItsTrailers_InPiecesOfAnySize(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("GET / HTTP/1.1")
            .Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n000a\r\n0123456789\r\n").Say("0\r\nSum: 13\r\n\r\n")
            .ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        HttpResponse response = await http.Ask(blocking, "GET", "/");
        var all = new StringBuilder();
        byte[] two = new byte[2];
        int count;
        while ((count = blocking ? response.Read(two) : await response.ReadAsync(two)) > 0)
        {
            all.Append(Encoding.ASCII.GetString(two, 0, count));
        }

        Assert.Equal("abc0123456789", all.ToString());
        Assert.Equal("13", response.Trailers.Get("sum"));
        Assert.Equal("", await (await http.Ask(blocking, "GET", "/")).Text(blocking));
        Assert.Throws<InvalidOperationException>(() => response.Fields);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InHttp10_TheBodyEndsWithTheConnection(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("GET /x HTTP/1.0").Say("HTTP/1.0 200 OK\r\n\r\nall of it").Close());
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { MinorVersion = 0 });
        Assert.Equal("all of it", await (await http.Ask(blocking, "GET", "/x")).Text(blocking));
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HalfClosed_TheServerSeesTheEndOfTheRequest(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(
            new PeerScript().ExpectHead("GET / HTTP/1.1", "Connection: close").ExpectEnd().Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            new PeerScript().ExpectHead("GET /2 HTTP/1.1", "Connection: close").ExpectEnd().Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nho"));
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { HalfCloses = true });
        Assert.Equal("hi", await (await http.Ask(blocking, "GET", "/")).Text(blocking));
        Assert.Equal("ho", await (await http.Ask(blocking, "GET", "/2")).Text(blocking));
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABody_GoesWithItsLength_SmallOrLarge(bool blocking)
    {
        byte[] large = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)i)];
        byte[] came = [];
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("POST /p HTTP/1.1", "Content-Length: 5").Expect("hello").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .ExpectHead("POST /p HTTP/1.1", "Content-Length: 0").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .ExpectHead("PUT /p HTTP/1.1", "Content-Length: 300000").ExpectBytes(large.Length, bytes => came = bytes).Say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            .ExpectHead("PUT /c HTTP/1.1", "Transfer-Encoding: chunked").Expect("2\r\nhi\r\n0\r\n\r\n").Say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        Assert.Equal(200, (await http.Ask(blocking, "POST", "/p", null, "hello"u8.ToArray())).Status);
        Assert.Equal(200, (await http.Ask(blocking, "POST", "/p")).Status);
        Assert.Equal(201, (await http.Ask(blocking, "PUT", "/p", null, large)).Status);
        Assert.Equal(large, came);
        Assert.Equal(201, (await http.Ask(blocking, "PUT", "/c", [new("Transfer-Encoding", "chunked")], "hi"u8.ToArray())).Status);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InformationalAnswers_AreShown_AndPassedOver(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!"));
        var shown = new List<string>();
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { Informational = head => shown.Add($"{head.Status} {head.Fields.Get("link")}") });
        Assert.Equal("!", await (await http.Ask(blocking, "GET", "/")).Text(blocking));
        Assert.Equal(["103 </x>", "102 "], shown);
        await done;
    }

    [Theory]
    [InlineData(true, "GET", "/", 101)]
    [InlineData(false, "GET", "/", 101)]
    [InlineData(true, "CONNECT", "host:443", 200)]
    [InlineData(false, "CONNECT", "host:443", 200)]
    public async Task AnotherProtocol_IsSpokenOverTheBody(bool blocking, string method, string target, int status)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead($"{method} {target} HTTP/1.1").Say($"HTTP/1.1 {status} Go on\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\nhello").Expect("you").Say("bye"));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        HttpResponse response = await http.Ask(blocking, method, target, [new("Upgrade", "echo"), new("Connection", "upgrade")]);
        Assert.Equal((status, true), (response.Status, response.IsSwitched));
        byte[] word = new byte[5];
        await response.Body.ReadExactlyAsync(word);
        Assert.Equal("hello"u8.ToArray(), word);
        response.Body.Write("you"u8.ToArray(), 0, 3);
        response.Body.ReadExactly(word, 0, 3);
        Assert.Equal((byte)'b', word[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => http.Ask(blocking, "GET", "/"));
        await done;
    }

    [Theory]
    [InlineData("GET\r\n", "/", "X", "y")]
    [InlineData("G T", "/", "X", "y")]
    [InlineData("", "/", "X", "y")]
    [InlineData("GET", "/a b", "X", "y")]
    [InlineData("GET", "/a\r\nX: y", "X", "y")]
    [InlineData("GET", "/\u007f", "X", "y")]
    [InlineData("GET", "/ü", "X", "y")]
    [InlineData("GET", "/", "X\r\nY", "y")]
    [InlineData("GET", "/", "X Y", "y")]
    [InlineData("GET", "/", "X:", "y")]
    [InlineData("GET", "/", "X", "y\r\nZ: z")]
    [InlineData("GET", "/", "X", "y\n")]
    [InlineData("GET", "/", "X", "y\0")]
    [InlineData("GET", "/", "Host", "a b")]
    [InlineData("GET", "/", "Content-Length", "-1")]
    [InlineData("GET", "/", "Transfer-Encoding", "gzip")]
    public async Task WhatAServerWouldMisread_IsRefusedBeforeAByteIsSent(string method, string target, string name, string value)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectLine("GET / HTTP/1.1").ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").ExpectEnd());
        using (HttpConnection http = await BothForms.Connect(server, blocking: false, new HttpConnectionOptions { Reconnects = false }))
        {
            ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(() => http.Ask(blocking: false, method, target, [new HttpField(name, value)]));
            Assert.Equal(Blame.Caller, error.Blame);
            Assert.Throws<ProtocolException>(() => http.Command(method, target, [new HttpField(name, value)]));
            http.PutRequest(method, target);
            http.PutHeader(name, value);
            Assert.Throws<ProtocolException>(() => http.EndHeaders());
            Assert.Equal(200, (await http.Ask(blocking: false, "GET", "/")).Status);
        }

        await done;
    }

    [Fact]
    public async Task BeforeTheAnswerIsRead_NoOtherRequestIsSent()
    {
        var refused = new TaskCompletionSource();
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("GET /1 HTTP/1.1").Until(() => refused.Task).Say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo").ExpectEnd());
        using (HttpConnection http = HttpConnection.Connect(server.ToString()!))
        {
            ValueTask<HttpResponse> first = http.GetAsync("/1");
            Assert.Contains("pipelining", Assert.Throws<InvalidOperationException>(() => http.Get("/2")).Message, StringComparison.Ordinal);
            refused.SetResult();
            HttpResponse response = await first;
            Assert.Contains("has not been read", Assert.Throws<InvalidOperationException>(() => http.Get("/2")).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => http.PutRequest("GET", "/2"));
            Assert.Equal(2, response.Read(new byte[10]));
        }

        await done;
    }

    [Fact]
    public async Task ABodyThatIsNotWanted_IsSkipped()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n").Say(new byte[200_000])
            .ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n").ExpectEnd());
        using (HttpConnection http = HttpConnection.Connect(server.ToString()!))
        {
            http.Get("/").Skip();
            await (await http.GetAsync("/")).SkipAsync();
            Assert.True(http.IsConnected);
        }

        await done;
    }

    [Fact]
    public async Task ACollectedBody_HasALimit()
    {
        (EndPoint server, Task done) = BothForms.Serve(
            new PeerScript().ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n").ExpectReset(),
            new PeerScript().ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\n\r\n12345678901").ExpectReset());
        using HttpConnection http = HttpConnection.Connect(server.ToString()!);
        for (int i = 0; i < 2; i++)
        {
            HttpResponse response = http.Get("/");
            Assert.Equal(ProtocolError.TooLarge, Assert.Throws<ProtocolException>(() => response.ReadToEnd(10)).Kind);
        }

        await done;
    }

    [Fact]
    public async Task WhatIsSaid_IsRecorded()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("GET / HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
        var talk = new Wire.Conversations.Conversation();
        using (HttpConnection http = HttpConnection.Connect(server.ToString()!, new HttpConnectionOptions { Client = new ClientOptions { Conversation = talk } }))
        {
            http.Get("/").Skip();
        }

        await done;
        string said = Wire.Conversations.DialogueWriter.ToText(talk);
        Assert.Contains("Client: GET / HTTP/1.1", said, StringComparison.Ordinal);
        Assert.Contains("Server: HTTP/1.1 200 OK", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoSomebodyIs_IsSentAndStandsInNoRecord()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("POST / HTTP/1.1", "authorization: Basic c2VjcmV0", "Cookie: c2VjcmV0").Expect("Cookie: mine").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var talk = new Wire.Conversations.Conversation();
        using (HttpConnection http = HttpConnection.Connect(server.ToString()!, new HttpConnectionOptions { Client = new ClientOptions { Conversation = talk } }))
        {
            http.Command("POST", "/", [new("authorization", "Basic c2VjcmV0"), new("Cookie", "c2VjcmV0"), new("X", "y")], "Cookie: mine"u8.ToArray());
        }

        await done;
        string said = Wire.Conversations.DialogueWriter.ToText(talk);
        Assert.DoesNotContain("c2VjcmV0", said, StringComparison.Ordinal);
        Assert.Contains("authorization: **************", said, StringComparison.Ordinal);
        Assert.Contains("X: y", said, StringComparison.Ordinal);
        Assert.Contains("Cookie: mine", said, StringComparison.Ordinal);
    }
}
