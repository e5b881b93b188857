using System.Net;
using System.Text;

namespace Sockeye.Sockets.Tests;

/// <summary>Every family and kind against every verb: what works and what the others answer. The table in docs/sockets.md is this one.</summary>
public sealed class VerbMatrixTests
{
    private static readonly Protocol Experiment = (Protocol)253;    // RFC 3692: for experiments

    private static readonly (Family Family, SocketKind Kind)[] Rows =
    [
        (Family.AF_INET, SocketKind.SOCK_STREAM), (Family.AF_INET, SocketKind.SOCK_DGRAM), (Family.AF_INET, SocketKind.SOCK_SEQPACKET), (Family.AF_INET, SocketKind.SOCK_RAW),
        (Family.AF_INET6, SocketKind.SOCK_STREAM), (Family.AF_INET6, SocketKind.SOCK_DGRAM), (Family.AF_INET6, SocketKind.SOCK_SEQPACKET), (Family.AF_INET6, SocketKind.SOCK_RAW),
        (Family.AF_UNIX, SocketKind.SOCK_STREAM), (Family.AF_UNIX, SocketKind.SOCK_DGRAM), (Family.AF_UNIX, SocketKind.SOCK_SEQPACKET),
    ];

    private static readonly (string Name, Action<Family, SocketKind> Try)[] Verbs =
    [
        ("bind", static (family, kind) => Made(family, kind, static socket => socket.Bind(Free(socket.Family)))),
        ("listen, accept", static (family, kind) => Made(family, kind, static socket =>
        {
            socket.Bind(Free(socket.Family));
            socket.Listen();
            using var client = new Socket(socket.Family, socket.Kind);
            client.Connect(socket.LocalEndPoint);
            using Socket accepted = socket.Accept();
            Assert.Equal((socket.Family, socket.Kind), (accepted.Family, accepted.Kind));
        })),
        ("connect, send, receive", static (family, kind) => Paired(family, kind, static (one, two) =>
        {
            Assert.Equal(4, one.Send("ping"u8));
            Assert.Equal("ping"u8.ToArray(), two.Receive(200)[^4..]);    // a raw IPv4 socket gets the IP header in front
            Assert.Equal(4, one.Send([new byte[2], new byte[2]]));
            Assert.Equal(new byte[4], two.Receive(200)[^4..]);
            one.SendAll("all!"u8);
            byte[] room = new byte[200];
            int got = two.Receive([room.AsMemory(0, 1), room.AsMemory(1)]);
            Assert.Equal("all!"u8.ToArray(), room[(got - 4)..got]);
        })),
        ("sendto, recvfrom", static (family, kind) => Made(family, kind, static one => Made(one.Family, one.Kind, two =>
        {
            two.Bind(Free(two.Family));
            one.Bind(Free(one.Family));
            one.SendTo("ping"u8, two.LocalEndPoint);
            Assert.Equal("ping"u8.ToArray(), two.ReceiveFrom(200, out EndPoint? sender)[^4..]);
            // A raw socket's port is its protocol, and a packet says nothing of it.
            Assert.Equal(one.Kind == SocketKind.SOCK_RAW ? Free(one.Family) : one.LocalEndPoint, sender);
        }))),
        ("receive exactly", static (family, kind) => Paired(family, kind, static (one, two) =>
        {
            one.Send("ping"u8);
            two.ReceiveExactly(new byte[4]);
        })),
        ("stream, sendfile", static (family, kind) => Paired(family, kind, static (one, two) =>
        {
            using SocketStream stream = two.OpenStream();
            string file = Connected.FreshPath;
            File.WriteAllText(file, "ping");
            one.SendFile(file);
            File.Delete(file);
            stream.ReadExactly(new byte[4]);
        })),
        ("shutdown", static (family, kind) => Paired(family, kind, static (one, _) => one.Shutdown(ShutdownHow.SHUT_WR))),
        ("socketpair", static (family, kind) =>
        {
            (Socket one, Socket two) = Socket.SocketPair(family, kind, ProtocolOf(kind));
            using (one)
            using (two)
            {
                one.Send("ping"u8);
                Assert.Equal("ping"u8.ToArray(), two.Receive(4));
            }
        }),
        ("send, receive awaited", static (family, kind) => Paired(family, kind, static (one, two) =>
        {
            byte[] room = new byte[200];
            Task<int> waiting = two.ReceiveAsync(room).AsTask();
            one.SendAllAsync("ping"u8.ToArray()).AsTask().GetAwaiter().GetResult();
            int got = waiting.WaitAsync(Connected.Patience).GetAwaiter().GetResult();
            Assert.Equal("ping"u8.ToArray(), room[(got - 4)..got]);
            waiting = two.ReceiveAsync((Memory<byte>[])[room.AsMemory(0, 1), room.AsMemory(1)]).AsTask();
            one.SendAsync((ReadOnlyMemory<byte>[])["al"u8.ToArray(), "l!"u8.ToArray()]).AsTask().GetAwaiter().GetResult();
            got = waiting.WaitAsync(Connected.Patience).GetAwaiter().GetResult();
            Assert.Equal("all!"u8.ToArray(), room[(got - 4)..got]);
        })),
    ];

