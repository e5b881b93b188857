using System.Net;
using Sockeye.Cli.Tests.Running;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary>samples/httpget5: one call for any URL.</summary>
public sealed class HttpGet5Tests
{
    [Fact]
    public async Task ADocument_IsFetched_AndAFailureIsToldInTheServersWords()
    {
        await using ScriptedServer server = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello").Close().Serve();
        using Peer sample = Sample.Start("HttpGet5", Url(server));
        Ended ended = sample.End();
        Assert.Equal((0, "hello"), (ended.ExitCode, ended.Output));
        Assert.Contains("text/plain, 5 bytes", ended.Errors, StringComparison.Ordinal);

        await using ScriptedServer other = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\n\r\n").Close().Serve();
        using Peer again = Sample.Start("HttpGet5", Url(other));
        ended = again.End();
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.EndsWith(": 404 Not Here\n", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AFile_IsFetchedByTheSameCall()
    {
        using var folder = new TemporaryFolder();
        using Peer sample = Sample.Start("HttpGet5", "file://" + folder.Write("a.txt", "hello"));
        Assert.Equal("hello", sample.End().Output);
    }

    private static string Url(ScriptedServer server) => $"http://{(IPEndPoint)server.LocalEndPoint}/";
}
