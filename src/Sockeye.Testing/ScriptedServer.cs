using System.Net;
using Sockeye.Connections;

namespace Sockeye.Testing;

/// <summary>A server that plays a <see cref="PeerScript"/> to the first client that comes, and takes no other.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Listener _listener;

    internal ScriptedServer(PeerScript script, Listener listener)
    {
        _listener = listener;
        LocalEndPoint = listener.LocalEndPoint;
        Done = Play(script);
    }

    /// <summary>Where it listens.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>The script is over. It fails with a <see cref="ScriptException"/> where a step did not come true, and with an <see cref="ObjectDisposedException"/> where no client has come.</summary>
    public Task Done { get; }

    /// <summary>Closes it. Whether the script came to its end is told by <see cref="Done"/> alone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Play(PeerScript script)
    {
        Connection connection = await _listener.AcceptAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await script.RunAsync(connection).ConfigureAwait(false);
    }
}
