using System.Globalization;
using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Tests.Datagrams;
using Sockeye.Servers.Tests.Tls;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;

namespace Sockeye.Servers.Tests.Limits;

/// <summary>Each limit as a client of another process runs into it: what it meets, what is counted, what the log and the hook are told, and that nobody else is touched.</summary>
public sealed class OutsideTests
{
    private const string Client = """
        import socket, sys, time
        opened = []
        def connect(source='127.0.0.1'):
            opened.append(socket.create_connection(('127.0.0.1', int(sys.argv[1])), 30, (source, 0)))
            return opened[-1]
        def ask(data):
            u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            u.settimeout(30)
            u.connect(('127.0.0.1', int(sys.argv[1])))
            u.send(data)
            return u
        def echo(s):
            s.sendall(b'\0\0\0\1x')
            return s.recv(5, socket.MSG_WAITALL)
        def fate(s):
            try:
                while data := s.recv(65536): print(data.decode(), end=' ')
                return 'end'
            except ConnectionResetError: return 'reset'
        def send(s, data, pause=0):
            try:
                while True:
                    s.sendall(data)
                    time.sleep(pause)
            except (ConnectionResetError, BrokenPipeError): return 'reset'
        """;

    [NeedsFact("python3")]
    public Task Connections() => Hits<ClientRefusedException>(
        Limit.Connections,
        new ServingOptions { MaxConnections = 2, Clock = new HandClock(), Refusal = "no room"u8.ToArray() },
        "a = connect(); echo(a); b = connect(); b.sendall(b'much that nobody reads'); print(fate(b))",
        "no room end");

    [NeedsFact("python3")]
    public Task PerAddress() => Hits<ClientRefusedException>(
        Limit.PerAddress,
        new ServingOptions { MaxPerAddress = 1, Clock = new HandClock(), Refusal = "one is enough"u8.ToArray() },
        "a = connect('127.0.1.1'); echo(a); b = connect('127.0.1.1'); print(fate(b)); echo(connect('127.0.1.2'))",
        "one is enough end");

    [NeedsFact("python3")]
    public Task Verified() => Hits<ClientRefusedException>(
        Limit.Verified,
        new ServingOptions { Verify = static client => !((IPEndPoint)client).Address.Equals(IPAddress.Parse("127.0.1.1")) },
        "a = connect(); echo(a); b = connect('127.0.1.1'); print(fate(b)); echo(a)",
        "end");

    [NeedsFact("python3")]
    public Task Idle() => Hits<SocketTimeoutException>(
        Limit.Idle,
        new ServingOptions { IdleTimeout = TimeSpan.FromSeconds(1) },
        "a = connect(); echo(a); print(fate(a))",
        "reset");

    [NeedsFact("python3")]
    public Task Frame() => Hits<SocketTimeoutException>(
        Limit.Frame,
        new ServingOptions { FrameTimeout = TimeSpan.FromMilliseconds(300) },
        @"a = connect(); a.sendall(b'\0\0\377\0'); print(send(a, b'x', 0.02))",
        "reset");

