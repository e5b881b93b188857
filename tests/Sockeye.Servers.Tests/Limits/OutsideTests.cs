using System.Globalization;
using System.Net;
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
    public Task MaxConnections() => Hits<ClientRefusedException>(
        Limit.Connections,
        new ServingOptions { MaxConnections = 2, Clock = new HandClock(), Refusal = "no room"u8.ToArray() },
        "a = connect(); echo(a); b = connect(); b.sendall(b'much that nobody reads'); print(fate(b))",
        "no room end");

    [NeedsFact("python3")]
    public Task MaxPerAddress() => Hits<ClientRefusedException>(
        Limit.PerAddress,
        new ServingOptions { MaxPerAddress = 1, Clock = new HandClock(), Refusal = "one is enough"u8.ToArray() },
        "a = connect('127.0.1.1'); echo(a); b = connect('127.0.1.1'); print(fate(b)); echo(connect('127.0.1.2'))",
        "one is enough end");

    [NeedsFact("python3")]
    public Task Verify() => Hits<ClientRefusedException>(
        Limit.Verified,
        new ServingOptions { Verify = static client => !((IPEndPoint)client).Address.Equals(IPAddress.Parse("127.0.1.1")) },
        "a = connect(); echo(a); b = connect('127.0.1.1'); print(fate(b)); echo(a)",
        "end");

    [NeedsFact("python3")]
    public Task IdleTimeout() => Hits<SocketTimeoutException>(
        Limit.Idle,
        new ServingOptions { IdleTimeout = TimeSpan.FromSeconds(1) },
        "a = connect(); echo(a); print(fate(a))",
        "reset");

    [NeedsFact("python3")]
    public Task FrameTimeout() => Hits<SocketTimeoutException>(
        Limit.Frame,
        new ServingOptions { FrameTimeout = TimeSpan.FromMilliseconds(300) },
        @"a = connect(); a.sendall(b'\0\0\377\0'); print(send(a, b'x', 0.02))",
        "reset");

    [NeedsFact("python3")]
    public Task WriteTimeout() => Hits<SocketTimeoutException>(
        Limit.Write,
        new ServingOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) },
        @"a = connect(); print(send(a, b'\0\0\100\0' + bytes(0x4000)))",
        "reset");

    [NeedsFact("python3")]
    [Trait("Category", "Slow")]
    public Task MinimumRate() => Hits<SocketTimeoutException>(
        Limit.Rate,
        new ServingOptions { MinimumRate = 500 },
        @"a = connect(); a.sendall(b'\0\0\377\0'); print(send(a, b'x', 0.02))",
        "reset");

    [NeedsFact("python3")]
    public Task AFrameOverItsMaximum() => Hits<ProtocolException>(
        Limit.Malformed,
        new ServingOptions(),
        @"a = connect(); echo(a); a.sendall(b'\377\377\377\377'); print(fate(a))",
        "reset");

    private static async Task Hits<TError>(Limit limit, ServingOptions options, string script, string expected) where TError : Exception
    {
        using var folder = new TemporaryFolder();
        using var log = new HeardEvents();
        await using var running = new Running(() => new Handlers.EchoFrames(), options);
        using Socket bystander = running.Enter();
        using var stop = new CancellationTokenSource();
        Task lively = Scene.OnThread(() => StayLively(bystander, stop.Token.WaitHandle));
        string python = folder.Write("client.py", $"{Client}\n{script}\n");
        string port = ((IPEndPoint)running.Server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture);
        string said = await new Command(folder.Path).Succeed("/usr/bin/python3", python, port);
        stop.Cancel();
        await lively.InTime();

        Assert.Equal(expected, said.Trim());
        Eventually.True(() => !running.Told.IsEmpty, Scene.Patience);
        EndPoint client = running.Told.First().Client;
        Assert.Contains(client.ToString()!, running.Demand<TError>().Message, StringComparison.Ordinal);
        Assert.Empty(running.Told);
        Assert.Equal(1, running.Server.Counts[limit]);
        Assert.Equal(0, running.Server.Counts.Failed);
        log.Demand($"LimitReached {limit} {client} ", Scene.Patience);
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
