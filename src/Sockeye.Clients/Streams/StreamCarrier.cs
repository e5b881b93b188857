using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Clients.Streams;

/// <summary>A connection, TLS, or any stream. None of these has a time limit, so an alarm throws away what was too late; and so does a token, where the thread waits.</summary>
internal sealed class StreamCarrier : Carrier
{
    private readonly Stream _stream;
    private readonly Alarm _reading;
    private readonly Alarm _writing;
    private Exception? _cause;

    private StreamCarrier(Stream stream)
    {
        _stream = stream;
        _reading = new Alarm(() => TooLate("recv"));
        _writing = new Alarm(() => TooLate("send"));
    }

    internal override EndPoint? Remote => RemoteEndPoint;

    internal override EndPoint? Local => LocalEndPoint;

    internal override TlsInfo? Tls => Info;

    private EndPoint? RemoteEndPoint { get; init; }

    private EndPoint? LocalEndPoint { get; init; }

    private TlsInfo? Info { get; init; }

    /// <summary>What a half-close completes; null where there are no halves.</summary>
    private PipeWriter? Output { get; init; }

    internal required Action<Exception> Throw { get; init; }

    /// <summary>Ends what is awaited in a stream that we do not know, of which Dispose might not; null where the carrier knows how.</summary>
    private CancellationTokenSource? Ends { get; init; }

    /// <summary>How TLS begins; null where it is spoken already.</summary>
    private Func<TlsClientOptions, CancellationToken, Task<TlsConnection>>? Upgrade { get; init; }

    internal static StreamCarrier Of(Connection connection) => new(connection.AsStream())
    {
        RemoteEndPoint = connection.RemoteEndPoint,
        LocalEndPoint = connection.LocalEndPoint,
        Output = connection.Output,
        Throw = connection.Abort,
        Upgrade = (options, cancellation) => TlsConnection.ConnectAsync(connection, options, cancellation),
    };

    internal static StreamCarrier Of(TlsConnection secure, EndPoint? local = null) => new(secure.AsStream())
    {
        RemoteEndPoint = secure.RemoteEndPoint,
        LocalEndPoint = local,
        Info = secure.Info,
        Output = secure.Output,
        Throw = secure.Abort,
    };

    internal static StreamCarrier Of(Stream stream)
    {
        var ends = new CancellationTokenSource();
        return new StreamCarrier(stream)
        {
            Throw = _ => ThrowAway(stream, ends),
            Ends = ends,
            Upgrade = (options, cancellation) => TlsConnection.ConnectAsync(stream, options, cancellation),
        };
    }

    internal override ValueTask<int> Receive(Memory<byte> into, Deadline end, bool blocking, CancellationToken cancellation)
    {
        Demand();
        return blocking ? new ValueTask<int>(ReceiveBlocking(into.Span, end, cancellation)) : ReceiveAwaited(into, end, cancellation);
    }

    // A thread that waits in a stream is only woken by its end; and what a stream does that we do not know, we do not know.
    internal override bool KeepsWhenCancelled(bool blocking) => !blocking && Output is not null;

    internal override ValueTask Send(ReadOnlyMemory<byte> data, Deadline end, bool blocking, CancellationToken cancellation)
    {
        Demand();
        if (!blocking)
        {
            return SendAwaited(data, end, cancellation);
        }

        SendBlocking(data.Span, end, cancellation);
        return default;
    }

    // Awaited, for Complete alone drops what the kernel has no room for: in TLS the word that this is the end.
    internal override async ValueTask ShutdownSend(Deadline end, bool blocking, CancellationToken cancellation)
    {
        Demand();
        if (Output is null)
        {
            throw new NotSupportedException("this stream has no half that could be ended by itself");
        }

        _writing.Set(end);
        try
        {
            using CancellationTokenRegistration stop = StopBy(cancellation);
            await Done(Output.CompleteAsync().AsTask(), blocking).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Exception fault = Fault(error);
            if (fault is not (ConnectionResetException or BrokenPipeException))
            {
                throw fault;
            }
        }
        finally
        {
            _writing.Clear();
        }
    }

    internal override void Abort(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
        {
            Throw(cause);
        }
    }

