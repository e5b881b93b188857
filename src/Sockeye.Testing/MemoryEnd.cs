using System.IO.Pipelines;
using Sockeye.Native;
using Sockeye.Servers.Ways;
using Sockeye.Sockets;
using Sockeye.Testing.Pairs;

namespace Sockeye.Testing;

/// <summary>One end of a connection in memory: a <see cref="MemoryPair"/>'s, or a client of a <see cref="MemoryServer"/>.</summary>
public sealed class MemoryEnd : IDuplexPipe, IDisposable, IAsyncDisposable
{
    private readonly OneWay _incoming;
    private readonly OneWay _outgoing;
    private Exception? _cause;
    private int _isClosed;

    internal MemoryEnd(OneWay incoming, OneWay outgoing)
    {
        (_incoming, _outgoing) = (incoming, outgoing);
        Input = new WayReader(incoming);
        Output = new WayWriter(outgoing);
    }

    /// <summary>What the other end sends. Completing it closes this half: the other end's flushes then fail, as over a socket (EPIPE).</summary>
    public PipeReader Input { get; }

    /// <summary>What the other end is sent, with the next flush. Completing it is a half-close: the other end reads to the end.</summary>
    public PipeWriter Output { get; }

    /// <summary>What ended it before its time; null while there is nothing.</summary>
    public Exception? Cause => Volatile.Read(ref _cause) ?? _incoming.ReadFault ?? _outgoing.WriteFault;

    /// <summary>Both directions as one stream. As .NET's streams do, it tells a socket's error within an <see cref="IOException"/>.</summary>
    /// <param name="leaveOpen">False, the default: disposing the stream closes this end.</param>
    public Stream AsStream(bool leaveOpen = false) => new DuplexStream(this, leaveOpen ? null : this);

    /// <summary>Throws the connection away: what waits here ends with the cause, and the other end meets a <see cref="ConnectionResetException"/>. Bytes on their way are lost.</summary>
    /// <param name="cause">Why; a <see cref="ConnectionAbortedException"/> where nothing is said. Only the first counts.</param>
    public void Abort(Exception? cause = null)
    {
        if (Volatile.Read(ref _isClosed) != 0)
        {
            return;
        }

        EndWith(cause ?? SocketFault.Create("abort", Errno.ECONNABORTED));
        _outgoing.FailRead(SocketFault.Create("recv", Errno.ECONNRESET));
        _incoming.FailWrite(SocketFault.Create("send", Errno.ECONNRESET));
    }

    /// <summary>Closes it: the other end reads what was written so far and then the end of the stream; its flushes fail.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Output.Complete();
            Input.Complete();
            _incoming.CloseRead(new ObjectDisposedException(nameof(MemoryEnd), "this end is closed"));
        }
    }

    /// <summary>The same: in memory nothing has to be waited for.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Whatever reads or flushes here ends with it; with an earlier cause where there is one.</summary>
    internal void EndWith(Exception cause)
    {
        cause = Cause ?? Interlocked.CompareExchange(ref _cause, cause, null) ?? cause;
        _incoming.FailRead(cause);
        _outgoing.FailWrite(cause);
    }
}
