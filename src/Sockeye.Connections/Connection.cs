using System.Diagnostics.Tracing;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections.Telemetry;
using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Connections;

/// <summary>A stream to a peer, on a loop: bytes come in by <see cref="Input"/> and go out by <see cref="Output"/>.</summary>
/// <remarks>
/// <para>Threads. One reader and one writer at a time, on any threads. What awaits the connection runs on its lane: see <see cref="Lane"/>.
/// <see cref="Abort"/> and <see cref="Dispose"/> may be called from anywhere, at any time.</para>
/// <para>Blocking. A handler may block, but not on a task of its own connection (<c>.Result</c>, <c>.Wait()</c>): that is completed only after the
/// handler, and nothing ends the wait. The synchronous members of the stream wait with the thread and do no harm. Other connections go on,
/// but for <see cref="Lane.Inline"/>.</para>
/// <para>Ends. The peer's end of stream completes the input. Completing the output tells the peer that nothing more comes (a half-close); when
/// both halves are completed the connection closes. The first cause that ends it is the one that everything waiting is told. One that is
/// forgotten, with nothing waiting on it, is closed when the garbage collector finds it.</para>
/// <para>Errors are those of <see cref="Socket"/>: <see cref="ConnectionResetException"/>, <see cref="BrokenPipeException"/>, and so on, with operation and peer.</para>
/// </remarks>
public sealed partial class Connection : IDuplexPipe, IStarter, IDisposable, IAsyncDisposable
{
    private readonly Input _input;
    private readonly Output _output;
    private PeerAddress _peer;
    private Exception? _cause;
    private ConnectionStream? _stream;
    private readonly ConnectionOptions _options;

    private Connection(ConnectionOptions options)
    {
        _options = options;
        _input = new Input(this);
        _output = new Output(this);
    }

    /// <summary>Closes it where it was forgotten: nobody has it, and nothing waits on it.</summary>
    ~Connection()
    {
        Channel?.Descriptor.CloseForgotten();
        _input?.Abandon();
    }

    /// <summary>What was received. Its bytes are lent: they are good until <see cref="PipeReader.AdvanceTo(SequencePosition)"/>, and what is not consumed is kept.</summary>
    public PipeReader Input => _input;

    /// <summary>What is to be sent. A flush completes when the kernel has taken all of it. A cancelled one may have sent a part.</summary>
    public PipeWriter Output => _output;

    /// <summary>True once it was closed, aborted or detached by this side.</summary>
    public bool IsClosed => Descriptor.IsClosed;

    /// <summary>What ended it before its time: the error that <see cref="Abort"/> was given, or the first that a call met; null while there is none.</summary>
    public Exception? Cause => Volatile.Read(ref _cause);

    /// <summary>This side's address: getsockname(2).</summary>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public EndPoint LocalEndPoint => Address(SocketCalls.GetSockName, "getsockname");

    /// <summary>The peer's address, still known when the peer has gone; unnamed for a Unix client that was not bound.</summary>
    /// <exception cref="ObjectDisposedException">The connection was closed before anybody asked.</exception>
    public EndPoint RemoteEndPoint => _peer.EndPoint ??= Address(SocketCalls.GetPeerName, "getpeername");

    internal Channel Channel { get; private set; } = null!;

    internal Descriptor Descriptor => Channel.Descriptor;

    /// <summary>Puts a connected stream socket onto a loop. The socket is closed afterwards: its descriptor belongs to the connection.</summary>
    /// <exception cref="ArgumentException">The socket is no stream.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the loops were disposed.</exception>
    /// <exception cref="InvalidOperationException">A call on the socket is in flight.</exception>
    /// <exception cref="SocketFaultException">The loop cannot watch it: the limit of watched descriptors is reached. Or it is the first on its loops, and no descriptor is left to make them with (EMFILE).</exception>
    public static Connection Adopt(Socket socket, ConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.Kind != SocketKind.SOCK_STREAM)
        {
            throw new ArgumentException($"only a SOCK_STREAM socket makes a connection, and this one is {socket.Kind}", nameof(socket));
        }

        options ??= new ConnectionOptions();
        var connection = new Connection(options);
        connection.RememberPeer(socket);
        Loop loop = connection.NearestLoop();       // before the socket is touched: what it throws leaves it as it was
        bool isTcp = socket.IsTcp;
        if (isTcp && options.NoDelay)
        {
            socket.Options.NoDelay = true;
        }

