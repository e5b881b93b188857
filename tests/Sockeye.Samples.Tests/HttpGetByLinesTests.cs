using System.Net;
using Sockeye.Cli.Tests.Running;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary>samples/httpget1, samples/httpget2 and samples/http-proxy read a document.</summary>
public sealed class HttpGetByLinesTests
{
    [Fact]
    public async Task OverABareSocket_HeadAndDocumentArePrinted()
    {
        await using ScriptedServer server = new PeerScript().Expect("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").Say("HTTP/1.0 200 OK\r\n\r\n<html>").Close().Serve();
        using Peer sample = Sample.Start("HttpGet1", "127.0.0.1", Port(server));
        Ended ended = sample.End();
        Assert.Equal((0, "HTTP/1.0 200 OK\r\n\r\n<html>"), (ended.ExitCode, ended.Output));
        await server.Done;
    }

    [Fact]
    public async Task OverALineClient_TheDocumentAloneIsPrinted()
    {
        await using ScriptedServer server = new PeerScript().Expect("GET /a HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").Say("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n<html>").Close().Serve();
        using Peer sample = Sample.Start("HttpGet2", "127.0.0.1", "/a", Port(server));
        Ended ended = sample.End();
        Assert.Equal((0, "<html>"), (ended.ExitCode, ended.Output));
        await server.Done;
    }

    [Fact]
    public async Task AHeadThatIsCut_IsTold()
    {
        await using ScriptedServer server = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.0 200 OK\r\nServ").Close().Serve();
        using Peer sample = Sample.Start("HttpGet2", "127.0.0.1", "/", Port(server));
        Ended ended = sample.End();
        Assert.Equal((1, $"{server.LocalEndPoint} ended the stream within a line: \"Serv\" had come\n"), (ended.ExitCode, ended.Errors));
    }

    [Fact]
    public async Task ByAProxy_DotNetsClientReadsIt()
    {
        // The proxy is all there is: what it says behind its reply is the far server's.
        await using ScriptedServer proxy = new PeerScript()
            .Expect([5, 2, 0, 2]).Say([5, 2]).ExpectBytes(11).Say([1, 0]).Expect([5, 1, 0, 3, 8, .. "far.test"u8, 0, 80]).Say([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
            .ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").Serve();
        using Peer sample = Sample.Start("HttpProxy", "http://far.test/", $"socks5h://me:sesame@{proxy.LocalEndPoint}");
        Ended ended = sample.End();
        Assert.Equal((0, "hello", $"by socks5h://***@{proxy.LocalEndPoint}\n"), (ended.ExitCode, ended.Output, ended.Errors));
    }

    [Fact]
    public async Task AProxyThatRefuses_IsQuoted()
    {
        await using ScriptedServer proxy = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.0 403 Not you\r\n\r\n").Serve();
        using Peer sample = Sample.Start("HttpProxy", "http://far.test/", $"http://{proxy.LocalEndPoint}");
        Ended ended = sample.End();
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"connect to far.test:80 by http://{proxy.LocalEndPoint}: the proxy answered 403 Not you", ended.Errors, StringComparison.Ordinal);
    }

    private static string Port(ScriptedServer server) => ((IPEndPoint)server.LocalEndPoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
