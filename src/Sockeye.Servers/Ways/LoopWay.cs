using Sockeye.Connections;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>On event loops.</summary>
internal sealed class LoopWay : Way
{
    private readonly StreamServer _server;
    private readonly Listener _listener;

    internal LoopWay(StreamServer server, Socket listening)
    {
        _server = server;
        var connections = new ConnectionOptions { Loops = server.Options.Loops, Lane = server.Options.Lane };
        _listener = Listener.Adopt(listening, new ListenerOptions { Server = server.Options.Listening, Connections = connections });
    }

    internal override Task AcceptAsync() => _listener.ServeAsync(new Serving(Converse, _server.HandlerName));

    internal override async Task ServeOneAsync(CancellationToken waiting) => await Converse(await _listener.AcceptAsync(waiting).ConfigureAwait(false)).ConfigureAwait(false);

    public override void Dispose() => _listener.Dispose();

    private Task Converse(Connection connection) => _server.Converse(new LoopTransport(connection));
}
