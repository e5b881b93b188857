using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>A crowd that begins handshakes and does not go on.</summary>
[Collection(Alone.Name)]
public sealed class StalledTests
{
    private const int Crowd = 1000;

    [Fact]
    public async Task AThousandStalledHandshakes_KeepNobodyWaiting()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions
        {
            Tls = new TlsServerOptions { Certificates = Pki.Development },
            HandshakeTimeout = TimeSpan.FromMinutes(5),
            MaxHandshakes = 1,
        });
        Socket[] crowd = [.. Enumerable.Range(0, Crowd).Select(i => running.Connect($"127.0.1.{1 + (i % 250)}"))];
        for (int i = 0; i < Crowd; i += 2)
        {
            crowd[i].SendAll([22, 3, 1, 2, 0, 1]);      // and the others say nothing
        }

        Eventually.True(() => running.Server.Counts.Active == Crowd, Scene.Patience);
        for (int i = 0; i < 10; i++)
        {
            await using TlsConnection honest = await running.ConnectTls();
            await honest.Exchange([1, 2, 3, 4]);
        }

        Assert.Equal(0, running.Server.Counts[Limit.Handshake]);
        Array.ForEach(crowd, static socket => socket.Dispose());
        running.DemandNobody();
        Assert.All(running.Told, static told => Assert.Equal(TlsError.Truncated, Assert.IsType<TlsException>(told.Error).Kind));
        Assert.Equal(Crowd / 2, running.Server.Counts[Limit.Handshake]);        // who closed and had said nothing is not counted
    }

    [Fact]
    public async Task NothingIsLeftOver_OfHandshakesGoodAndBad()
    {
        await Some(5);      // what the process opens for good
        int before = Alone.Sockets;
        await Some(30);
        Eventually.True(() => Alone.Sockets <= before, Scene.Patience);
    }

    private static async Task Some(int count)
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = Pki.Development } });
        for (int i = 0; i < count; i++)
        {
            await using TlsConnection good = await running.ConnectTls();
            await good.Exchange([1]);
            using Socket plain = running.Connect();
            plain.SendAll("GET / HTTP/1.0\r\n\r\n"u8);
            running.Demand<TlsException>(plain);
            await Assert.ThrowsAsync<TlsException>(() => running.ConnectTls(Pki.Client with { HostName = "elsewhere" }));
            Eventually.True(() => running.Server.Counts.Active <= 1, Scene.Patience);
            running.Told.Clear();
        }
    }
}
