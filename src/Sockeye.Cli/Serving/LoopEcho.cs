using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Connections;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The echo server on event loops: what `sockeye load` measures. Dispose ends it.</summary>
internal sealed class LoopEcho : IDisposable
{
    // What 64 KiB messages need, and within what one loan of a loop has.
    private const int RawBuffer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LoopGroup _group;
    private readonly List<Listener> _listeners = [];
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _accepting = [];
    private readonly LoopEchoOptions _options;
    private int _now;
    private long _turnedAway;
    private long _raw;

    private LoopEcho(LoopEchoOptions options)
    {
        _options = options;
        _group = new LoopGroup(new LoopOptions { Loops = options.Loops });
    }

    private long Accepted => _raw + _listeners.Sum(static one => one.Accepted);

    internal string Summary => $"stopped: {Accepted} connections, {_group.Stalls} stalls"
        + (_turnedAway > 0 ? $", and {_turnedAway} turned away" : "");

    internal string JsonSummary => JsonLine.Of(json =>
    {
        json.WriteString("event", "stopped");
        json.WriteNumber("connections", Accepted);
        json.WriteNumber("turned_away", _turnedAway);
        json.WriteNumber("stalls", _group.Stalls);
    });

    internal static LoopEcho Start(Listeners listeners, LoopEchoOptions options)
    {
        var echo = new LoopEcho(options);
        var how = new ListenerOptions { Connections = new ConnectionOptions { Loops = echo._group, Lane = options.Lane } };
        foreach (Socket socket in listeners.Sockets)
        {
            if (options.IsRaw)
            {
                echo._sockets.Add(socket);
                echo._accepting.Add(echo.ServeRaw(socket));
                continue;
            }

            var listener = Listener.Adopt(socket, how);
            echo._listeners.Add(listener);
            echo._accepting.Add(listener.ServeAsync(echo.Serve, (connection, error) => options.Log.Say($"a handler failed: {error.Message}")));
        }

        return echo;
    }

    public void Dispose()
    {
        _listeners.ForEach(static listener => listener.Dispose());
        _sockets.ForEach(static socket => socket.Dispose());
        Task.WaitAll([.. _accepting], Patience);
        _group.Dispose();
    }

    // One method for all of a conversation: each one that waits for another would cost every idle connection its state.
    private async Task Serve(Connection connection)
    {
        bool isWelcome = Comes();
        try
        {
            while (isWelcome)
            {
                ReadResult read = await connection.Input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> bytes = read.Buffer;
                if (bytes.IsEmpty && read.IsCompleted)
                {
                    return;
                }

                // Bytes that the loop lent go out from where they lie.
                SequencePosition end = bytes.End;
                await connection.Output.WriteAsync(bytes.IsSingleSegment ? bytes.First : bytes.ToArray()).ConfigureAwait(false);
                connection.Input.AdvanceTo(end);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private async Task ServeRaw(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync().ConfigureAwait(false);
                Interlocked.Increment(ref _raw);
                client.UseLoops(_group, _options.Lane);
                _ = Converse(client);
            }
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
    }

    // As a program does it that has a socket and a buffer: the verbs themselves.
    private async Task Converse(Socket client)
    {
        bool isWelcome = Comes();
        byte[] buffer = new byte[RawBuffer];
        try
        {
            while (isWelcome && await client.ReceiveAsync(buffer).ConfigureAwait(false) is int count and > 0)
            {
                await client.SendAllAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            }
        }
        catch (SocketFaultException lost)
        {
            _options.Log.Detail($"a client was lost: {lost.Message}");
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _now);
        }
    }

    // One more client. False: too many are here; it is turned away.
    private bool Comes()
    {
        bool isWelcome = Interlocked.Increment(ref _now) <= _options.MaxConnections;
        if (!isWelcome)
        {
            Interlocked.Increment(ref _turnedAway);
        }

        return isWelcome;
    }
}
