using System.Net;
using Sockeye.Clients.Http;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Requests step by step, in both forms.</summary>
public sealed class HttpStepsTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheSteps_SayWhatTheyAreTold(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectLine("GET / HTTP/1.1").ExpectLine("Host: elsewhere").ExpectLine("A: 1").ExpectLine("A: 2").ExpectLine("").Say(Empty)
            .ExpectHead("PUT /f HTTP/1.1", "Content-Length: 6").Expect("abcdef").Say(Empty)
            .ExpectHead("PUT /s HTTP/1.1").ExpectBytes(7 + 65536 + 2).ExpectUpTo("0\r\n\r\n").Say(Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        http.PutRequest("GET", "");
        http.PutHeader("Host", "elsewhere");
        http.PutHeader("A", "1");
        http.PutHeader("A", "2");
        Assert.True(await http.End(blocking));
        Assert.Equal(200, (await http.Answer(blocking)).Status);

        http.PutRequest("PUT", "/f");
        http.PutHeader("Content-Length", "6");
        await http.End(blocking);
        await http.Say(blocking, "abc");
        await http.Say(blocking, "");
        await http.Say(blocking, "def");
        Assert.True((await http.Answer(blocking)).IsWhole);

        http.PutRequest("PUT", "/s");
        http.PutHeader("Transfer-Encoding", "chunked");
        await http.End(blocking);
        using var content = new MemoryStream(new byte[100_000]);
        if (blocking)
        {
            http.Send(content);
        }
        else
        {
            await http.SendAsync(content);
        }

        Assert.True((await http.Answer(blocking)).IsWhole);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChunkedBody_MayHaveTrailers(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("POST / HTTP/1.1").Expect("3\r\nabc\r\n2\r\nde\r\n0\r\nSum: 5\r\n\r\n").Say(Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking);
        http.PutRequest("POST", "/");
        http.PutHeader("Transfer-Encoding", "chunked");
        await http.End(blocking);
        await http.Say(blocking, "abc");
        await http.Say(blocking, "de");
        Assert.Equal(200, (await http.Answer(blocking, [new HttpField("Sum", "5")])).Status);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyOfAnotherLength_IsNotSent(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("PUT / HTTP/1.1", "Content-Length: 3").Expect("abc").Say(Empty).ExpectEnd());
        using (HttpConnection http = await BothForms.Connect(server, blocking))
        {
            http.PutRequest("PUT", "/");
            http.PutHeader("Content-Length", "3");
            await http.End(blocking);
            await http.Say(blocking, "ab");
            Assert.Equal(Blame.Caller, (await Assert.ThrowsAsync<ProtocolException>(() => http.Say(blocking, "cd"))).Blame);
            Assert.Equal(Blame.Caller, (await Assert.ThrowsAsync<ProtocolException>(() => http.Answer(blocking))).Blame);
            await http.Say(blocking, "c");
            Assert.Equal(200, (await http.Answer(blocking)).Status);
        }

        await done;
    }

    [Fact]
    public async Task WhatIsOutOfTurn_IsToldWhatComesFirst()
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("GET / HTTP/1.1").Say(Empty).ExpectEnd());
        using (HttpConnection http = HttpConnection.Connect(server.ToString()!))
        {
            Told("PutRequest comes first", () => http.PutHeader("A", "b"));
            Told("PutRequest comes first", () => http.EndHeaders());
            Told("PutRequest comes first", () => http.GetResponse());
            http.PutRequest("GET", "/");
            Told("EndHeaders comes first", () => http.GetResponse());
            Told("EndHeaders comes first", () => http.Send("x"u8.ToArray()));
            Told("EndHeaders comes first", () => http.PutRequest("GET", "/"));
            http.EndHeaders();
            Told("GetResponse comes first", () => http.PutRequest("GET", "/"));
            Told("GetResponse comes first", () => http.Get("/"));
            Assert.Throws<ProtocolException>(() => http.Send("x"u8.ToArray()));
            http.GetResponse();
            Told("PutRequest comes first", () => http.GetResponse());
        }

        await done;

        static void Told(string words, Action act) => Assert.Contains(words, Assert.Throws<InvalidOperationException>(act).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARequestThatExpects_WaitsForTheConsent(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("PUT / HTTP/1.1", "Expect: 100-continue").Say("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n").Expect("abc").Say(Empty)
            .ExpectHead("PUT /2 HTTP/1.1", "Expect: 100-continue").Say("HTTP/1.1 100 Continue\r\n\r\n").Expect("abc").Say(Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { ContinueTimeout = TimeSpan.FromSeconds(30) });
        http.PutRequest("PUT", "/");
        http.PutHeader("Content-Length", "3");
        http.PutHeader("Expect", "100-continue");
        Assert.True(await http.End(blocking));
        await http.Say(blocking, "abc");
        Assert.Equal(200, (await http.Answer(blocking)).Status);
        Assert.Equal(200, (await http.Ask(blocking, "PUT", "/2", [new("Expect", "100-continue")], "abc"u8.ToArray())).Status);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhereTheAnswerComesInPlaceOfTheConsent_NoBodyIsSent_AndTheConnectionIsNotUsedAgain(bool blocking)
    {
        const string No = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno";
        (EndPoint server, Task done) = BothForms.Serve(
            new PeerScript().ExpectHead("PUT / HTTP/1.1").Say(No).ExpectEnd(),
            new PeerScript().ExpectHead("PUT /2 HTTP/1.1").Say(No).ExpectEnd());
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { ContinueTimeout = TimeSpan.FromSeconds(30) });
        http.PutRequest("PUT", "/");
        http.PutHeader("Content-Length", "3");
        http.PutHeader("Expect", "100-continue");
        Assert.False(await http.End(blocking));
        Assert.Contains("not wanted", (await Assert.ThrowsAsync<InvalidOperationException>(() => http.Say(blocking, "abc"))).Message, StringComparison.Ordinal);
        HttpResponse response = await http.Answer(blocking);
        Assert.Equal((417, "no"), (response.Status, await response.Text(blocking)));
        Assert.False(http.IsConnected);
        response = await http.Ask(blocking, "PUT", "/2", [new("Expect", "100-continue")], "abc"u8.ToArray());
        Assert.Equal((417, "no"), (response.Status, await response.Text(blocking)));
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithoutAWord_TheBodyIsSentAllTheSame(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript().ExpectHead("PUT / HTTP/1.1").Expect("abc").Say("HTTP/1.1 100 Continue\r\n\r\n" + Empty));
        using HttpConnection http = await BothForms.Connect(server, blocking, new HttpConnectionOptions { ContinueTimeout = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(200, (await http.Ask(blocking, "PUT", "/", [new("Expect", "100-continue")], "abc"u8.ToArray())).Status);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatComesBeforeTheBodyIsWhole_IsReadAllTheSame(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("PUT / HTTP/1.1").Say("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!").ExpectBytes(100_000).Close());
        using HttpConnection http = await BothForms.Connect(server, blocking);
        HttpResponse response = await http.Ask(blocking, "PUT", "/", null, new byte[50_000_000]);
        Assert.Equal(413, response.Status);
        Assert.Equal("no!", await response.Text(blocking));
        Assert.False(http.IsConnected);
        await done;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APieceThatCouldNotBeSent_LeavesTheAnswerToBeRead(bool blocking)
    {
        (EndPoint server, Task done) = BothForms.Serve(new PeerScript()
            .ExpectHead("PUT / HTTP/1.1").Say("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!").ExpectBytes(100_000).Close());
        using HttpConnection http = await BothForms.Connect(server, blocking);
        http.PutRequest("PUT", "/");
        http.PutHeader("Transfer-Encoding", "chunked");
        await http.End(blocking);
        string piece = new('x', 60_000);
        SocketFaultException error = await Assert.ThrowsAnyAsync<SocketFaultException>(async () =>
        {
            while (true)
            {
                await http.Say(blocking, piece);
            }
        });
        Assert.True(error is ConnectionResetException or BrokenPipeException, error.Message);
        HttpResponse response = await http.Answer(blocking);
        Assert.Equal((413, "no!"), (response.Status, await response.Text(blocking)));
        await done;
    }
}
