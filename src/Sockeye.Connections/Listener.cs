using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Loops;
using Sockeye.Loops.Guarding;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Connections;

/// <summary>Accepts connections and spreads them over the loops, one after the other.</summary>
/// <remarks>
/// A client that is gone before it was accepted is passed over. When descriptors or memory run out, accepting pauses and goes on by itself:
/// the listener neither ends nor spins. Clients that come meanwhile wait in the backlog.
/// </remarks>
public sealed class Listener : IDisposable, IAsyncDisposable
{
    private int _isTaken;
    private long _accepted;
    private long _errors;

    private Listener(Socket socket, ListenerOptions options)
    {
        Options = options;
        Group = options.Connections.Loops ?? LoopGroup.Default;
        IsTcp = socket.IsTcp;
        LocalEndPoint = socket.LocalEndPoint;
        socket.NonBlockingDescriptor = true;
        SysResult opened = NextLoop().Open(
            Descriptor.Adopt(socket.Detach()),
            new ChannelOptions { Handlers = new HandlerKind($"accepting on {LocalEndPoint}"), Lane = options.Connections.Lane },
            out Channel channel);
        Channel = channel;
        if (opened.Failed)
        {
            Channel.Descriptor.Dispose();
            throw WatchFault.Create(opened.Error, local: LocalEndPoint);
        }
    }

    /// <summary>Stops listening where it was forgotten: nobody has it, and nobody accepts.</summary>
    ~Listener() => Channel?.Descriptor.CloseForgotten();

    /// <summary>Where it listens, with the port that the system gave.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>How many connections were accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>How often accepting failed for want of descriptors or memory, and paused.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    internal ListenerOptions Options { get; }

    internal LoopGroup Group { get; }

    internal Channel Channel { get; }

    internal bool IsTcp { get; }

    /// <summary>Binds and listens.</summary>
    /// <param name="address">Where: an IP address and port (0 for any that is free), or a Unix path or abstract name.</param>
    /// <param name="options">How.</param>
    /// <exception cref="AddressInUseException">Somebody listens there; the error says who, where that can be told.</exception>
    /// <exception cref="SocketFaultException">Not allowed, no such address, no loop can watch it …</exception>
    /// <exception cref="ObjectDisposedException">The loops were disposed.</exception>
    public static Listener Bind(EndPoint address, ListenerOptions? options = null)
    {
        options ??= new ListenerOptions();
        using Socket socket = Socket.CreateServer(address, options.Server);
        return Adopt(socket, options);
    }

    /// <summary>Takes a socket that listens. It is closed afterwards: its descriptor belongs to the listener.</summary>
    /// <exception cref="ArgumentException">The socket is no stream.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the loops were disposed.</exception>
    /// <exception cref="SocketFaultException">No loop can watch it: the limit of watched descriptors is reached. Or it is the first on its loops, and no descriptor is left to make them with (EMFILE).</exception>
    public static Listener Adopt(Socket socket, ListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        options ??= new ListenerOptions();
        if (socket.Kind != SocketKind.SOCK_STREAM)
        {
            throw new ArgumentException($"only a SOCK_STREAM socket accepts connections, and this one is {socket.Kind}", nameof(socket));
        }

        if (socket.IsTcp && options.Connections.NoDelay)
        {
            socket.Options.NoDelay = true;      // the accepted ones inherit it
        }

        return new Listener(socket, options);
    }

    /// <summary>The next connection; the caller disposes it. Only one may accept at a time, in whatever way.</summary>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    /// <exception cref="InvalidOperationException">Somebody accepts already.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<Connection> AcceptAsync(CancellationToken cancellation = default)
    {
        Take();
        try
        {
            return await new Acceptor(this, serving: null).One(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }

    /// <summary>All connections, one after the other, until the listener is closed.</summary>
    /// <inheritdoc cref="AcceptAsync" path="/exception"/>
    public async IAsyncEnumerable<Connection> AcceptAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            Connection next;
            try
            {
                next = await AcceptAsync(cancellation).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            yield return next;
        }
    }

    /// <summary>Serves each connection with a handler, on its loop, until the listener is closed or the token is cancelled.</summary>
    /// <remarks>
    /// <para>The handler begins on the loop of its connection, and runs on its lane. When it ends the connection is closed; what it throws aborts
    /// that connection alone, and goes to <paramref name="failed"/>. Python: <c>asyncio.start_server</c>.</para>
    /// <para>With nobody to tell, what a handler throws is seen in the counter "sockeye.connections.failed" and the event "ConnectionFailed" only.</para>
    /// <para>Nobody waits for conversations when accepting ends: give the handler a token, keep count of them, and <see cref="Connection.Abort"/>
    /// those that stay. Nor is a peer dropped that says nothing: docs/connections.md shows both.</para>
    /// </remarks>
    /// <param name="handler">A conversation with one client.</param>
    /// <param name="failed">Told of what handlers throw, once each, but not where the connection was lost; null to tell nobody. What it throws itself is the event "CallbackFailed".</param>
    /// <param name="cancellation">Ends accepting, without an error. Conversations go on, clients wait in the backlog, and the listener may be served again.</param>
    /// <returns>A task that ends when accepting ends.</returns>
    /// <exception cref="InvalidOperationException">Somebody accepts already.</exception>
    /// <exception cref="ObjectDisposedException">The listener was closed before.</exception>
    /// <exception cref="SocketFaultException">The socket can accept no more. Want of descriptors or memory is none of this: see <see cref="ListenerOptions.PauseWhenOut"/>.</exception>
    public Task ServeAsync(Func<Connection, Task> handler, Action<Connection, Exception>? failed = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return ServeAsync(new Serving(handler, failed), cancellation);
    }

    /// <summary>Stops listening, and ends whoever accepts. Conversations go on. Clients in the backlog are reset by the kernel.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Channel.Descriptor.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    internal async Task ServeAsync(Serving serving, CancellationToken cancellation = default)
    {
        Take();
        try
        {
            await new Acceptor(this, serving).All(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }

    internal void CountAccepted() => Interlocked.Increment(ref _accepted);

    internal void CountError() => Interlocked.Increment(ref _errors);

    private Loop NextLoop()
    {
        try
        {
            return Group.Next();
        }
        catch (LoopFault none)
        {
            throw WatchFault.Create(none, local: LocalEndPoint);
        }
    }

    private void Take()
    {
        ObjectDisposedException.ThrowIf(Channel.Descriptor.IsClosed, this);
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("somebody accepts on this listener already");
        }
    }
}
