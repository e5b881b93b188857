using System.Diagnostics;
using Sockeye.Cli.Tests.Running;
using Sockeye.Clients.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Against Python's http.server, as HTTP/1.0, which it speaks unless it is told otherwise, and as HTTP/1.1.</summary>
public sealed class HttpPythonTests
{
    [NeedsTheory("python3")]
    [InlineData(true, "HTTP/1.0", 1)]
    [InlineData(false, "HTTP/1.0", 1)]
    [InlineData(true, "HTTP/1.0", 0)]
    [InlineData(true, "HTTP/1.1", 0)]
    [InlineData(true, "HTTP/1.1", 1)]
    [InlineData(false, "HTTP/1.1", 1)]
    public async Task FilesListingsAndErrors_Come(bool blocking, string speaks, int version)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "contents");
        using Peer python = Start(folder, speaks, out string authority);
        using HttpConnection http = await HttpConnection.ConnectAsync(authority, new HttpConnectionOptions { MinorVersion = version });
        HttpResponse file = await http.Ask(blocking, "GET", "/a.txt");
        Assert.Equal(("text/plain", speaks == "HTTP/1.1" ? 1 : 0), (file.Fields.Get("content-type"), file.MinorVersion));
        Assert.Equal("contents", await file.Text(blocking));
        Assert.Equal(speaks == "HTTP/1.1" && version == 1, http.IsConnected);
        Assert.Contains("a.txt", await (await http.Ask(blocking, "GET", "")).Text(blocking), StringComparison.Ordinal);
        HttpResponse none = await http.Ask(blocking, "GET", "/none");
        Assert.Equal((404, "File not found"), (none.Status, none.Reason));
        none.Skip();
        Assert.Equal(8, (await http.Ask(blocking, "HEAD", "/a.txt")).Length);
        Assert.Equal(501, (await http.Ask(blocking, "BREW", "/pot")).Status);
    }

    [NeedsTheory("python3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsSent_Arrives_AndChunksComeBack(bool blocking)
    {
        using var folder = new TemporaryFolder();
        using Peer python = Start(folder, "HTTP/1.1", out string authority);
        using HttpConnection http = await HttpConnection.ConnectAsync(authority, new HttpConnectionOptions { Reconnects = false, ContinueTimeout = TimeSpan.FromSeconds(30) });
        byte[] large = [.. Enumerable.Range(0, 500_000).Select(static i => (byte)(i % 251))];
        Assert.Equal(large, (await http.Ask(blocking, "PUT", "/", null, large)).ReadToEnd());
        Assert.Equal(large, await (await http.Ask(blocking, "PUT", "/", [new("Transfer-Encoding", "chunked")], large)).ReadToEndAsync());
        Assert.Equal("small", await (await http.Ask(blocking, "PUT", "/", [new("Expect", "100-continue")], "small"u8.ToArray())).Text(blocking));
        HttpResponse chunks = await http.Ask(blocking, "POST", "/", null, "x"u8.ToArray());
        Assert.Equal("one,two", await chunks.Text(blocking));
        Assert.Equal("yes", chunks.Trailers.Get("done"));
    }

    private static Peer Start(TemporaryFolder folder, string speaks, out string authority)
    {
        string program = Path.Combine(Repository.Root, "tests", "Sockeye.Clients.Tests", "Http", "python_server.py");
        Peer python = Peer.Start((ProcessStartInfo start) => start.WorkingDirectory = folder.Path, "/usr/bin/python3", "-u", program, speaks);
        authority = python.OutputLine("listening on ");
        return python;
    }
}
