using System.Buffers;
using System.IO.Pipelines;
using System.Security.Authentication;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Servers.Tests.Tls;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

// TLS in each way: the same bytes, ends and limits.
public abstract partial class WayContract
{
    private ServingOptions Secure => Options with { Tls = new TlsServerOptions { Certificates = Pki.Development } };

    [Fact]
    public async Task Tls_BytesComeBackAsTheyWere()
    {
        await using var running = new Running(Scene.Echo, Secure);
        await using TlsConnection client = await running.ConnectTls();
        foreach (int length in (int[])[1, 100, 4096, 16 * 1024, 16 * 1024 + 1, 70_000, 1 << 20])
        {
            await client.Exchange(Pattern(length));
        }

        await client.Output.CompleteAsync();
        Assert.True((await client.Input.ReadAsync().AsTask().InTime()).IsCompleted);
        Assert.False(client.IsTruncated, "the server did not say that it ends");
        Assert.Equal(SslProtocols.Tls13, client.Info.Protocol);
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task Tls_StreamsReadAndWrite_AwaitedAndNot()
    {
        await using var running = new Running(
            static async request =>
            {
                Stream stream = request.AsStream();
                byte[] buffer = new byte[1000];
                for (int i = 0, count; (count = i % 2 == 0 ? await stream.ReadAsync(buffer) : stream.Read(buffer)) > 0; i++)
                {
                    if (i % 3 == 0)
                    {
                        await stream.WriteAsync(buffer.AsMemory(0, count));
                    }
                    else
                    {
                        stream.Write(buffer, 0, count);
                    }
                }
            },
            Secure);
        await using TlsConnection client = await running.ConnectTls();
        for (int i = 0; i < 20; i++)
        {
            await client.Exchange(Pattern(1 + (i * 300)));
        }
    }

    [Fact]
    public async Task Tls_FramesComeBackAsTheyWere()
    {
        await using var running = new Running(static () => new EchoFrames(), Secure);
        await using TlsConnection client = await running.ConnectTls();
        for (int length = 0; length < 60_000; length = (length * 2) + 1)
        {
            await client.Exchange(Framed(length));
        }
    }

    [Fact]
    public async Task Tls_MuchGoesBothWaysAtOnce()
    {
        await using var running = new Running(Scene.Echo, Secure);
        await using TlsConnection client = await running.ConnectTls();
        byte[] sent = Pattern(Much);
        Task sending = Task.Run(async () =>
        {
            await client.Output.WriteAsync(sent);
            await client.Output.CompleteAsync();
        });
        ReadResult all = await client.Input.ReadAtLeastAsync(int.MaxValue).AsTask().InTime();
        await sending.InTime();
        Assert.True(all.Buffer.ToArray().AsSpan().SequenceEqual(sent), "what came back was changed");
        Assert.False(client.IsTruncated);
    }

    [Fact]
    public async Task Tls_WhoSpeaksPlainly_IsToldApart()
    {
        await using var running = new Running(Scene.Echo, Secure);
        using Socket client = running.Connect();
        client.SendAll("GET / HTTP/1.1\r\n\r\n"u8);
        TlsException error = running.Demand<TlsException>(client);
        Assert.Equal(TlsError.Plaintext, error.Kind);
        Assert.Equal($"TLS handshake with {client.LocalEndPoint}: the peer does not speak TLS: it began with \"GET / HTTP/1.1\"", error.Message);
        running.DemandNobody();
        Assert.Equal((1, 0), (running.Server.Counts[Limit.Handshake], running.Server.Counts.Failed));
    }

    [Fact]
    public async Task Tls_WhoStallsInTheHandshake_IsDropped()
    {
        await using var running = new Running(Scene.Echo, Secure with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket client = running.Connect();
        client.SendAll([22, 3, 1, 2, 0, 1]);        // a hello that does not go on
        client.DemandReset();
        Assert.Equal($"TLS handshake with {client.LocalEndPoint}: it was not over after 0.2 s (ETIMEDOUT)", running.Demand<SocketTimeoutException>(client).Message);
        running.DemandNobody();
        Assert.Equal((1, 0), (running.Server.Counts[Limit.Handshake], running.Server.Counts.Failed));
    }

    [Fact]
    public async Task Tls_BeginsInTheMidstOfAConversation()
    {
        var tls = new TlsServerOptions { Certificates = Pki.Development };
        await using var running = new Running(() => new Upgrading(tls), Options);
        await using TlsConnection client = await Upgraded(running);
        await client.Output.WriteAsync("who\n"u8.ToArray());
        Assert.Equal("secure\n", await client.Line());
        running.Server.Roster.ForEach(static _ => { });
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task Tls_PlainTextBehindTheUpgrade_IsAnError()
    {
        var tls = new TlsServerOptions { Certificates = Pki.Development };
        await using var running = new Running(() => new Upgrading(tls), Options);
        using Socket client = running.Connect();
        client.SendAll("starttls\nwho\n"u8);
        TlsException error = running.Demand<TlsException>(client);
        Assert.Equal(TlsError.Plaintext, error.Kind);
        Assert.StartsWith($"TLS upgrade with {client.LocalEndPoint}: ", error.Message, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Equal((1, 0), (running.Server.Counts[Limit.Handshake], running.Server.Counts.Failed));
        Assert.Empty(running.Told);
    }

    private static async Task<TlsConnection> Upgraded(Running running)
    {
        Connection plain = await Connection.ConnectAsync(running.Server.LocalEndPoint);
        await plain.Output.WriteAsync("who\nstarttls\n"u8.ToArray());
        Assert.Equal("plain\n", await plain.Line());
        Assert.Equal("go\n", await plain.Line());
        return await TlsConnection.ConnectAsync(plain, Pki.Client);
    }
}
