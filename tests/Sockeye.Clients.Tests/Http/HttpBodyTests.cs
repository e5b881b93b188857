using System.Net;
using Sockeye.Clients.Http;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Http;

/// <summary>What ends the reading of an answer, and what stands in the record of it.</summary>
public sealed class HttpBodyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionThatHasSwitched_EndsAsABodyDoes(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("CONNECT a:1 HTTP/1.1").Say("HTTP/1.1 200 OK\r\n\r\nthe last words"));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        HttpResponse response = await http.Ask(blocking, "CONNECT", "a:1");
        byte[] all = blocking ? response.ReadToEnd() : await response.ReadToEndAsync();
        Assert.Equal("the last words"u8.ToArray(), all);
        response.Skip();
        Assert.True(response.IsWhole);
        await done;
    }

    // Each piece comes soon enough, and all of them together do not.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyThatDrips_IsGivenUp_WhenTheTimeForAllOfItIsOver(bool blocking)
    {
        await using var server = new DrippingServer(".", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        using HttpConnection http = await BothForms.Connect(new IPEndPoint(IPAddress.Loopback, server.Port), blocking, BothForms.Impatient);
        HttpResponse response = await http.Ask(blocking, "GET", "/");
        await Assert.ThrowsAsync<SocketTimeoutException>(async () => _ = blocking ? response.ReadToEnd() : await response.ReadToEndAsync());
    }

    [Fact]
    public async Task ACookieThatIsSet_StandsInNoRecord_HoweverItsHeadIsCut()
    {
        const string Head = "HTTP/1.1 200 OK\r\nset-cookie: c2VjcmV0\r\nX: y\r\nContent-Length: 2\r\n\r\nhi";
        for (int cut = 1; cut < Head.Length; cut += 5)
        {
            (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("GET / HTTP/1.1").Say(Head[..cut]).Until(static () => Task.Delay(2)).Say(Head[cut..]));
            var talk = new Conversation();
            using (HttpConnection http = HttpConnection.Connect(server.ToString()!, new HttpConnectionOptions { Client = new ClientOptions { Conversation = talk } }))
            {
                Assert.Equal("hi"u8.ToArray(), http.Get("/").ReadToEnd());
            }

            await done;
            string said = DialogueWriter.ToText(talk);
            Assert.DoesNotContain("c2Vjc", said, StringComparison.Ordinal);
            Assert.Contains("set-cookie: ********", said, StringComparison.Ordinal);
            Assert.Contains("X: y", said, StringComparison.Ordinal);
            Assert.Contains("hi", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhoClosesBehindAnInformalAnswer_HasPerhapsProcessedSomething(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 103 Early Hints\r\n\r\n").Close());
        using HttpConnection http = await BothForms.Connect(server, blocking);
        await http.Ask(blocking, "GET", "/1");
        HttpClosedException error = await Assert.ThrowsAsync<HttpClosedException>(() => http.Ask(blocking, "GET", "/2"));
        Assert.False(error.WasKept);
        await done;
    }

    [Fact]
    public async Task ALengthThatIsNotTheBodys_IsRefused_BeforeAnythingIsSent()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("GET /fine HTTP/1.1").Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        using HttpConnection http = HttpConnection.Connect(server.ToString()!);
        ProtocolException error = Assert.Throws<ProtocolException>(() => http.Command("PUT", "/", [new("Content-Length", "7")], new byte[100_000]));
        Assert.Equal(Blame.Caller, error.Blame);
        Assert.Equal(200, http.Get("/fine").Status);
        await done;
    }

    [Fact]
    public void WhatMayBeAPassword_IsNotRepeated()
        => Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => HttpConnection.Connect("anna:secret@example.org")).Message, StringComparison.Ordinal);
}
