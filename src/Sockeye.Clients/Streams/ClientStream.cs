using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Connections.Tls;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Streams;

/// <summary>A client's side of a conversation in bytes: a buffer to look ahead in, one timeout for both forms, TLS from the start or later, and a record of what is said.</summary>
/// <remarks>
/// <para>Forms. Each call says whether it is made blocking: then what it returns has completed (<see cref="Finished"/>). The forms may be mixed.</para>
/// <para>Time. <see cref="ClientOptions.Timeout"/> is for one call, or for all the reads of a verb where that has said <see cref="BeginVerb"/>. Where it ran
/// out on a plain socket nothing is lost and the call can be made again; anything else is thrown away then, TLS too.</para>
/// <para>Memory. The buffer is a shared one, and given back when all in it was consumed: who is idle holds none.</para>
/// <para>Threads. One reader and one writer at a time; <see cref="Abort"/> and <see cref="Dispose"/> from anywhere.</para>
/// </remarks>
internal sealed partial class ClientStream : IDisposable, IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly ClientOptions _options;
    private readonly Transcript? _transcript;
    private Carrier _carrier;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _told;      // up to here the record has it: what is consumed, so that a line is one entry however it came
    private Deadline _verbEnds;
    private bool _hasVerb;
    private int _isDisposed;
    private Exception? _cause;

    private ClientStream(Carrier carrier, ClientOptions options, string peer, Transcript? transcript)
    {
        (_carrier, _options, Peer, _transcript) = (carrier, options, peer, transcript);
        if (carrier.Tls is TlsInfo tls)
        {
            _transcript?.Secured(tls);
        }
    }

    /// <summary>Who is on the other side, for messages: as it was dialed ("example.org:25"), or its address.</summary>
    internal string Peer { get; }

    internal EndPoint? RemoteEndPoint => _carrier.Remote;

    internal EndPoint? LocalEndPoint => _carrier.Local;

    /// <summary>Null while the bytes go as they are.</summary>
    internal TlsInfo? Tls => _carrier.Tls;

    /// <summary>A read in this form that is cancelled loses nothing, and the next goes on. Else cancelling is the end of it.</summary>
    internal bool KeepsWhenCancelled(bool blocking) => _carrier.KeepsWhenCancelled(blocking);

    internal Conversation? Conversation => _options.Conversation;

    internal ClientOptions Options => _options;

    /// <summary>What was received and not consumed. It is good until the next <see cref="Fill"/>, <see cref="Read"/> or <see cref="Consume"/>.</summary>
    internal ReadOnlyMemory<byte> Buffered => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The reads from here on are one verb's, and have one timeout together. Who has called it calls it for every verb.</summary>
    internal void BeginVerb() => (_hasVerb, _verbEnds) = (true, Limit(_options));

    /// <summary>Receives more behind what is in <see cref="Buffered"/>, which it may make longer and never shorter. How long it may become is for the caller to limit.</summary>
    /// <returns>False: the peer has ended the stream.</returns>
    /// <exception cref="SocketTimeoutException">It took too long.</exception>
    /// <exception cref="SocketFaultException">A reset, or another error of the network.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<bool> Fill(bool blocking, CancellationToken cancellation)
    {
        MakeRoom();
        try
        {
            int count = await Receive(_buffer.AsMemory(_end), ReadEnds, blocking, cancellation).ConfigureAwait(false);
            _end += count;
            return count > 0;
        }
        finally
        {
            GiveBackIfEmpty();
        }
    }

    /// <summary>The first bytes of <see cref="Buffered"/> are done with.</summary>
    internal void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_end - _start), nameof(count));
        _start += count;
        TellUpTo(_start);
        GiveBackIfEmpty();
    }

    /// <summary>The same, and the record does not have it: <see cref="TellHeard"/> has what may be shown of it.</summary>
    internal void ConsumeUntold(int count)
    {
        _told = Math.Max(_told, _start + count);
        Consume(count);
    }

    /// <summary>To the record, where there is one: what the peer has said.</summary>
    internal void TellHeard(ReadOnlySpan<byte> shown) => _transcript?.Heard(shown);

    /// <summary>What is buffered first; then straight into the caller's memory.</summary>
    /// <returns>How many bytes, at least one; 0 at the end, and where there is no room.</returns>
    /// <inheritdoc cref="Fill" path="/exception"/>
    internal ValueTask<int> Read(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        if (_start == _end && !into.IsEmpty)
        {
            return ReceiveInto(into, blocking, cancellation);
        }

        int count = Math.Min(into.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(into.Span);
        Consume(count);
        return new ValueTask<int>(count);
    }

    /// <summary>Sends all of it.</summary>
    /// <param name="data">It must stay as it is until this is done.</param>
    /// <param name="blocking">It is over when this returns.</param>
    /// <param name="cancellation">Ends it early. A part may have gone, and the conversation is then good for nothing but to be closed.</param>
    /// <param name="secret">The record shows that something was said, and not what.</param>
    /// <inheritdoc cref="Fill" path="/exception"/>
    internal ValueTask Write(ReadOnlyMemory<byte> data, bool blocking, CancellationToken cancellation, bool secret = false)
    {
        _transcript?.Says(data.Span, secret);
        return Send(data, Limit(_options), blocking, cancellation);
    }

    /// <summary>Sends <paramref name="data"/>, and records <paramref name="shown"/> in its place.</summary>
    internal ValueTask WriteShown(ReadOnlyMemory<byte> data, ReadOnlySpan<byte> shown, bool blocking, CancellationToken cancellation)
    {
        _transcript?.Says(shown, secret: false);
        return Send(data, Limit(_options), blocking, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Send(ReadOnlyMemory<byte> data, Deadline end, bool blocking, CancellationToken cancellation)
    {
        try
        {
            await _carrier.Send(data, end, blocking, cancellation).ConfigureAwait(false);
        }
        catch (SocketTimeoutException late) when (_carrier.IsTooEarly(late, end))
        {
            await Send(data[(int)late.BytesTransferred..], end, blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw Told(error, "send");
        }
    }

    /// <summary>Says to the peer that nothing more comes, by close_notify too where TLS is spoken; what it still says can be read.</summary>
    /// <exception cref="NotSupportedException">A stream that has no halves.</exception>
    internal async ValueTask ShutdownSend(bool blocking, CancellationToken cancellation)
    {
        try
        {
            await _carrier.ShutdownSend(Limit(_options), blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not NotSupportedException)
        {
            throw Told(error, "shutdown");
        }

        _transcript?.EndsHalf();
    }

    /// <summary>Throws it away: the peer sees a reset, and what waits here, or is called later, fails with the cause.</summary>
    internal void Abort(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
        {
            _transcript?.Fails(cause);
            StopHandshake();
            _carrier.Abort(cause);
        }
    }

    /// <summary>Closes it. It waits for nobody.</summary>
    public void Dispose()
    {
        if (BeginDispose())
        {
            _carrier.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (BeginDispose())
        {
            await _carrier.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Deadline ReadEnds => _hasVerb ? _verbEnds : Limit(_options);

    private ValueTask<int> ReceiveInto(Memory<byte> into, bool blocking, CancellationToken cancellation)
        => _transcript is null ? Receive(into, ReadEnds, blocking, cancellation) : ReceiveAndTell(into, blocking, cancellation);

    private async ValueTask<int> ReceiveAndTell(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        int count = await Receive(into, ReadEnds, blocking, cancellation).ConfigureAwait(false);
        _transcript!.Heard(into.Span[..count]);
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Receive(Memory<byte> into, Deadline end, bool blocking, CancellationToken cancellation)
    {
        try
        {
            int count = await _carrier.Receive(into, end, blocking, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                TellUpTo(_end);
                _transcript?.HeardEnd();
            }

            return count;
        }
        catch (SocketTimeoutException late) when (_carrier.IsTooEarly(late, end))
        {
            return await Receive(into, end, blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw Told(error, "recv");
        }
    }

    // Our own time was up: what counts is the limit of the verb, and not what was left of it for the last call.
    private Exception Told(Exception error, string operation)
    {
        if (Volatile.Read(ref _cause) is Exception cause)
        {
            return cause;
        }

        TellUpTo(_end);
        if (error is SocketTimeoutException { IsConnectionLost: false } && _options.Timeout is TimeSpan limit)
        {
            error = FaultFactory.Create(new Fault(operation, Errno.ETIMEDOUT)
            {
                Remote = RemoteEndPoint,
                IsOwnTimeout = true,
                Cause = FormattableString.Invariant($"timed out after {limit.TotalSeconds:0.###} s"),
            });
        }

        _transcript?.Fails(error);
        return error;
    }

    private void MakeRoom()
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        }
        else if (_start > 0 && _buffer.Length - _end < _buffer.Length / 4)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end, _told) = (0, _end - _start, Math.Max(0, _told - _start));
        }
        else if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Larger());
            _buffer.AsSpan().CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private int Larger() => _buffer.Length < Array.MaxLength ? (int)Math.Min(Array.MaxLength, _buffer.Length * 2L)
        : throw new InsufficientMemoryException($"what {Peer} has sent is more than an array can hold");

    private void GiveBackIfEmpty()
    {
        if (_start == _end && _buffer.Length > 0)
        {
            byte[] done = _buffer;
            (_buffer, _start, _end, _told) = ([], 0, 0, 0);
            ArrayPool<byte>.Shared.Return(done);
        }
    }

    private void TellUpTo(int end)
    {
        if (_transcript is not null && _told < end)
        {
            _transcript.Heard(_buffer.AsSpan(_told, end - _told));
            _told = end;
        }
    }

    // The buffer is left to the collector: another thread may be reading into it.
    private bool BeginDispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return false;
        }

        _transcript?.Closes();
        StopHandshake();
        return true;
    }
}
