using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sockeye.Connections.Tls;

/// <summary>The sending half of TLS. With nothing buffered, a write is encrypted from the caller's own memory and goes to the kernel as it is.</summary>
/// <remarks>
/// A flush encrypts a part at a time, and lets the carrier send it before the next: that is the back-pressure. Encrypting never waits, so what a cancelled
/// flush has encrypted is sent by the next one, as is what it had not come to.
/// </remarks>
internal sealed class TlsOutput(TlsConnection connection) : PipeWriter
{
    private const int SmallestBuffer = 4096;

    // Four records: what the carrier keeps, for a peer that does not read, is not much more.
    private const int Part = 64 * 1024;

    // Of TLS: at most so much in one, and no more than so much around it (RFC 5246, 6.2.3).
    private const int Record = 16 * 1024;
    private const int Overhead = 5 + 1024;

    private byte[]? _buffer;
    private int _length;
    private int _isUnderWay;

    internal bool HasCompleted { get; private set; }

    internal bool IsUnderWay => Volatile.Read(ref _isUnderWay) != 0;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        DemandOpen();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_buffer is null || _buffer.Length - _length < Math.Max(1, sizeHint))
        {
            Grow(sizeHint);
        }

        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        int room = _buffer is null ? 0 : _buffer.Length - _length;
        if (bytes < 0 || bytes > room)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"GetMemory gave {room} bytes");
        }

        _length += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        DemandOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);      // nothing was taken
        }

        if (_length > 0)
        {
            source.Span.CopyTo(GetSpan(source.Length));
            _length += source.Length;
            return FlushAsync(cancellationToken);
        }

        Begin();
        return Send(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        DemandOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        Begin();
        return Send(_buffer is null ? default : _buffer.AsMemory(0, _length), cancellationToken);
    }

    public override void CancelPendingFlush() => connection.Below.Output.CancelPendingFlush();

    /// <summary>Ends what we send, by a word of TLS and then by the carrier's end. What was not flushed is dropped; with an error the connection is aborted.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (HasCompleted)
        {
            return;
        }

        HasCompleted = true;
        if (TryBegin())
        {
            Drop();
            End();
        }

        if (exception is null)
        {
            connection.SayEnd();
        }

        connection.HalfIsDone(exception, isInput: false);
    }

    /// <summary>The same, after everything was flushed. Where that fails it is completed all the same, with the error, which is thrown.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (!HasCompleted && exception is null)
        {
            ValueTask<FlushResult> flush = FlushAsync();        // what it throws at once is the caller's mistake, and changes nothing
            try
            {
                DemandSent(await flush.ConfigureAwait(false));
                connection.SayEnd();
                DemandSent(await connection.Below.Output.FlushAsync().ConfigureAwait(false));
            }
            catch (Exception error)
            {
                Complete(error);
                throw;
            }
        }

        Complete(exception);
    }

    /// <summary>By who closes: encrypts what was written and not flushed, and leaves the sending to the carrier.</summary>
    internal void HandOver()
    {
        if (!HasCompleted && TryBegin())
        {
            try
            {
                Encrypt(_buffer.AsMemory(0, _length));
                Drop();
            }
            finally
            {
                End();
            }
        }
    }

    /// <summary>As <see cref="WriteAsync"/>, and waits with the thread.</summary>
    internal void WriteBlocking(ReadOnlySpan<byte> source)
    {
        DemandOpen();
        Begin();
        try
        {
            if (_length > 0)
            {
                EncryptBlocking(_buffer.AsSpan(0, _length));
                Drop();
            }

            for (; !source.IsEmpty; source = source[Math.Min(Part, source.Length)..])
            {
                EncryptBlocking(source[..Math.Min(Part, source.Length)]);
                connection.Below.FlushBlocking();
            }

            connection.Below.FlushBlocking();
        }
        catch (Exception error)
        {
            throw connection.Fault(error, "TLS write", default);
        }
        finally
        {
            End();
        }
    }

    private ValueTask<FlushResult> Send(ReadOnlyMemory<byte> what, CancellationToken cancellation)
    {
        do
        {
            ReadOnlyMemory<byte> part = what[..Math.Min(Part, what.Length)];
            what = what[part.Length..];
            ValueTask<FlushResult> flush;
            try
            {
                Encrypt(part);
                flush = connection.Below.Output.FlushAsync(cancellation);
            }
            catch (Exception error)
            {
                Drop();
                End();
                return ValueTask.FromException<FlushResult>(connection.Fault(error, "TLS write", cancellation));
            }

            if (!flush.IsCompletedSuccessfully)
            {
                return SendOn(flush, what, cancellation);
            }

            if (flush.Result.IsCanceled)
            {
                Keep(what);
                End();
                return new ValueTask<FlushResult>(new FlushResult(isCanceled: true, isCompleted: false));
            }
        }
        while (!what.IsEmpty);
        Drop();
        End();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> SendOn(ValueTask<FlushResult> flush, ReadOnlyMemory<byte> what, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if ((await flush.ConfigureAwait(false)).IsCanceled)
                {
                    Keep(what);
                    return new FlushResult(isCanceled: true, isCompleted: false);
                }

                if (what.IsEmpty)
                {
                    Drop();
                    return default;
                }

                ReadOnlyMemory<byte> part = what[..Math.Min(Part, what.Length)];
                what = what[part.Length..];
                Encrypt(part);
                flush = connection.Below.Output.FlushAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Keep(what);
            throw;
        }
        catch (Exception error)
        {
            Drop();
            throw connection.Fault(error, "TLS write", cancellation);
        }
        finally
        {
            End();
        }
    }

    // What it writes to never waits, so neither does this. One record goes from where it was encrypted; several are collected, and go together.
    private void Encrypt(ReadOnlyMemory<byte> part)
    {
        if (part.IsEmpty)
        {
            return;
        }

        if (part.Length > Record)
        {
            connection.Below.Collect(part.Length + (part.Length / Record + 1) * Overhead);
        }

        connection.Writing.Enter();
        try
        {
            ValueTask encrypted = connection.Secure.WriteAsync(part);
            if (!encrypted.IsCompleted)
            {
                throw new InvalidOperationException("SslStream waits though its stream does not");
            }

            encrypted.GetAwaiter().GetResult();
        }
        finally
        {
            connection.Writing.Leave();
            connection.Below.EndCollecting();
        }
    }

    private void EncryptBlocking(ReadOnlySpan<byte> part)
    {
        connection.Writing.Enter();
        try
        {
            connection.Secure.Write(part);
        }
        finally
        {
            connection.Writing.Leave();
        }
    }

    private void Keep(ReadOnlyMemory<byte> left)
    {
        if (left.IsEmpty)
        {
            Drop();
            return;
        }

        byte[] kept = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, left.Length));
        left.Span.CopyTo(kept);
        int length = left.Length;
        Drop();
        (_buffer, _length) = (kept, length);
    }

    private void Grow(int sizeHint)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, checked((_length * 2) + sizeHint)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private void Drop()
    {
        if (_buffer is byte[] buffer)
        {
            (_buffer, _length) = (null, 0);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void DemandSent(FlushResult flush)
    {
        if (flush.IsCanceled && (_length > 0 || connection.Below.Output.UnflushedBytes > 0))
        {
            throw new OperationCanceledException("the flush was cancelled: the peer does not get all that was written");
        }
    }

    private void DemandOpen()
    {
        if (HasCompleted)
        {
            throw new InvalidOperationException("the output was completed: nothing more is written");
        }

        if (IsUnderWay)
        {
            throw UnderWay();
        }
    }

    // One at a time, and who closes on another thread may be the other one.
    private void Begin()
    {
        if (!TryBegin())
        {
            throw UnderWay();
        }
    }

    private bool TryBegin() => Interlocked.CompareExchange(ref _isUnderWay, 1, 0) == 0;

    private void End() => Volatile.Write(ref _isUnderWay, 0);

    private static InvalidOperationException UnderWay() => new("a flush of this connection is under way: its result is awaited first");
}
