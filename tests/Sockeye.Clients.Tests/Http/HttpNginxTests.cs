using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sockeye.Clients.Http;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Against nginx.</summary>
public sealed class HttpNginxTests
{
    private const string Server =
        """
        location /text { return 200 "hello\n"; }
        location /nothing { return 204; }
        location /moved { return 302 /text; }
        location /last { keepalive_timeout 0; return 200 "bye\n"; }
        location /files/ { alias FILES; }
        location /zipped/ { alias FILES; gzip on; gzip_types text/plain; gzip_min_length 1; }
        location /put/ { alias FILES; dav_methods PUT DELETE; client_max_body_size 64m; create_full_put_path on; }
        location /small { dav_methods PUT; client_max_body_size 10; }
        keepalive_requests 5;
        """;

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_HaveTheirStatus_AndTheConnectionIsKept(bool blocking)
    {
        using Nginx nginx = Start();
        File.WriteAllText(Path.Combine(nginx.Files, "a.txt"), "contents");
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority, new HttpConnectionOptions { Reconnects = false });
        Assert.Equal("hello\n", await (await http.Ask(blocking, "GET", "/text")).Text(blocking));
        Assert.Equal(204, (await http.Ask(blocking, "GET", "/nothing")).Status);
        HttpResponse moved = await http.Ask(blocking, "GET", "/moved");
        Assert.Equal((302, "Moved Temporarily", $"http://{nginx.Authority}/text"), (moved.Status, moved.Reason, moved.Fields.Get("location")));
        Assert.Contains("302", await moved.Text(blocking), StringComparison.Ordinal);
        HttpResponse head = await http.Ask(blocking, "HEAD", "/files/a.txt");
        Assert.Equal((200, 8L, true), (head.Status, head.Length!.Value, head.IsWhole));
        string tag = head.Fields.Get("etag")!;
        HttpResponse same = await http.Ask(blocking, "GET", "/files/a.txt", [new("If-None-Match", tag)]);
        Assert.Equal((304, true), (same.Status, same.IsWhole));

        // That was the fifth: nginx says so, and closes.
        Assert.Equal("close", same.Fields.Get("connection"));
        Assert.False(http.IsConnected);
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ManyRequests_GoOverAsManyConnectionsAsTheServerWants(bool blocking)
    {
        using Nginx nginx = Start();
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority);
        for (int i = 0; i < 23; i++)
        {
            Assert.Equal("hello\n", await (await http.Ask(blocking, "GET", "/text")).Text(blocking));
        }

