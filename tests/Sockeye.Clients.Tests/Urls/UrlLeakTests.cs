using System.Net;
using System.Runtime;
using Sockeye.Clients.Tests.Ftp;
using Sockeye.Clients.Urls;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>What went wrong with a URL leaves no descriptor behind. Nothing else runs beside this.</summary>
[Collection(FtpLeakTests.Alone)]
public sealed class UrlLeakTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhateverEndsIt_NoSocketIsLeft(bool blocking)
    {
        var client = new ClientOptions();
        await using var server = new TalkingServer((head, port) => Answer(head));
        await Go(server, client, blocking);     // the loops take theirs once
        int before = Sockets();

        // A collection would close what was forgotten, and that it was would not be seen.
        Assert.True(GC.TryStartNoGCRegion(100 << 20));
        try
        {
            for (int round = 0; round < 5; round++)
            {
                await Go(server, client, blocking);
            }

            // Five rounds of eight ways to fail; a leak in one of them would be five, and one connection may be kept.
            Eventually.True(() => Sockets() < before + 5, TimeSpan.FromSeconds(10));
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }

    private static async Task Go(TalkingServer server, ClientOptions client, bool blocking)
    {
        UrlRequest Request(string path) => new(server.Url(path)) { Client = client };

        await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, Request("/no")));
        await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, Request("/away")));
        await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(blocking, Request("/nonsense")));
        UrlAnswer cut = await Asking.Open(blocking, Request("/cut"));
        await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, cut));
        await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(blocking, Request("/large") with { Limits = new UrlLimits { Body = 10 } }));
        UrlAnswer givenUp = await Asking.Open(blocking, Request("/large"));
        givenUp.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking
            ? Task.Run(() => Url.Open(Request("/large"), new CancellationToken(true)))
            : Url.OpenAsync(Request("/large"), new CancellationToken(true)));
        await Assert.ThrowsAsync<ConnectionRefusedException>(() => Asking.Open(blocking, new UrlRequest($"http://{IPAddress.Loopback}:1/") { Client = client }));
    }

    private static string Answer(string head) => head.Split(' ')[1] switch
    {
        "/no" => "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno",
        "/away" => "HTTP/1.1 302 Found\r\nLocation: ftp://h/\r\nContent-Length: 0\r\n\r\n",
        "/nonsense" => "hello\r\nConnection: close\r\n\r\n",
        "/cut" => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello",
        _ => "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + new string('x', 100_000),
    };

    private static int Sockets() => Directory.GetFileSystemEntries("/proc/self/fd").Count(static fd => new FileInfo(fd).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
