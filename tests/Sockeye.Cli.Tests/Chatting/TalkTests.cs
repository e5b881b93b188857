using System.Net;
using System.Text.Json;
using Sockeye.Cli.Tests.Running;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Testing;

namespace Sockeye.Cli.Tests.Chatting;

/// <summary>sockeye talk, with servers that say what real ones do.</summary>
public sealed class TalkTests
{
    private static readonly TestAuthority s_authority = new();
    private static readonly TlsServerOptions s_serving = new() { Certificates = ServerCertificates.From(s_authority.Issue(["localhost", "127.0.0.1"])) };

    [Fact]
    public async Task EachLine_IsSaidWhenTheServerHasAnswered()
    {
        // A line that came too early would be another's answer: the script would meet it where it expects another.
        await using ScriptedServer server = new PeerScript()
            .Say("220-mail.test\r\n").Say("220 ready\r\n").ExpectLine("EHLO me").Say("250-mail.test\r\n").Say("250 SIZE\r\n")
            .ExpectLine("DATA").Say("354 go on\r\n").Expect("Subject: x\r\n\r\nhello\r\n.\r\n").Say("250 queued\r\n").ExpectLine("QUIT").Say("221 bye\r\n").Close().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--crlf", "--wait", "20");
        talk.Say("EHLO me\nDATA\nSubject: x\n\nhello\n.\nQUIT\n");
        talk.EndInput();
        Ended ended = talk.End();
        Assert.StartsWith($"""
            Client: connects to {server.LocalEndPoint}
            Server: 220-mail.test\r\n
            Server: 220 ready\r\n
            Client: EHLO me\r\n
            Server: 250-mail.test\r\n
            Server: 250 SIZE\r\n
            Client: DATA\r\n
            Server: 354 go on\r\n
            Client: Subject: x\r\n
            Client: \r\n
            Client: hello\r\n
            Client: .\r\n
            Server: 250 queued\r\n
            Client: QUIT\r\n
            Server: 221 bye\r\n

            """, ended.Output, StringComparison.Ordinal);
        Assert.Contains("Server: closes\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal(0, ended.ExitCode);
        await server.Done;
    }

    [Fact]
    public async Task AClientOfHttp_SpeaksFirst()
    {
        await using ScriptedServer server = new PeerScript().Expect("GET / HTTP/1.0\r\n\r\n").Say("HTTP/1.0 200 OK\r\n\r\nno end of line").Close().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--crlf", "--wait", "3600");
        talk.Say("GET / HTTP/1.0\n\n");
        talk.EndInput();
        Ended ended = talk.End();
        Assert.Contains("Server: no end of line\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal(0, ended.ExitCode);
    }

    [Theory]
    [InlineData("smtp", "220 hi\r\n", "EHLO|250-x\r\n250 STARTTLS\r\n", "STARTTLS|220 go\r\n")]
    [InlineData("imap", "* OK hi\r\n", "a0 STARTTLS|a0 OK begin\r\n")]
    [InlineData("imap", "* OK hi\r\n", "a0 STARTTLS|* CAPABILITY IMAP4rev1\r\na0 OK begin\r\n")]
    [InlineData("pop3", "+OK hi\r\n", "STLS|+OK begin\r\n")]
    [InlineData("nntp", "200 hi\r\n", "STARTTLS|382 begin\r\n")]
    [InlineData("ftp", "220 hi\r\n", "AUTH TLS|234 begin\r\n")]
    public async Task PlainTalk_GoesOnInTls(string protocol, string greeting, params string[] steps)
    {
        using var folder = new TemporaryFolder();
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task serving = Serve(listener, greeting, steps);
        using Peer talk = Programs.Sockeye("talk", $"localhost:{((IPEndPoint)listener.LocalEndPoint).Port}", "--starttls", protocol, "--ca", s_authority.WritePem(folder), "--wait", "10");
        talk.Say("hello\n");
        talk.EndInput();
        Ended ended = talk.End();
        Assert.Contains("Client: (TLS from here: ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Client: hello\\r\\n\nServer: in secret\\r\\n\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal(0, ended.ExitCode);
        await serving;
    }

    [Fact]
    public async Task AServerThatRefusesTls_IsQuoted()
    {
        await using ScriptedServer server = new PeerScript().Say("+OK hi\r\n").ExpectLine("STLS").Say("-ERR not today\r\n").ExpectEnd().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--starttls", "pop3");
        Ended ended = talk.End();
        Assert.Equal(4, ended.ExitCode);
        Assert.Equal($"sockeye: {server.LocalEndPoint} does not begin TLS: to STLS it says \"-ERR not today\"\n", ended.Errors);
    }

    [Fact]
    public async Task CtrlC_IsHeardWhileTlsIsBegun()
    {
        var asked = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript().Say("+OK hi\r\n").ExpectLine("STLS").Until(() => { asked.SetResult(); return Task.CompletedTask; }).ExpectReset().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--starttls", "pop3", "--timeout", "3600");
        await asked.Task.WaitAsync(Peer.Patience);
        talk.Signal("INT");
        Assert.Equal(130, talk.End().ExitCode);
        await server.Done;
    }

    [Fact]
    public async Task AServerThatSaysNothing_IsTalkedToAllTheSame()
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("one").ExpectLine("two").ExpectEnd().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--wait", "0.1");
        talk.Say("one\ntwo\n");
        talk.EndInput();
        Assert.Equal(0, talk.End().ExitCode);
        await server.Done;
    }

    [Fact]
    public async Task ALineThatWouldBeTwo_IsNotSaid()
    {
        await using ScriptedServer server = new PeerScript().Say("220 hi\r\n").ExpectLine("one").Say("250 ok\r\n").ExpectEnd().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!);
        talk.Say("one\ntwo\rthree\n");
        talk.EndInput();
        Ended ended = talk.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("was not said: \"two\\rthree\"", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public async Task AtATerminal_LinesGoWhenTheyAreTyped()
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("hello").Say("hi\r\n").ExpectLine("bye").Close().Serve();
        using Peer talk = Programs.SockeyeOnTerminal("1", "talk", server.LocalEndPoint.ToString()!, "--wait", "3600");
        talk.Say("hello\n");
        Eventually.True(() => talk.Output.Contains("Server: hi", StringComparison.Ordinal), Peer.Patience);
        talk.Say("bye\n");
        Assert.Equal(0, talk.End().ExitCode);
        await server.Done;
    }

    [Fact]
    public async Task Json_IsOneObjectALine()
    {
        await using ScriptedServer server = new PeerScript().Say("220 hi\n").ExpectLine("x").Say("221 bye\n").Close().Serve();
        using Peer talk = Programs.Sockeye("talk", server.LocalEndPoint.ToString()!, "--json");
        talk.Say("x\n");
        talk.EndInput();
        string[] events = [.. talk.End().Output.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
        Assert.Equal(["connects", "says", "says", "says"], events[..4]);
        Assert.Equal("closes", events[^1]);
    }

    [Theory]
    [InlineData("talk|:7|--starttls|gopher", "--starttls takes smtp, lmtp, imap, pop3, nntp, ftp, and not 'gopher'")]
    [InlineData("talk|:7|--starttls|smtp|--tls", "--tls and --starttls do not go together")]
    [InlineData("talk|:7|--insecure", "--insecure goes with --tls or --starttls")]
    [InlineData("talk|udp://:7", "a talk in lines needs a stream")]
    public void WhatMakesNoSense_IsSaidSo(string line, string words)
    {
        using Peer tool = Programs.Sockeye(line.Split('|'));
        Ended ended = tool.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    private static async Task Serve(Listener listener, string greeting, string[] steps)
    {
        Connection connection = await listener.AcceptAsync();
        var plain = new Clients.Lines.LineClient(connection);       // it reads no more than a line asks for
        await plain.WriteAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
        foreach (string[] step in steps.Select(static step => step.Split('|')))
        {
            Assert.StartsWith(step[0], await plain.ReadLineAsync(), StringComparison.Ordinal);
            await plain.WriteAsync(System.Text.Encoding.ASCII.GetBytes(step[1]));
        }

        TlsConnection secure = await TlsConnection.AcceptAsync(connection, s_serving);
        await new PeerScript().ExpectLine("hello").Say("in secret\r\n").Close().RunAsync(secure.AsStream());
    }
}