        Assert.Equal("bye\n", await (await http.Ask(blocking, "GET", "/last")).Text(blocking));
        Assert.Equal(404, (await http.Ask(blocking, "GET", "/files/none")).Status);
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatNginxZips_IsChunked_AndLeftAsItIs(bool blocking)
    {
        using Nginx nginx = Start();
        string text = string.Concat(Enumerable.Range(0, 50_000));
        File.WriteAllText(Path.Combine(nginx.Files, "a.txt"), text);
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority);
        HttpResponse response = await http.Ask(blocking, "GET", "/zipped/a.txt", [new("Accept-Encoding", "gzip")]);
        Assert.Equal(("gzip", "chunked", null), (response.Fields.Get("content-encoding"), response.Fields.Get("transfer-encoding"), response.Length));
        using var unzipped = new StreamReader(new System.IO.Compression.GZipStream(response.Body, System.IO.Compression.CompressionMode.Decompress));
        Assert.Equal(text, blocking ? unzipped.ReadToEnd() : await unzipped.ReadToEndAsync());
        await response.SkipAsync();
        Assert.True(http.IsConnected);
    }

    [NeedsTheory("nginx")]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public async Task ALargeBody_ComesWhole(bool blocking, int version)
    {
        using Nginx nginx = Start();
        byte[] large = RandomNumberGenerator.GetBytes(20_000_000);
        File.WriteAllBytes(Path.Combine(nginx.Files, "large"), large);
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority, new HttpConnectionOptions { MinorVersion = version });
        HttpResponse response = await http.Ask(blocking, "GET", "/files/large");
        using var all = new MemoryStream();
        if (blocking)
        {
            response.Body.CopyTo(all);
        }
        else
        {
            await response.Body.CopyToAsync(all);
        }

        Assert.True(large.AsSpan().SequenceEqual(all.ToArray()));
        Assert.Equal(version == 1, http.IsConnected);
        response = await http.Ask(blocking, "GET", "/files/large", [new("Range", "bytes=-3")]);
        Assert.Equal(206, response.Status);
        Assert.Equal(large[^3..], response.ReadToEnd());
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnUpload_ArrivesWhole_ByLengthAndByChunks_WithConsentAndWithout(bool blocking)
    {
        using Nginx nginx = Start();
        byte[] large = RandomNumberGenerator.GetBytes(3_000_000);
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority);
        foreach (bool expects in new[] { false, true })
        {
            foreach (bool chunked in new[] { false, true })
            {
                string name = $"{expects}-{chunked}";
                http.PutRequest("PUT", $"/put/{name}");
                http.PutHeader(chunked ? "Transfer-Encoding" : "Content-Length", chunked ? "chunked" : large.Length.ToString(CultureInfo.InvariantCulture));
                if (expects)
                {
                    http.PutHeader("Expect", "100-continue");
                }

                Assert.True(await http.End(blocking));
                using var content = new MemoryStream(large);
                if (blocking)
                {
                    http.Send(content);
                }
                else
                {
                    await http.SendAsync(content);
                }

                HttpResponse response = await http.Answer(blocking);
                Assert.Equal(201, response.Status);
                Assert.Equal("", await response.Text(blocking));
                Assert.Equal(large, File.ReadAllBytes(Path.Combine(nginx.Files, name)));
            }
        }

        Assert.Equal(204, (await http.Ask(blocking, "DELETE", "/put/True-True")).Status);
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsTooLarge_IsRefusedInNginxsWords_AndNotSentWhereItWasAskedFirst(bool blocking)
    {
        using Nginx nginx = Start();
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority, new HttpConnectionOptions { ContinueTimeout = TimeSpan.FromSeconds(30) });
        http.PutRequest("PUT", "/small");
        http.PutHeader("Content-Length", "11");
        http.PutHeader("Expect", "100-continue");
        Assert.False(await http.End(blocking));
        HttpResponse response = await http.Answer(blocking);
        Assert.Equal((413, "Request Entity Too Large"), (response.Status, response.Reason));
        Assert.Contains("413", await response.Text(blocking), StringComparison.Ordinal);
        Assert.Equal(413, (await http.Ask(blocking, "PUT", "/small", null, new byte[20_000_000])).Status);
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HalfClosed_NginxAnswersAllTheSame(bool blocking)
    {
        using Nginx nginx = Start();
        using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority, new HttpConnectionOptions { HalfCloses = true });
        Assert.Equal("hello\n", await (await http.Ask(blocking, "GET", "/text")).Text(blocking));
        Assert.Equal("hello\n", await (await http.Ask(blocking, "GET", "/text")).Text(blocking));
    }

    [NeedsFact("nginx")]
    public async Task NginxEndsAnIdleConnection_AndTheNextRequestComesThrough()
    {
        using var nginx = new Nginx("keepalive_timeout 1; location / { return 200 ok; }");
        using Socket kept = Socket.CreateConnection("127.0.0.1", nginx.Port);
        using Socket watched = kept.Duplicate();
        using HttpConnection post = HttpConnection.Over(kept, nginx.Authority);
        using HttpConnection get = HttpConnection.Connect(nginx.Authority);
        post.Get("/").Skip();
        get.Get("/").Skip();
        await watched.ReceiveAsync(new byte[1], MessageFlags.MSG_PEEK);      // nginx has closed this one, and the other was idle as long
        Assert.True(Assert.Throws<HttpClosedException>(() => post.Command("POST", "/", body: "x"u8.ToArray())).WasKept);
        Assert.Equal("ok", Encoding.ASCII.GetString(get.Get("/").ReadToEnd()));
    }

    private static Nginx Start() => new(Server);
}