    [NeedsFact("python3")]
    public Task Write() => Hits<SocketTimeoutException>(
        Limit.Write,
        new ServingOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) },
        @"a = connect(); print(send(a, b'\0\0\100\0' + bytes(0x4000)))",
        "reset");

    [NeedsFact("python3")]
    [Trait("Category", "Slow")]
    public Task Rate() => Hits<SocketTimeoutException>(
        Limit.Rate,
        new ServingOptions { MinimumRate = 500 },
        @"a = connect(); a.sendall(b'\0\0\377\0'); print(send(a, b'x', 0.02))",
        "reset");

    [NeedsFact("python3")]
    public Task Malformed() => Hits<ProtocolException>(
        Limit.Malformed,
        new ServingOptions(),
        @"a = connect(); echo(a); a.sendall(b'\377\377\377\377'); print(fate(a))",
        "reset");

    // It connects and says nothing, where a handshake was due.
    [NeedsFact("python3")]
    public async Task Handshake()
    {
        using var log = new HeardEvents();
        var options = new ServingOptions { Tls = new TlsServerOptions { Certificates = Pki.Development }, HandshakeTimeout = TimeSpan.FromSeconds(1) };
        await using var running = new Running(() => new Handlers.EchoFrames(), options);
        await using TlsConnection bystander = await running.ConnectTls();
        await bystander.Exchange([0, 0, 0, 1, 5]);
        Assert.Equal("reset", await Say("print(fate(connect()))", running.Server));
        await bystander.Exchange([0, 0, 0, 1, 5]);
        Eventually.True(() => !running.Told.IsEmpty, Scene.Patience);
        Check<SocketTimeoutException>(Limit.Handshake, running.Server, Assert.Single(running.Told), log);
    }

    [NeedsFact("python3")]
    public async Task Size()
    {
        using var log = new HeardEvents();
        await using var served = new RunningDatagrams(RunningDatagrams.Echo, new ServingOptions { MaxDatagram = 100 });
        Assert.Equal("small", await Say("u = ask(b'x' * 101); u.send(b'small'); print(u.recv(999).decode())", served.Server));
        Check<MessageTooLongException>(Limit.Size, served.Server, Assert.Single(served.Told), log);
    }

    [NeedsFact("python3")]
    public async Task Pending()
    {
        using var log = new HeardEvents();
        var mayEnd = new TaskCompletionSource();
        await using var served = new RunningDatagrams(
            async request =>
            {
                await mayEnd.Task;
                await request.ReplyAsync(request.Data);
            },
            new ServingOptions { MaxPending = 2 });
        Task<string> said = Say("u = ask(b'1'); u.send(b'2'); u.send(b'3'); print(b' '.join(sorted(u.recv(999) for _ in range(3))).decode())", served.Server);
        Eventually.True(() => served.Server.Counts is { Active: 2 } && !served.Told.IsEmpty, Scene.Patience);
        Check<SocketFaultException>(Limit.Pending, served.Server, Assert.Single(served.Told), log);
        mayEnd.SetResult();
        Assert.Equal("1 2 3", await said);
    }

    [Fact]
    public void EachLimit_HasATestHere()
        => Assert.Empty(Enum.GetNames<Limit>().Except(typeof(OutsideTests).GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute), inherit: false)).Select(static method => method.Name)));

    private static async Task Hits<TError>(Limit limit, ServingOptions options, string script, string expected) where TError : Exception
    {
        using var log = new HeardEvents();
        await using var running = new Running(() => new Handlers.EchoFrames(), options);
        using Socket bystander = running.Enter();
        using var stop = new CancellationTokenSource();
        Task lively = Scene.OnThread(() => StayLively(bystander, stop.Token.WaitHandle));
        string said = await Say(script, running.Server);
        stop.Cancel();
        await lively.InTime();

        Assert.Equal(expected, said);
        Eventually.True(() => !running.Told.IsEmpty, Scene.Patience);
        Check<TError>(limit, running.Server, Assert.Single(running.Told), log);
    }

    // What the client prints.
    private static async Task<string> Say(string script, Server server)
    {
        using var folder = new TemporaryFolder();
        string python = folder.Write("client.py", $"{Client}\n{script}\n");
        string port = ((IPEndPoint)server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture);
        return (await new Command(folder.Path).Succeed("/usr/bin/python3", python, port)).Trim();
    }

    private static void Check<TError>(Limit limit, Server server, (EndPoint Client, Exception Error) told, HeardEvents log) where TError : Exception
    {
        Assert.Contains(told.Client.ToString()!, Assert.IsType<TError>(told.Error).Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Counts[limit]);
        Assert.Equal(0, server.Counts.Failed);
        log.Demand($"LimitReached {limit} {told.Client} ", Scene.Patience);
    }

    // Somebody else's conversation goes on all the while.
    private static bool StayLively(Socket client, WaitHandle stop)
    {
        while (!stop.WaitOne(TimeSpan.FromMilliseconds(10)))
        {
            client.SendAll([0, 0, 0, 1, 5]);
            Assert.Equal([0, 0, 0, 1, 5], client.Take(5));
        }

        return true;
    }
}