    [Fact]
    public void TheTableInTheDocs_IsWhatHappens()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            var failure = Assert.Throws<SocketAccessException>(() => new Socket(Family.AF_INET, SocketKind.SOCK_RAW, Experiment));
            Assert.EndsWith("AF_INET SOCK_RAW needs root or the capability CAP_NET_RAW", failure.Message, StringComparison.Ordinal);
        }

        bool raw = Environment.IsPrivilegedProcess;
        string[] happened = [.. Table().Where(line => raw || !line.Contains("RAW", StringComparison.Ordinal))];
        string docs = File.ReadAllText(Path.Combine(Repository(), "docs", "sockets.md")).Split("\n## ")[0];      // sections after it have tables of their own
        string[] written = [.. docs.Split('\n').Where(line => line.StartsWith('|') && (raw || !line.Contains("RAW", StringComparison.Ordinal)))];
        Assert.True(happened.SequenceEqual(written), "docs/sockets.md differs from what happens:\n" + string.Join('\n', happened));
    }

    [Theory]
    [InlineData(SocketKind.SOCK_STREAM)]
    [InlineData(SocketKind.SOCK_SEQPACKET)]
    [InlineData(SocketKind.SOCK_DGRAM)]
    public void Unix_ByPathAbstractAndUnnamed(SocketKind kind)
    {
        foreach (UnixEndPoint name in new[] { new UnixEndPoint(Connected.FreshPath), Connected.FreshName, UnixEndPoint.Unnamed })
        {
            using var server = new Socket(Family.AF_UNIX, kind);
            using var client = new Socket(Family.AF_UNIX, kind) { Timeout = Connected.Patience };
            server.Bind(name);
            if (kind != SocketKind.SOCK_DGRAM)
            {
                server.Listen();
            }

            client.Connect(server.LocalEndPoint);
            using Socket end = kind == SocketKind.SOCK_DGRAM ? server.Duplicate() : server.Accept();
            client.SendAll("ping"u8);
            Assert.Equal("ping"u8.ToArray(), end.Receive(10));
            if (name.Path is string path)
            {
                File.Delete(path);
            }
        }
    }

    private static IEnumerable<string> Table()
    {
        yield return "| | " + string.Join(" | ", Verbs.Select(static verb => verb.Name)) + " |";
        yield return "|---" + string.Concat(Enumerable.Repeat("|---", Verbs.Length)) + "|";
        foreach ((Family family, SocketKind kind) in Rows)
        {
            var line = new StringBuilder($"| {family} {kind} |");
            foreach ((_, Action<Family, SocketKind> attempt) in Verbs)
            {
                line.Append(' ').Append(Outcome(() => attempt(family, kind))).Append(" |");
            }

            yield return line.ToString();
        }
    }

    private static string Outcome(Action attempt)
    {
        Exception? seen = Record.Exception(attempt);
        return seen switch
        {
            null => "yes",
            SocketFaultException failure => failure.Errno.ToString(),
            InvalidOperationException => "refused",
            _ => throw new InvalidOperationException($"neither works nor says why not: {seen}", seen),
        };
    }

    private static Protocol ProtocolOf(SocketKind kind) => kind == SocketKind.SOCK_RAW ? Experiment : 0;

    private static EndPoint Free(Family family) => family switch
    {
        Family.AF_INET => Connected.Loopback,
        Family.AF_INET6 => Connected.Loopback6,
        _ => Connected.FreshName,
    };

    private static void Made(Family family, SocketKind kind, Action<Socket> use)
    {
        using var socket = new Socket(family, kind, ProtocolOf(kind)) { Timeout = Connected.Patience };
        use(socket);
    }

    private static void Paired(Family family, SocketKind kind, Action<Socket, Socket> use) => Made(family, kind, one => Made(family, kind, two =>
    {
        two.Bind(Free(family));
        if (kind is SocketKind.SOCK_STREAM or SocketKind.SOCK_SEQPACKET)
        {
            two.Listen();
            one.Connect(two.LocalEndPoint);
            using Socket accepted = two.Accept();
            accepted.Timeout = Connected.Patience;
            use(one, accepted);
        }
        else
        {
            one.Connect(two.LocalEndPoint);
            use(one, two);
        }
    }));

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sockeye.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Sockeye.slnx is in no folder above the tests");
    }
}
