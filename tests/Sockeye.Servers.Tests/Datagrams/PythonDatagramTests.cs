using System.Net;
using System.Text;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>Against Python's sockets, and beside Python's own servers.</summary>
public sealed class PythonDatagramTests
{
    private static readonly Command Python = new("/") { Limit = TimeSpan.FromMinutes(1) };

    // The client of socketserver's documentation: a datagram with a line, an answer in capitals.
    [NeedsTheory("python3")]
    [InlineData(ServeBy.Loops)]
    [InlineData(ServeBy.OneAtATime)]
    [InlineData(ServeBy.Threads)]
    public async Task TheClientOfPythonsDocumentation_HearsTheSameOfBoth(ServeBy by)
    {
        await using var served = new RunningDatagrams(
            static request => request.ReplyAsync(Encoding.UTF8.GetBytes(request.Words().Trim().ToUpperInvariant())), new ServingOptions { By = by });
        string said = await Python.Succeed("/usr/bin/python3", "-c", """
            import socket, socketserver, sys, threading

            class Upper(socketserver.BaseRequestHandler):
                def handle(self):
                    packet, sock = self.request
                    sock.sendto(packet.strip().upper(), self.client_address)

            def ask(address, words):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                    client.settimeout(30)
                    client.sendto(bytes(words + "\n", "utf-8"), address)
                    answer, sender = client.recvfrom(65535)
                    return str(answer, "utf-8"), sender == address

            with socketserver.UDPServer(("127.0.0.1", 0), Upper) as theirs:
                threading.Thread(target=theirs.serve_forever, daemon=True).start()
                for words in ("hello world", "", "x" * 5000, "two words"):
                    mine = ask(("127.0.0.1", int(sys.argv[1])), words)
                    assert mine == ask(theirs.server_address, words), mine
                    assert mine == (words.upper(), True), mine
                theirs.shutdown()
            print("alike")
            """, $"{((IPEndPoint)served.Server.LocalEndPoint).Port}");

        Assert.Equal("alike\n", said);
        Assert.Equal(4, served.Server.Counts.Served);
    }

    [NeedsFact("python3")]
    public async Task APythonClientOverUnixDatagrams_IsAnswered()
    {
        using var folder = new TemporaryFolder();
        string at = Path.Combine(folder.Path, "served");
        await using var served = new RunningDatagrams(RunningDatagrams.Echo, at: new Sockets.UnixEndPoint(at));
        string said = await Python.Succeed("/usr/bin/python3", "-c", """
            import socket, sys
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
                client.settimeout(30)
                client.bind(sys.argv[1] + ".client")
                for size in (0, 1, 100000):
                    client.sendto(b"z" * size, sys.argv[1])
                    if size > 65535: break
                    answer, sender = client.recvfrom(200000)
                    assert (len(answer), sender) == (size, sys.argv[1]), (len(answer), sender)
                client.sendto(b"last", sys.argv[1])
                print(client.recv(100).decode())
            """, at);

        Assert.Equal("last\n", said);
        Assert.Equal(100_000, served.Demand<Sockets.MessageTooLongException>().Length);
        Assert.Equal(1, served.Server.Counts[Limit.Size]);
    }

    // Each sends as fast as it can, and asks again for what was not answered.
    [NeedsFact("python3")]
    public async Task ManyPythonClientsAtOnce_AreAllAnswered()
    {
        await using var served = new RunningDatagrams(static async request =>
        {
            await Task.Yield();
            await request.ReplyAsync(request.Data);
        });
        string said = await Python.Succeed("/usr/bin/python3", "-c", """
            import socket, sys
            clients = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(50)]
            for client in clients:
                client.connect(("127.0.0.1", int(sys.argv[1])))
                client.settimeout(0.5)
            for turn in range(20):
                for number, client in enumerate(clients):
                    client.send(b"%d %d" % (turn, number))
                for number, client in enumerate(clients):
                    while True:
                        try:
                            answer = client.recv(100)
                        except TimeoutError:
                            client.send(b"%d %d" % (turn, number))
                            continue
                        if answer == b"%d %d" % (turn, number):
                            break
            print("all")
            """, $"{((IPEndPoint)served.Server.LocalEndPoint).Port}");

        Assert.Equal("all\n", said);
        Assert.InRange(served.Server.Counts.Served, 1000, long.MaxValue);
        Assert.Empty(served.Told);
    }
}
