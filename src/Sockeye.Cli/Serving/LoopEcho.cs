using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Connections;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The echo server on event loops: what `sockeye load` measures. Dispose ends it.</summary>
internal sealed class LoopEcho : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LoopGroup _group;
    private readonly List<Listener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly LoopEchoOptions _options;
    private int _now;
    private long _turnedAway;

    private LoopEcho(LoopEchoOptions options)
    {
        _options = options;
        _group = new LoopGroup(new LoopOptions { Loops = options.Loops });
    }

    internal string Summary => $"stopped: {_listeners.Sum(static one => one.Accepted)} connections, {_group.Stalls} stalls"
        + (_turnedAway > 0 ? $", and {_turnedAway} turned away" : "");

    internal string JsonSummary => JsonLine.Of(json =>
    {
        json.WriteString("event", "stopped");
        json.WriteNumber("connections", _listeners.Sum(static one => one.Accepted));
        json.WriteNumber("turned_away", _turnedAway);
        json.WriteNumber("stalls", _group.Stalls);
    });

    internal static LoopEcho Start(Listeners listeners, LoopEchoOptions options)
    {
        var echo = new LoopEcho(options);
        var how = new ListenerOptions { Connections = new ConnectionOptions { Loops = echo._group, Lane = options.Lane } };
        foreach (Socket socket in listeners.Sockets)
        {
            var listener = Listener.Adopt(socket, how);
            echo._listeners.Add(listener);
            echo._accepting.Add(listener.ServeAsync(echo.Serve, (connection, error) => options.Log.Say($"a handler failed: {error.Message}")));
        }

        return echo;
    }

    public void Dispose()
    {
        _listeners.ForEach(static listener => listener.Dispose());
        Task.WaitAll([.. _accepting], Patience);
        _group.Dispose();
    }

    private async Task Serve(Connection connection)
    {
        try
        {
            if (Interlocked.Increment(ref _now) > _options.MaxConnections)
            {
                Interlocked.Increment(ref _turnedAway);
                return;
            }

            await Echo(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    // Bytes that the loop lent go out from where they lie.
    private static async Task Echo(Connection connection)
    {
        while (true)
        {
            ReadResult read = await connection.Input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> bytes = read.Buffer;
            if (bytes.IsEmpty && read.IsCompleted)
            {
                return;
            }

            await connection.Output.WriteAsync(bytes.First).ConfigureAwait(false);
            connection.Input.AdvanceTo(bytes.GetPosition(bytes.First.Length));
        }
    }
}
