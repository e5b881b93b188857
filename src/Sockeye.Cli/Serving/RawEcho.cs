using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>An echo by the verbs of a socket, as a program does it that has a socket and a buffer: what a server's handler is measured against. No limits but one of number. Dispose ends it.</summary>
internal sealed class RawEcho : IDisposable
{
    // What 64 KiB messages need.
    private const int BufferSize = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Most often there are no descriptors left.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Places<Socket> _places;
    private readonly ServeOptions _options;
    private readonly ServerLog _log;
    private readonly Task[] _accepting;
    private int _now;
    private long _served;
    private long _refused;

    internal RawEcho(Places<Socket> places, ServeOptions options, ServerLog log)
    {
        (_places, _options, _log) = (places, options, log);
        _accepting = [.. places.All.Select(Accept)];
    }

    private LoopGroup Loops => _options.Loops ?? LoopGroup.Default;

    internal string Summary => $"stopped: {_served} served, {_refused} refused, {Loops.Stalls} stalls";

    internal string JsonSummary => JsonLine.Of(json =>
    {
        json.WriteString("event", "stopped");
        json.WriteNumber("served", _served);
        json.WriteNumber("refused", _refused);
        json.WriteNumber("stalls", Loops.Stalls);
    });

    public void Dispose()
    {
        _places.Dispose();
        Task.WaitAll(_accepting, Patience);
    }

    private async Task Accept(Socket listener)
    {
        try
        {
            while (true)
            {
                try
                {
                    Socket client = await listener.AcceptAsync().ConfigureAwait(false);
                    client.UseLoops(Loops, _options.Serving.Lane);
                    _ = Converse(client);
                }
                catch (SocketFaultException fault)
                {
                    _log.Say($"accepting rests for a moment: {fault.Message}");
                    await Task.Delay(Pause).ConfigureAwait(false);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
    }

    private async Task Converse(Socket client)
    {
        bool isWelcome = Interlocked.Increment(ref _now) <= _options.Serving.MaxConnections;
        Interlocked.Increment(ref isWelcome ? ref _served : ref _refused);
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (isWelcome && await client.ReceiveAsync(buffer).ConfigureAwait(false) is int count and > 0)
            {
                await client.SendAllAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            }
        }
        catch (SocketFaultException lost)
        {
            _log.Detail($"a client was lost: {lost.Message}");
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _now);
        }
    }
}
