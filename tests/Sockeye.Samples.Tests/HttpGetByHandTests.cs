using Sockeye.Cli.Tests.Running;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary>samples/httpget3 and samples/httpget4 read a document, and say what was not right.</summary>
public sealed class HttpGetByHandTests
{
    [Fact]
    public async Task ByHand_TheServerSeesTheEndOfTheRequest_AndTheDocumentIsPrinted()
    {
        await using ScriptedServer server = new PeerScript()
            .ExpectLine("GET /a?b=c HTTP/1.1").ExpectUpTo("\r\n\r\n").ExpectEnd()
            .Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            .Serve();
        using Peer sample = Sample.Start("HttpGet3", $"http://{server.LocalEndPoint}/a?b=c#d");
        Ended ended = sample.End();
        Assert.Equal((0, "hello", ""), (ended.ExitCode, ended.Output, ended.Errors));
        await server.Done;
    }

    [Fact]
    public async Task StepByStep_TheDocumentIsPrinted_AndWhatWasSaid()
    {
        await using ScriptedServer server = new PeerScript()
            .ExpectLine("GET / HTTP/1.1").ExpectUpTo("Accept: text/html, */*;q=0.5\r\n\r\n")
            .Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            .Serve();
        using Peer sample = Sample.Start("HttpGet4", $"http://{server.LocalEndPoint}");
        Ended ended = sample.End();
        Assert.Equal((0, "hello"), (ended.ExitCode, ended.Output));
        Assert.Contains("Client: GET / HTTP/1.1", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Server: HTTP/1.1 200 OK", ended.Errors, StringComparison.Ordinal);
        await server.Done;
    }

    [Theory]
    [InlineData("HttpGet3")]
    [InlineData("HttpGet4")]
    public async Task AnotherStatus_IsTold(string name)
    {
        await using ScriptedServer server = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 404 Never heard of it\r\nContent-Length: 0\r\n\r\n").Serve();
        using Peer sample = Sample.Start(name, $"http://{server.LocalEndPoint}/x");
        Ended ended = sample.End();
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Contains($"http://{server.LocalEndPoint}/x: 404 Never heard of it", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HttpGet3")]
    [InlineData("HttpGet4")]
    public void WhatIsNoUrl_IsAskedFor(string name)
    {
        using Peer sample = Sample.Start(name, "ftp://example.org/");
        Assert.Equal(2, sample.End().ExitCode);
    }
}
