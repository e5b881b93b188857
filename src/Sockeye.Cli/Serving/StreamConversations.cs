using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Accepts connections and gives each a thread of its own, up to a limit. Nothing that a client does ends it.</summary>
internal sealed class StreamConversations(IService service, ServeOptions options, CancellationToken stop)
{
    // After an accept that failed for want of something (EMFILE …): trying again at once would only burn the processor.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // What a client had sent before it was turned away: read, lest the close becomes a reset that destroys our answer.
    private const int MostDrained = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Socket, Thread> _open = [];
    private long _count;
    private long _turnedAway;

    /// <summary>Conversations that were begun.</summary>
    internal long Count => Interlocked.Read(ref _count);

    /// <summary>Clients for whom there was no room.</summary>
    internal long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>Accepts until stopped.</summary>
    internal void Accept(Socket listener)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket connection = listener.Accept(out EndPoint peer, stop);
                Begin(connection, peer);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (ConnectionAbortedException gone)
            {
                options.Log.Detail(gone.Message);
            }
            catch (Exception shortage) when (shortage is SocketFaultException or OutOfMemoryException)
            {
                // .NET says "out of memory" where the system has no thread to give, or no descriptor for one.
                options.Log.Say($"{(shortage is SocketFaultException ? shortage.Message : "no thread for another conversation: it was closed")}; trying again");
                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }

    /// <summary>Closes what is open and waits for its threads.</summary>
    internal void End(Deadline end)
    {
        KeyValuePair<Socket, Thread>[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        foreach ((Socket connection, _) in open)
        {
            connection.Dispose();
        }

        foreach ((_, Thread thread) in open)
        {
            thread.Join(end.Left);
        }
    }

    private void Begin(Socket connection, EndPoint peer)
    {
        connection.Timeout = options.Idle;
        Thread? thread = null;
        lock (_gate)
        {
            if (stop.IsCancellationRequested)
            {
                connection.Dispose();
                return;
            }

            if (_open.Count < options.MaxConnections)
            {
                thread = new Thread(() => Converse(connection, peer)) { IsBackground = true, Name = $"conversation with {peer}" };
                _open.Add(connection, thread);
            }
        }

        if (thread is null)
        {
            TurnAway(connection, peer);
            return;
        }

        try
        {
            thread.Start();
        }
        catch
        {
            Forget(connection);
            throw;
        }
    }

    private void TurnAway(Socket connection, EndPoint peer)
    {
        Interlocked.Increment(ref _turnedAway);
        options.Log.Detail($"{peer}: turned away, {options.MaxConnections} conversations are open");
        using (connection)
        {
            try
            {
                connection.Blocking = false;
                connection.Send(service.TooMany);
                connection.Shutdown(ShutdownHow.SHUT_WR);
                byte[] drained = new byte[MostDrained];
                connection.Receive(drained.AsSpan());
            }
            catch (SocketFaultException)
            {
                // Nothing was there to read, or the client has gone: both are as well.
            }
        }
    }

    // The outer layer sorts the endings, the service is the clean path.
    private void Converse(Socket connection, EndPoint peer)
    {
        long number = Interlocked.Increment(ref _count);
        options.Log.Detail($"conversation {number}: {peer} connected");
        try
        {
            service.Converse(connection);
            options.Log.Detail($"conversation {number}: ended");
        }
        catch (ObjectDisposedException)
        {
            options.Log.Detail($"conversation {number}: closed, the server stops");
        }
        catch (SocketTimeoutException)
        {
            options.Log.Detail($"conversation {number}: closed, idle for {options.Idle?.TotalSeconds} s");
        }
        catch (SocketFaultException gone)
        {
            options.Log.Detail($"conversation {number}: {gone.Message}");
        }
        catch (Exception bug)
        {
            options.Log.Say($"conversation {number}: a bug in sockeye: {bug.GetType().Name}: {bug.Message}");
        }
        finally
        {
            Forget(connection);
        }
    }

    private void Forget(Socket connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }

        connection.Dispose();
    }
}
