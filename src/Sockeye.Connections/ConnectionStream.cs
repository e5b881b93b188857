using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Connections;

/// <summary>A connection as a stream. Reads go into the caller's memory; what the pipe had received before comes first.</summary>
/// <remarks>A read of zero bytes waits until there is something to read, and takes nothing.</remarks>
internal sealed class ConnectionStream(Connection connection, bool leaveOpen) : Stream, IOperation, IValueTaskSource<int>
{
    private const int MSG_PEEK = 0x2;
    private const int MSG_DONTWAIT = 0x40;

    private readonly Input _input = (Input)connection.Input;
    private readonly Output _output = (Output)connection.Output;
    private Completion _waiter;
    private Memory<byte> _into;
    private TokenWatch? _watch;
    private bool _isDisposed;

    /// <summary>What disposing this does to the connection.</summary>
    internal bool LeavesOpen => leaveOpen;

    public override bool CanRead => !_isDisposed;

    public override bool CanWrite => !_isDisposed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        _input.Begin();
        if (_input.Left > 0)
        {
            _input.End();
            return new ValueTask<int>(_input.Take(buffer.Span));
        }

        _into = buffer;
        _waiter.Reset();
        int ticket = connection.Channel.Reads.NextTicket;
        SysResult begun = connection.Channel.Start(Direction.Read, this, Attempt.ByLoop);
        if (Backend.IsUnderWay(begun))
        {
            if (cancellationToken.CanBeCanceled)
            {
                (_watch ??= new TokenWatch(connection.Channel, Direction.Read)).Begin(ticket, cancellationToken);
            }

            return new ValueTask<int>(this, _waiter.Version);
        }

        connection.Channel.Reads.Outcome = begun;       // only now: of an operation under way it is the loop's
        try
        {
            return new ValueTask<int>(Result());
        }
        catch (Exception error)
        {
            return ValueTask.FromException<int>(error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _input.Begin();
        try
        {
            if (_input.Left > 0 || buffer.IsEmpty)
            {
                return _input.Take(buffer);
            }

            return CountOf(connection.ReceiveBlocking(buffer));
        }
        finally
        {
            _input.End();
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ValueTask<FlushResult> sent = _output.WriteAsync(buffer, cancellationToken);
        if (!sent.IsCompletedSuccessfully)
        {
            return Sent(sent);
        }

        _ = sent.Result;
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask Sent(ValueTask<FlushResult> sent)
    {
        try
        {
            await sent.ConfigureAwait(false);
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            _output.WriteBlocking(buffer);
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override void Flush() => Write([]);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (!leaveOpen)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    SysResult IOperation.Invoke(ref Turn turn)
    {
        if (!_into.IsEmpty)
        {
            return turn.Receive(_into.Span);
        }

        Span<byte> one = stackalloc byte[1];
        SysResult there = TransferCalls.Receive(turn.Descriptor, one, MSG_PEEK | MSG_DONTWAIT);
        turn.More = !there.Failed;
        return there.Failed ? there : SysResult.Success(0);
    }

    void IOperation.Complete(SysResult outcome) => _waiter.Complete();

    bool IOperation.KeepsLoan() => false;

    int IValueTaskSource<int>.GetResult(short token)
    {
        _waiter.Demand(token);
        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing && !leaveOpen)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>As <see cref="Input.Unwatch"/>.</summary>
    internal CancellationToken Unwatch() => _watch?.End() ?? default;

    // As .NET's streams do: an error of the socket comes within an IOException.
    private int Result()
    {
        SysResult outcome = connection.Channel.Reads.Outcome;
        CancellationToken cancelled = Unwatch();
        bool wanted = !_into.IsEmpty;
        _into = default;
        _input.End();
        return wanted || outcome.Failed ? CountOf(outcome, cancelled) : 0;
    }

    private int CountOf(SysResult got, CancellationToken cancelled = default)
    {
        if (!got.Failed && (got.Value > 0 || connection.Cause is null))
        {
            return (int)got.Value;
        }

        // After an error the kernel tells an end of stream, which would look like a peer that had said all.
        Exception error = got.Failed ? connection.Fault("recv", got.Error, cancelled) : connection.Cause!;
        throw error is System.Net.Sockets.SocketException ? new IOException(error.Message, error) : error;
    }
}
