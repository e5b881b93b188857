using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Loops;

namespace Sockeye.Connections.Tests.Load;

/// <summary>Ten thousand connections from another process, which end in every way there is: afterwards nothing is left over.</summary>
[Collection(Alone.Name)]
public sealed class StormTests
{
    private const int Connections = 10_000;

    [NeedsTheory("python3")]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Pool)]
    [Trait("Category", "Slow")]
    public async Task AStorm_LeavesNothing(Lane lane)
    {
        int before = Alone.Sockets;
        await using (var served = new Served(Handle, new LoopOptions { Loops = 2 }, lane))
        {
            string said = await new Command("/").Succeed("/usr/bin/python3", "-c", """
                import random, selectors, socket, struct, sys
                port, total = int(sys.argv[1]), int(sys.argv[2])
                r = random.Random(7)
                sel = selectors.EpollSelector()
                begun = same = cut = 0
                class Talk: pass
                def end(t):
                    sel.unregister(t.s)
                    if t.way == "reset":
                        t.s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    t.s.close()
                while begun < total or sel.get_map():
                    while begun < total and len(sel.get_map()) < 400:
                        t = Talk()
                        t.way = r.choice(["close", "reset", "half", "early", "server"])
                        t.data = (b"X" if t.way == "server" else b"E") + r.randbytes(r.randrange(1, 3000))
                        t.back = b""
                        t.s = socket.create_connection(("127.0.0.1", port))
                        t.s.sendall(t.data)
                        begun += 1
                        if t.way == "half":
                            t.s.shutdown(socket.SHUT_WR)
                        sel.register(t.s, selectors.EVENT_READ, t)
                        if t.way == "early":
                            cut += 1
                            end(t)
                    for key, _ in sel.select():
                        t = key.data
                        try:
                            got = t.s.recv(65536)
                        except ConnectionResetError:
                            got = b""
                            assert t.way == "server", t.way
                        t.back += got
                        if t.way == "server" and not got:
                            cut += 1
                            end(t)
                        elif t.way == "half" and not got or t.way in ("close", "reset") and len(t.back) == len(t.data):
                            assert t.back == t.data, (t.way, len(t.data), len(t.back))
                            same += 1
                            end(t)
                        else:
                            assert got, (t.way, "ended early")
                print(same + cut)
                """, Port(served), Connections.ToString(CultureInfo.InvariantCulture));
            Assert.Equal($"{Connections}", said.Trim());
            served.DemandNothingLeft();
            Assert.Equal(Connections, served.Listener.Accepted);
            Assert.Empty(served.Failures);
            Assert.Equal(0, served.Listener.Errors);
        }

        Eventually.True(() => Alone.Sockets == before, Scene.Patience);
    }

    // What begins with X is closed by this side, in one of three ways; the rest is an echo.
    private static async Task Handle(Connection connection)
    {
        ReadResult first = await connection.Input.ReadAsync();
        if (first.Buffer.IsEmpty || first.Buffer.FirstSpan[0] != 'X')
        {
            connection.Input.AdvanceTo(first.Buffer.Start);
            await Scene.EchoPipe(connection);
            return;
        }

        switch (first.Buffer.Length % 3)
        {
            case 0:
                connection.Abort();
                break;

            case 1:
                connection.Dispose();       // with the bytes still lent
                break;

            default:
                connection.Input.AdvanceTo(first.Buffer.Start, first.Buffer.End);
                break;
        }
    }

    private static string Port(Served served) => ((IPEndPoint)served.Listener.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture);
}
