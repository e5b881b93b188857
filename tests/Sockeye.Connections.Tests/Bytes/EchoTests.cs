using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Bytes;

/// <summary>What comes back is what was sent, in every lane, over every kind of stream.</summary>
public sealed class EchoTests
{
    private const int Clients = 3;
    private const int Largest = 1024 * 1024;

    public static TheoryData<Lane, int, string, bool> Ways
    {
        get
        {
            var all = new TheoryData<Lane, int, string, bool>();
            foreach (Lane lane in Enum.GetValues<Lane>())
            {
                foreach (string kind in (string[])["tcp", "tcp6", "unix"])
                {
                    all.Add(lane, 1, kind, false);
                    all.Add(lane, 2, kind, true);
                    all.Add(lane, kind == "tcp" ? 2 : 1, kind, kind != "tcp");
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Echo_OfAnySize_ComesBackUnchanged(Lane lane, int loops, string kind, bool stream)
    {
        await using var served = new Served(stream ? Scene.EchoStream : Scene.EchoPipe, new LoopOptions { Loops = loops }, lane, Scene.At(kind));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Scene.OnThread(() =>
        {
            using Socket peer = served.Connect();
            Scene.Converse(peer, new Random(i), messages: 12, largest: 2000);
            Scene.Converse(peer, new Random(i + 100), messages: 2, Largest);
        }))).InTime();
        served.DemandNothingLeft();
        Assert.Empty(served.Failures);
        Assert.Equal(Clients, served.Listener.Accepted);
    }

    [Fact]
    public async Task OneByteAtATime_IsNoTrouble()
    {
        await using var served = new Served(async connection =>
        {
            byte[] all = await connection.Input.ReadExactly(3000);
            await connection.Output.WriteAsync(all);
        });
        byte[] sent = Scene.Pattern(3000);
        byte[] back = new byte[sent.Length];
        using Socket peer = served.Connect();
        peer.Options.NoDelay = true;
        foreach (byte one in sent)
        {
            peer.SendAll([one]);
        }

        peer.ReceiveExactly(back);
        Assert.Equal(sent, back);
    }

    [NeedsTheory("python3")]
    [InlineData(Lane.Guarded, false)]
    [InlineData(Lane.Inline, true)]
    [InlineData(Lane.Pool, false)]
    public async Task PythonClients_GetBackWhatTheySent(Lane lane, bool stream)
    {
        await using var served = new Served(stream ? Scene.EchoStream : Scene.EchoPipe, new LoopOptions { Loops = 2 }, lane);
        string said = await new Command("/").Succeed("/usr/bin/python3", "-c", """
            import random, socket, sys, threading
            for seed in range(8):
                r = random.Random(seed)
                with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
                    data = r.randbytes(r.choice([0, 1, 5000, r.randrange(1 << 20)]))
                    t = threading.Thread(target=lambda: (s.sendall(data), s.shutdown(socket.SHUT_WR)))
                    t.start()
                    back = b"".join(iter(lambda: s.recv(r.randrange(1, 100000)), b""))
                    t.join()
                    assert back == data, (seed, len(data), len(back))
            print("same")
            """, $"{((System.Net.IPEndPoint)served.Listener.LocalEndPoint).Port}");
        Assert.Equal("same", said.Trim());
        served.DemandNothingLeft();
        Assert.Empty(served.Failures);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp6")]
    [InlineData("unix")]
    public async Task ConnectAsync_CallsAListener(string kind)
    {
        await using var served = new Served(Scene.EchoPipe, at: Scene.At(kind));
        await using Connection caller = await Connection.ConnectAsync(served.Listener.LocalEndPoint, new ConnectionOptions { Loops = served.Group }).InTime();
        byte[] sent = Scene.Pattern(10_000);
        await caller.Output.WriteAsync(sent).InTime();
        Assert.Equal(sent, await caller.Input.ReadExactly(sent.Length));
        Assert.Equal(served.Listener.LocalEndPoint, caller.RemoteEndPoint);
    }

    [Fact]
    public async Task ConnectAsync_ByName_AndWhereNobodyListens_SaysWho()
    {
        int port;
        await using (var served = new Served(Scene.EchoPipe))
        {
            port = ((System.Net.IPEndPoint)served.Listener.LocalEndPoint).Port;
            await using Connection caller = await Connection.ConnectAsync("127.0.0.1", $"{port}").InTime();
            Assert.False(caller.IsClosed);
        }

        ConnectionRefusedException refused = await Assert.ThrowsAsync<ConnectionRefusedException>(() => Connection.ConnectAsync("127.0.0.1", $"{port}").InTime());
        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.ConnectAsync("127.0.0.1", $"{port}", cancellation: new CancellationToken(true)).InTime());
    }
}
