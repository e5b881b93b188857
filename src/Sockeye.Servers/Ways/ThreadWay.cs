using System.Net;
using Sockeye.Connections;
using Sockeye.Connections.Telemetry;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A way that accepts by a thread: the one that called <see cref="Server.ServeForever"/>, or one of its own.</summary>
internal abstract class ThreadWay : Way
{
    private readonly CancellationTokenSource _closing = new();

    protected ThreadWay(StreamServer server, Socket listening)
    {
        (Server, Listening, Closing) = (server, listening, _closing.Token);
        listening.Timeout = null;       // whatever the program's default is
        if (listening.IsTcp)
        {
            listening.Options.NoDelay = true;       // the accepted ones inherit it
        }
    }

    /// <summary>Cancelled when the listener was closed.</summary>
    protected CancellationToken Closing { get; }

    protected StreamServer Server { get; }

    protected Socket Listening { get; }

    internal sealed override Task AcceptAsync() => OnThread(Accept);

    internal sealed override Task ServeOneAsync(CancellationToken waiting) => OnThread(() => ServeOne(waiting));

    public override void Dispose()
    {
        Listening.Dispose();
        _closing.Cancel();
    }

    /// <summary>One accept. Null: it brought nobody this time, and <paramref name="pause"/> says whether it is worth another try at once.</summary>
    /// <exception cref="ObjectDisposedException">The listener is closed.</exception>
    protected Socket? TryAccept(CancellationToken waiting, out EndPoint? client, out TimeSpan pause)
    {
        (client, pause) = (null, TimeSpan.Zero);
        try
        {
            Socket accepted = Listening.Accept(out client, waiting);
            accepted.Timeout = null;
            ConnectionMetrics.HasAccepted();
            return accepted;
        }
        catch (WouldBlockException)
        {
            return null;        // it was there, and is gone
        }
        catch (SocketFaultException error) when (AcceptFaults.IsOut(error.Errno))
        {
            ConnectionMetrics.CouldNotAccept(error.Errno);
            ConnectionMetrics.Pauses();
            pause = ServingOptions.PauseWhenOut;
            return null;
        }
        catch (SocketFaultException error) when (AcceptFaults.IsClientsFault(error.Errno))
        {
            ConnectionMetrics.CouldNotAccept(error.Errno);
            return null;
        }
    }

    internal static Task OnThread(Action work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
