using System.IO.Pipelines;
using System.Net;

namespace Sockeye.Connections.Tls;

/// <summary>What carries the encrypted bytes, whatever it is: a connection, a stream, a server's transport.</summary>
internal abstract class Carrier(PipeReader input, PipeWriter output)
{
    private readonly Output? _own = output as Output;
    private bool _collects;

    internal PipeReader Input => input;

    internal PipeWriter Output => output;

    internal abstract EndPoint? Peer { get; }

    /// <summary>What ended it before its time; null while there is nothing.</summary>
    internal abstract Exception? Cause { get; }

    /// <summary>What is awaited here has always completed.</summary>
    internal virtual bool WaitsWithThread => false;

    /// <summary>Both directions, for calls that wait with their thread.</summary>
    internal abstract Stream Blocking { get; }

    /// <summary>Waits with the thread until what was given to <see cref="Send"/> has gone.</summary>
    internal virtual void FlushBlocking() => Blocking.Flush();

    /// <summary>Before it is closed, by either side: drops what the peer has sent and nobody reads, for over that the kernel would reset the connection, and our last words with it. A server of TLS 1.3 sends tickets that clients seldom read.</summary>
    internal virtual void DropReceived()
    {
    }

    /// <summary>Sends what <see cref="Send"/> has kept, as far as that goes at once. Not under a flush.</summary>
    internal virtual void SendKept()
    {
    }

    /// <summary>Throws it away: what waits is told the cause.</summary>
    internal abstract void Abort(Exception cause);

    /// <summary>Closes it now.</summary>
    internal abstract void Close();

    /// <summary>Closes it, once what was given to <see cref="Send"/> has gone.</summary>
    internal abstract ValueTask CloseAsync();

    /// <summary>From now on <see cref="Send"/> keeps what it is given, so that all of it goes with one call; until the next flush.</summary>
    /// <param name="about">About how much that will be.</param>
    internal void Collect(int about)
    {
        _collects = true;
        output.GetSpan(about);
    }

    /// <summary>The end of that.</summary>
    internal void EndCollecting() => _collects = false;

    /// <summary>Sends what can go at once, and keeps the rest for the next flush. It never waits.</summary>
    internal void Send(ReadOnlySpan<byte> data)
    {
        if (_own is not null && !_collects)
        {
            _own.WriteNow(data);
        }
        else
        {
            data.CopyTo(output.GetSpan(data.Length));      // in one piece: it goes with one send
            output.Advance(data.Length);
        }
    }
}

/// <summary>A connection on a loop.</summary>
internal sealed class ConnectionCarrier(Connection connection) : Carrier(connection.Input, connection.Output)
{
    internal override EndPoint? Peer => connection.RemoteOrNull();

    internal override Exception? Cause => connection.Cause;

    internal override Stream Blocking => connection.AsStream(leaveOpen: true);

    internal override void DropReceived() => connection.DropReceived();

    internal override void Abort(Exception cause) => connection.Abort(cause);

    internal override void Close() => connection.Dispose();

    internal override ValueTask CloseAsync() => connection.DisposeAsync();
}

/// <summary>Any stream.</summary>
internal sealed class StreamCarrier(Stream stream) : Carrier(
    PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true, useZeroByteReads: true)),
    PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)))
{
    // A record of TLS and a little more.
    private const int BufferSize = 32 * 1024;

    private Exception? _cause;

    internal override EndPoint? Peer => null;

    internal override Exception? Cause => Volatile.Read(ref _cause);

    internal override Stream Blocking => stream;

    internal override void FlushBlocking() => Output.FlushAsync().AsTask().GetAwaiter().GetResult();

    internal override void Abort(Exception cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);
        stream.Dispose();
    }

    internal override void SendKept() => _ = TrySend();

    internal override void Close() => stream.Dispose();

    // The input is left as it is: completed, its memory would be another's, and a reader on another thread may be looking at it.
    internal override async ValueTask CloseAsync()
    {
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                await Output.CompleteAsync().ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The peer has gone: it is closed all the same.
        }
    }

    // Nobody waits for it, and if it has to wait the close ends it.
    private async Task TrySend()
    {
        Task sending = Output.FlushAsync().AsTask();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