    internal override async ValueTask<Carrier> Secure(TlsClientOptions options, bool blocking, CancellationToken cancellation)
    {
        if (Upgrade is null)
        {
            throw new InvalidOperationException("this conversation is in TLS already");
        }

        Clear();
        return await Handshake(Upgrade(options, cancellation), Local, blocking).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        Clear();
        if (Ends is not { IsCancellationRequested: true })
        {
            _stream.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        Clear();
        if (Ends is { IsCancellationRequested: true })
        {
            return;     // thrown away already
        }

        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketFaultException || gone == _cause)
        {
            // The peer has gone: it is closed all the same.
        }
    }

    private void Clear()
    {
        _reading.Dispose();
        _writing.Dispose();
    }

    private void Demand()
    {
        if (Volatile.Read(ref _cause) is Exception cause)
        {
            throw cause;
        }
    }

    private void TooLate(string operation) => Abort(FaultFactory.Create(new Fault(operation, Errno.ETIMEDOUT) { Remote = Remote, IsOwnTimeout = true, Cause = "the time was up" }));

    private int ReceiveBlocking(Span<byte> into, Deadline end, CancellationToken cancellation)
    {
        _reading.Set(end);
        try
        {
            using CancellationTokenRegistration stop = StopBy(cancellation);
            int count = _stream.Read(into);
            Demand();       // what was thrown away has an end too
            return count;
        }
        catch (Exception error)
        {
            throw Fault(error);
        }
        finally
        {
            _reading.Clear();
        }
    }

    private void SendBlocking(ReadOnlySpan<byte> data, Deadline end, CancellationToken cancellation)
    {
        _writing.Set(end);
        try
        {
            using CancellationTokenRegistration stop = StopBy(cancellation);
            _stream.Write(data);
            if (Output is null)
            {
                _stream.Flush();        // a stream that we do not know may keep it
            }
        }
        catch (Exception error)
        {
            throw Fault(error);
        }
        finally
        {
            _writing.Clear();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAwaited(Memory<byte> into, Deadline end, CancellationToken cancellation)
    {
        try
        {
            using CancellationTokenSource? either = Link(cancellation);
            ValueTask<int> reading = _stream.ReadAsync(into, either?.Token ?? Ends?.Token ?? cancellation);
            if (!reading.IsCompleted)
            {
                _reading.Set(end);
            }

            int count = await reading.ConfigureAwait(false);
            Demand();
            return count;
        }
        catch (Exception error)
        {
            throw Fault(error);
        }
        finally
        {
            _reading.Clear();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAwaited(ReadOnlyMemory<byte> data, Deadline end, CancellationToken cancellation)
    {
        try
        {
            if (Output is null)
            {
                _writing.Set(end);
                await SendAndFlush(data, cancellation).ConfigureAwait(false);
                return;
            }

            ValueTask writing = _stream.WriteAsync(data, cancellation);
            if (!writing.IsCompleted)
            {
                _writing.Set(end);
            }

            await writing.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw Fault(error);
        }
        finally
        {
            _writing.Clear();
        }
    }

    private async Task SendAndFlush(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        using CancellationTokenSource? either = Link(cancellation);
        CancellationToken stop = either?.Token ?? Ends?.Token ?? cancellation;
        await _stream.WriteAsync(data, stop).ConfigureAwait(false);
        await _stream.FlushAsync(stop).ConfigureAwait(false);
    }

    private CancellationTokenSource? Link(CancellationToken cancellation)
        => Ends is not null && cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellation, Ends.Token) : null;

    // A stream that has kept something may wait in Dispose, with the thread, until the peer takes it.
    private static void ThrowAway(Stream stream, CancellationTokenSource ends)
    {
        _ = ends.CancelAsync();
        _ = Close(stream);
    }

    private static async Task Close(Stream stream) => await stream.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private CancellationTokenRegistration StopBy(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return cancellation.CanBeCanceled ? cancellation.UnsafeRegister(static (carrier, token) => ((StreamCarrier)carrier!).Abort(new OperationCanceledException(token)), this) : default;
    }

    // .NET's streams wrap an error of the socket; and what was thrown away fails in many ways, of which the cause is the true one.
    private Exception Fault(Exception error) => Volatile.Read(ref _cause) ?? (error is IOException { InnerException: SocketFaultException fault } ? fault : error);
}
