using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Sockeye.Clients.Streams;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>A file on its way, as a stream: read it to its end, or write it and <see cref="Complete"/> it. Python: what <c>ntransfercmd</c> returns.</summary>
/// <remarks>
/// A transfer has gone well when its data have ended and the server has said so (226). A stream that is read shows its end after both; one that is written has both done by
/// <see cref="Complete"/>. Disposed earlier, it is given up: what the server has kept of a file is its own affair. One transfer at a time is under way on a connection.
/// </remarks>
public sealed class FtpStream : Stream
{
    private readonly ControlChannel _control;
    private readonly ClientStream _data;
    private readonly TransferPlan _plan;
    private readonly CancellationToken _cancellation;
    private bool _afterCr;
    private bool _isEnd;
    private bool _isOver;

    internal FtpStream(ControlChannel control, ClientStream data, TransferPlan plan, CancellationToken cancellation)
        => (_control, _data, _plan, _cancellation) = (control, data, plan, cancellation);

    /// <summary>How the server announced it (150).</summary>
    public FtpReply Opening => _plan.Opening!;

    /// <summary>How it ended (226); null until then.</summary>
    public FtpReply? Closing { get; private set; }

    /// <summary>Bytes read or written so far, as they went over the network.</summary>
    public long Transferred { get; private set; }

    /// <summary>How the server called the file where it chose the name itself (STOU); null where it does not say.</summary>
    public string? Name => Opening.Text.StartsWith("FILE: ", StringComparison.OrdinalIgnoreCase) ? Opening.Text["FILE: ".Length..].Trim() : null;

    /// <inheritdoc/>
    public override bool CanRead => !_plan.IsStore;

