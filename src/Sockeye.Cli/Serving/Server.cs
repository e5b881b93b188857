using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>A server that runs: a thread for each listener, and whatever those start. Dispose ends it all.</summary>
internal sealed class Server : IDisposable
{
    // The threads end at once when their sockets close; this is for one that is stuck in something else.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly StreamConversations _conversations;
    private readonly DatagramAnswers _answers;
    private readonly Listeners _listeners;

    private Server(Listeners listeners, IService service, ServeOptions options)
    {
        _listeners = listeners;
        _conversations = new StreamConversations(service, options, _stop.Token);
        _answers = new DatagramAnswers(service, options.Log, _stop.Token);
    }

    /// <summary>The last words: how many conversations there were.</summary>
    internal string Summary => _listeners.Kind == SocketKind.SOCK_DGRAM
        ? $"stopped: {_answers.Count} datagrams answered"
        : $"stopped: {_conversations.Count} conversations"
            + (_conversations.TurnedAway > 0 ? $", and {_conversations.TurnedAway} turned away" : "");

    /// <summary>The same for programs: {"event":"stopped", …}.</summary>
    internal string JsonSummary => JsonLine.Of(json =>
    {
        json.WriteString("event", "stopped");
        if (_listeners.Kind == SocketKind.SOCK_DGRAM)
        {
            json.WriteNumber("datagrams", _answers.Count);
        }
        else
        {
            json.WriteNumber("conversations", _conversations.Count);
            json.WriteNumber("turned_away", _conversations.TurnedAway);
        }
    });

    internal static Server Start(Listeners listeners, IService service, ServeOptions options)
    {
        var server = new Server(listeners, service, options);
        foreach (Socket socket in listeners.Sockets)
        {
            var thread = new Thread(() => server.Run(socket)) { IsBackground = true, Name = $"listener {socket.LocalEndPoint}" };
            server._threads.Add(thread);
            thread.Start();
        }

        return server;
    }

    /// <summary>Stops listening, closes the conversations, waits for the threads. Again does nothing.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _listeners.Dispose();
        Deadline end = Deadline.After(Patience);
        foreach (Thread thread in _threads)
        {
            thread.Join(end.Left);
        }

        _conversations.End(end);
    }

    private void Run(Socket socket)
    {
        if (socket.Kind == SocketKind.SOCK_DGRAM)
        {
            _answers.Run(socket);
        }
        else
        {
            _conversations.Accept(socket);
        }
    }
}