        SysResult opened = connection.TryOpen(Descriptor.AdoptFinalized(socket.Detach()), loop, new ChannelOptions
        {
            Handlers = loop.Group.Adopted,
            Lane = options.Lane,
            IsTcp = isTcp,
            IsConnection = true,
        });
        if (opened.Failed)
        {
            throw WatchFault.Create(opened.Error, remote: connection.RemoteOrNull());
        }

        ConnectionMetrics.HasAdopted();
        return connection;
    }

    /// <summary>Two ends that are joined within this machine, without a network and an address: for tests, and between parts of a program. See socketpair(2).</summary>
    /// <exception cref="SocketFaultException">Too many open files (EMFILE).</exception>
    public static (Connection First, Connection Second) CreatePair(ConnectionOptions? options = null)
    {
        (Socket first, Socket second) = Socket.SocketPair();
        using (first)
        using (second)
        {
            Connection one = Adopt(first, options);
            try
            {
                return (one, Adopt(second, options));
            }
            catch
            {
                one.Dispose();
                throw;
            }
        }
    }

    /// <summary>The connection as a stream. What <see cref="Input"/> has received and not given out is read first.</summary>
    /// <param name="leaveOpen">False, the default: disposing the stream disposes the connection.</param>
    public Stream AsStream(bool leaveOpen = false)
        => _stream is ConnectionStream made && made.LeavesOpen == leaveOpen ? made : _stream = new ConnectionStream(this, leaveOpen);

    /// <summary>Throws the connection away: the peer is sent a reset, and whatever waits here ends with the cause. Bytes on their way are lost.</summary>
    /// <param name="cause">Why; a <see cref="ConnectionAbortedException"/> where nothing is said. Only the first counts.</param>
    public void Abort(Exception? cause = null)
    {
        if (IsClosed)
        {
            return;
        }

        SetCause(cause ?? FaultFactory.Create(new Fault("abort", Errno.ECONNABORTED) { Remote = RemoteOrNull(), Cause = "the connection was aborted by this side" }));
        if (Descriptor.TryHold())
        {
            OptionCalls.ResetOnClose(Descriptor.Raw);
            Descriptor.Release();
        }

        Dispose();
    }

    /// <summary>Closes it now. What was not flushed is dropped; what was flushed is still delivered. Where bytes lie here unread, the kernel resets the connection.</summary>
    /// <remarks>A read or a flush under way ends with <see cref="ObjectDisposedException"/>. Bytes that are being looked at stay as they are.</remarks>
    public void Dispose()
    {
        GC.SuppressFinalize(this);

        // The memory of both halves is left alone: another thread may be in the midst of it.
        Descriptor.Dispose();
        _input.Abandon();
    }

    /// <summary>The same, after what is in <see cref="Output"/> was flushed, for which the peer has <see cref="ConnectionOptions.CloseTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!IsClosed && _output.CanFlush)
            {
                await FlushAtLast().ConfigureAwait(false);
            }
        }
        finally
        {
            Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Takes the socket off the loop: afterwards this connection is closed, and the descriptor is not.</summary>
    /// <param name="left">Bytes that were received and not consumed: they come before what the socket receives next.</param>
    /// <exception cref="InvalidOperationException">A read or a flush is under way, or bytes were written and not flushed.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public Socket Detach(out byte[] left)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_input.IsUnderWay || _output.IsUnderWay || _output.UnflushedBytes > 0)
        {
            throw new InvalidOperationException("a connection is detached when nothing is under way on it, and all is flushed");
        }

        int descriptor = Descriptor.Detach();
        left = _input.TakeAll();
        Dispose();
        return Socket.Adopt(descriptor);
    }

    internal static Connection Prepare(ConnectionOptions options) => new(options);

    /// <summary>By whoever ran the handler, when that is over: nobody looks at what was received any more.</summary>
    internal ValueTask EndAsync()
    {
        _input.LetGo();
        _input.Unwatch();
        _output.Unwatch();
        _stream?.Unwatch();
        return DisposeAsync();
    }

    /// <summary>The same where it threw.</summary>
    internal void Fail(Exception error)
    {
        _input.LetGo();
        Abort(error);
    }

    internal SysResult TryOpen(Descriptor descriptor, Loop loop, ChannelOptions options, IStarter? starter = null)
    {
        Channel = new Channel(loop, descriptor, options, starter);
        SysResult opened = loop.Open(Channel);
        if (opened.Failed)
        {
            descriptor.Dispose();
        }

        return opened;
    }

    /// <summary>The error for a call that failed; the first one stays the cause.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="error">What it said.</param>
    /// <param name="cancelled">The token that ended it, if one did.</param>
    internal Exception Fault(string operation, Errno error, CancellationToken cancelled = default)
    {
        if (Cause is Exception cause)
        {
            return cause;
        }

        if (error == Errno.ECANCELED)
        {
            return IsClosed ? new ObjectDisposedException(nameof(Connection), $"{operation}: the connection is closed")
                : Channel.Loop.HasEnded ? new ObjectDisposedException(nameof(LoopGroup), $"{operation}: the loops of the connection were stopped")
                : new OperationCanceledException(cancelled);
        }

        return SetCause(FaultFactory.Create(new Fault(operation, error) { Remote = RemoteOrNull() }));
    }

    internal void HalfIsDone(Exception? exception)
    {
        if (exception is not null)
        {
            Abort(exception);
        }

        Interlocked.MemoryBarrier();        // both halves may complete at once: one of them sees the other
        if (_input.HasCompleted && _output.HasCompleted)
        {
            Dispose();
        }
    }

    internal void Shutdown(int how)
    {
        if (Descriptor.TryHold())
        {
            SocketCalls.Shutdown(Descriptor.Raw, how);      // ENOTCONN: the peer has gone already, and that is told by the next read
            Descriptor.Release();
        }
    }

    /// <summary>As the kernel said it at accept: an address becomes an object when somebody asks for it.</summary>
    internal void RememberPeer(ReadOnlySpan<byte> address) => _peer = new PeerAddress(address);

    private Loop NearestLoop()
    {
        try
        {
            return (_options.Loops ?? LoopGroup.Default).Nearest();
        }
        catch (LoopFault none)
        {
            throw WatchFault.Create(none, remote: _peer.EndPoint);
        }
    }

    // A socket that was reset has no peer any more, and the error is to name it.
    private void RememberPeer(Socket socket)
    {
        Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
        if (socket.Descriptor.TryHold())
        {
            if (!SocketCalls.GetPeerName(socket.Descriptor.Raw, address, out int length).Failed)
            {
                RememberPeer(address[..length]);
            }

            socket.Descriptor.Release();
        }
    }

    private Exception SetCause(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is Exception first)
        {
            return first;
        }

        ConnectionMetrics.HasFailed(cause);
        if (LoopEvents.Log.IsEnabled(EventLevel.Informational, EventKeywords.None))
        {
            LoopEvents.Log.ConnectionFailed(RemoteOrNull()?.ToString() ?? "somebody", cause.Message);
        }

        return cause;
    }

    private async ValueTask FlushAtLast()
    {
        try
        {
            ValueTask<FlushResult> flush = _output.FlushAsync();
            if (flush.IsCompleted)
            {
                await flush.ConfigureAwait(false);
                return;
            }

            using ITimer limit = Channel.Loop.Group.Options.Clock.CreateTimer(static connection => ((Connection)connection!).GiveUp(), this, _options.CloseTimeout, Timeout.InfiniteTimeSpan);
            await flush.ConfigureAwait(false);
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException || error == Cause)
        {
            SetCause(error);        // the peer has gone: it is closed all the same
        }
    }

    private void GiveUp() => Abort(FaultFactory.Create(new Fault("close", Errno.ETIMEDOUT)
    {
        Remote = RemoteOrNull(),
        IsOwnTimeout = true,
        Cause = $"the peer did not take what was left to send within {_options.CloseTimeout.TotalSeconds:0.###} s",
    }));

    /// <summary>For a test that has waited in vain: where both halves stand, in one line.</summary>
    internal string Describe()
        => $"with {RemoteOrNull()}: {(_input.IsUnderWay ? "reads" : "does not read")}, {_input.Left} bytes not consumed; {(_output.IsUnderWay ? "flushes" : "does not flush")}, {_output.UnflushedBytes} bytes not flushed; {Channel.Describe()}";

    internal EndPoint? RemoteOrNull()
    {
        try
        {
            return RemoteEndPoint;
        }
        catch (Exception unknown) when (unknown is SocketFaultException or ObjectDisposedException)
        {
            return null;
        }
    }

    private delegate SysResult AddressCall(int descriptor, Span<byte> into, out int length);

    private EndPoint Address(AddressCall call, string operation)
    {
        if (!Descriptor.TryHold())
        {
            throw new ObjectDisposedException(nameof(Connection), $"{operation}: the connection is closed");
        }

        try
        {
            Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
            SysResult got = call(Descriptor.Raw, address, out int length);
            return got.Failed
                ? throw FaultFactory.Create(new Fault(operation, got.Error))
                : AddressCodec.Read(address[..length]) ?? UnixEndPoint.Unnamed;
        }
        finally
        {
            Descriptor.Release();
        }
    }
}