    /// <inheritdoc/>
    public override bool CanWrite => _plan.IsStore;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("a transfer has no length; FtpConnection.Size asks for that of the file");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("a transfer has no position");
        set => throw new NotSupportedException("a transfer has no position");
    }

    /// <summary>It is over, one way or the other: the connection is free for the next command.</summary>
    internal bool IsOver => _isOver;

    internal ClientStream Data => _data;

    /// <summary>A connection that is closed with the transfer, and for which nobody else cares.</summary>
    internal FtpConnection? Owner { get; set; }

    /// <inheritdoc/>
    /// <exception cref="FtpReplyException">The server broke it off, in its own words.</exception>
    /// <exception cref="ProtocolException">Fewer bytes came than were said.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Finished.Of(Receive(buffer.AsMemory(offset, count), blocking: true, _cancellation));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Receive(buffer, blocking: false, cancellationToken.CanBeCanceled ? cancellationToken : _cancellation);

    /// <inheritdoc/>
    /// <exception cref="FtpReplyException">The server broke it off, in its own words.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Finished.Demand(Send(buffer.AsMemory(offset, count), blocking: true, _cancellation));
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => Send(buffer, blocking: false, cancellationToken.CanBeCanceled ? cancellationToken : _cancellation);

    /// <summary>Ends the data and waits for the server's word that it has them all (226).</summary>
    /// <returns>That word.</returns>
    /// <exception cref="FtpReplyException">It does not: a full disk, say.</exception>
    public FtpReply Complete() => Finished.Of(Finish(blocking: true, _cancellation));

    /// <inheritdoc cref="Complete"/>
    /// <param name="cancellation">Ends it early.</param>
    public Task<FtpReply> CompleteAsync(CancellationToken cancellation = default)
        => Finish(blocking: false, cancellation.CanBeCanceled ? cancellation : _cancellation).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a transfer cannot be sought in; begin another one at an offset");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("a transfer has no length to set");

    /// <summary>Closes the data connection. Where the transfer was not over it is given up; the server's word about that is read before the next command.</summary>
    protected override void Dispose(bool disposing)
    {
        GiveUp(new ObjectDisposedException(nameof(FtpStream)));
        Owner?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Throws the data away. The control connection still owes a reply.</summary>
    internal void GiveUp(Exception cause)
    {
        if (_isOver)
        {
            return;
        }

        Close(cause);
        _control.Owe();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Receive(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        if (_plan.IsStore)
        {
            throw new NotSupportedException("this transfer is written");
        }

        if (Closing is not null || into.IsEmpty)
        {
            return 0;
        }

        ObjectDisposedException.ThrowIf(_isOver, this);
        int count;
        try
        {
            count = _plan.IsText ? await ReceiveText(into, blocking, cancellation).ConfigureAwait(false) : await _data.Read(into, blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw await Explained(error, blocking, cancellation).ConfigureAwait(false);
        }

        Transferred += _plan.IsText ? 0 : count;
        if (count == 0)
        {
            await Finish(blocking, cancellation).ConfigureAwait(false);
        }

        return count;
    }

    private async ValueTask<int> ReceiveText(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        while (true)
        {
            (int taken, int written) = FtpText.FromWire(_data.Buffered.Span, into.Span, _isEnd);
            _data.Consume(taken);
            Transferred += taken;
            if (written > 0 || _isEnd)
            {
                return written;
            }

            _isEnd = !await _data.Fill(blocking, cancellation).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Send(ReadOnlyMemory<byte> data, bool blocking, CancellationToken cancellation)
    {
        if (!_plan.IsStore)
        {
            throw new NotSupportedException("this transfer is read");
        }

        ObjectDisposedException.ThrowIf(_isOver, this);
        byte[]? text = _plan.IsText ? ArrayPool<byte>.Shared.Rent(data.Length * 2) : null;
        try
        {
            if (text is not null)
            {
                data = text.AsMemory(0, FtpText.ToWire(data.Span, text, ref _afterCr));
            }

            await _data.Write(data, blocking, cancellation).ConfigureAwait(false);
            Transferred += data.Length;
        }
        catch (Exception error)
        {
            throw await Explained(error, blocking, cancellation).ConfigureAwait(false);
        }

        if (text is not null)
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>The data have ended: what does the server say?</summary>
    internal async ValueTask<FtpReply> Finish(bool blocking, CancellationToken cancellation)
    {
        if (Closing is not null)
        {
            return Closing;
        }

        ObjectDisposedException.ThrowIf(_isOver, this);
        FtpReply reply;
        if (_plan.IsStore)
        {
            // Closed after the server has all: what lies here unread (session tickets of TLS) would make close(2) a reset.
            await EndData(blocking, cancellation).ConfigureAwait(false);
            reply = await End(blocking, cancellation).ConfigureAwait(false);
            await HearTickets(blocking, cancellation).ConfigureAwait(false);
            _data.Dispose();
        }
        else
        {
            _data.Dispose();
            reply = await End(blocking, cancellation).ConfigureAwait(false);
        }

        if (!reply.IsSuccess)
        {
            throw new FtpReplyException(_plan.Verb, reply, _control.Stream.Peer);
        }

        Closing = reply;
        if (_plan.Length is long length && Transferred < length)
        {
            string what = string.Create(CultureInfo.InvariantCulture, $"{Transferred} bytes came, where the server had said {length}");
            throw new ProtocolException(ProtocolError.Truncated, what, Transferred).From(_control.Stream.Peer);
        }

        return reply;
    }

    // A ticket of TLS 1.3 is good for one resumption, and the next one comes on the connection that it was used for: who only writes has none left, and servers
    // that want the session of the control connection (vsftpd) then refuse the next transfer.
    private async ValueTask HearTickets(bool blocking, CancellationToken cancellation)
    {
        if (_data.Tls is null)
        {
            return;
        }

        try
        {
            await _data.Fill(blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketFaultException or OperationCanceledException)
        {
            // The file has arrived; how the server closes is its own affair.
        }
    }

    private async ValueTask EndData(bool blocking, CancellationToken cancellation)
    {
        try
        {
            await _data.ShutdownSend(blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw await Explained(error, blocking, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<FtpReply> End(bool blocking, CancellationToken cancellation)
    {
        _isOver = true;
        try
        {
            return await _control.ReadFinal(blocking, cancellation).ConfigureAwait(false);
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    private ValueTask<Exception> Explained(Exception error, bool blocking, CancellationToken cancellation)
    {
        Close(error);
        return _control.Explain(_plan.Verb, error, blocking, cancellation);
    }

    private void Close(Exception cause)
    {
        _isOver = true;
        if (_plan.IsStore)
        {
            _data.Abort(cause);     // an orderly end would tell the server that this is all of the file
        }

        _data.Dispose();
    }
}
