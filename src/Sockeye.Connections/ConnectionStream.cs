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
    private Completion _waiter;
    private Memory<byte> _into;
    private SysResult _outcome;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            return ReadCancellable(buffer, cancellationToken);
        }

        if (_input.Left > 0)
        {
            return new ValueTask<int>(_input.Take(buffer.Span));
        }

        _into = buffer;
        _waiter.Reset();
        _outcome = connection.Channel.Start(Direction.Read, this, Attempt.ByLoop);
        if (_outcome.Error == Errno.EINPROGRESS)
        {
            return new ValueTask<int>(this, _waiter.Version);
        }

        try
        {
            return new ValueTask<int>(Result());
        }
        catch (IOException error)
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
        return ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
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

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

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

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    public override async ValueTask DisposeAsync()
    {
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

    void IOperation.Complete(SysResult outcome)
    {
        _outcome = outcome;
        _waiter.Complete();
    }

    bool IOperation.KeepsLoan() => false;

    int IValueTaskSource<int>.GetResult(short token)
    {
        _waiter.Check(token);
        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    // As .NET's streams do: an error of the socket comes within an IOException.
    private int Result()
    {
        _into = default;
        if (!_outcome.Failed)
        {
            return (int)_outcome.Value;
        }

        Exception error = connection.Fault("recv", _outcome.Error);
        throw error is System.Net.Sockets.SocketException ? new IOException(error.Message, error) : error;
    }

    private async ValueTask<int> ReadCancellable(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Channel channel = connection.Channel;
        int ticket = channel.Reads.NextTicket;
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => channel.Cancel(Direction.Read, ticket), null);
        try
        {
            ValueTask<int> read = ReadAsync(buffer, CancellationToken.None);
            if (cancellation.IsCancellationRequested)
            {
                channel.Cancel(Direction.Read, ticket);
            }

            return await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
