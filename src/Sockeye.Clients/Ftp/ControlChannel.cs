using System.Buffers;
using Sockeye.Clients.Streams;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>The control connection: a command goes out, its replies come back.</summary>
/// <remarks>
/// Commands and replies are kept in step. Each command has exactly one final reply, whose turn comes even where nobody waits for it any more: a transfer that was given up
/// owes its own, and the next command reads that first. Whatever else puts them out of step (a timeout, nonsense, the network) ends the connection; the first cause is
/// what later calls are told.
/// </remarks>
internal sealed class ControlChannel(ClientStream stream) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private FrameSource<FtpReply> _replies = Replies(stream);
    private int _owed;
    private Exception? _cause;
    private bool _isClosed;

    internal ClientStream Stream => stream;

    /// <summary>The last reply that came.</summary>
    internal FtpReply? Last { get; private set; }

    /// <summary>A final reply will come that nobody waits for.</summary>
    internal void Owe() => _owed++;

    /// <summary>Sends a command and reads its final reply, whatever it says.</summary>
    internal async ValueTask<FtpReply> Ask(string verb, string? argument, bool blocking, CancellationToken cancellation)
    {
        FtpReply reply = await Begin(verb, argument, blocking, cancellation).ConfigureAwait(false);
        return reply.IsPreliminary ? await Final(blocking, cancellation).ConfigureAwait(false) : reply;
    }

    /// <summary>Sends a command and reads its first reply, which may be a preliminary one.</summary>
    internal async ValueTask<FtpReply> Begin(string verb, string? argument, bool blocking, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();        // so far both sides are in step
        stream.BeginVerb();
        await Settle(blocking, cancellation).ConfigureAwait(false);
        await Send(verb, argument, blocking, cancellation).ConfigureAwait(false);
        return await Read(blocking, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a command.</summary>
    /// <exception cref="ProtocolException">The argument holds control characters; nothing was sent.</exception>
    internal async ValueTask Send(string verb, string? argument, bool blocking, CancellationToken cancellation)
    {
        Demand();
        _line.ResetWrittenCount();
        FtpCommand.Write(_line, verb, argument);
        try
        {
            await stream.Write(_line.WrittenMemory, blocking, cancellation, secret: verb is "PASS" or "ACCT").ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Break(error);
            throw;
        }
        finally
        {
            _line.Clear();      // a password does not stay
        }
    }

    /// <summary>The next final reply: of the greeting, or of the command that was begun.</summary>
    internal ValueTask<FtpReply> ReadFinal(bool blocking, CancellationToken cancellation)
    {
        stream.BeginVerb();
        return Final(blocking, cancellation);
    }

    /// <summary>Reads what is owed.</summary>
    internal async ValueTask Settle(bool blocking, CancellationToken cancellation)
    {
        while (_owed > 0)
        {
            await Final(blocking, cancellation).ConfigureAwait(false);
            _owed--;
        }
    }

    /// <summary>What to tell of a data connection that broke: that is an effect more often than a cause, and the server tells the cause (a full disk, a session that was not resumed).</summary>
    internal async ValueTask<Exception> Explain(string verb, Exception error, bool blocking, CancellationToken cancellation)
    {
        if (error is not (SocketFaultException { Errno: not Native.Errno.ETIMEDOUT } or TlsException { Kind: not TlsError.PeerCertificate } or EndOfStreamException))
        {
            Owe();
            return error;
        }

        try
        {
            FtpReply reply = await ReadFinal(blocking, cancellation).ConfigureAwait(false);
            return reply.IsSuccess ? error : new FtpReplyException(verb, reply, stream.Peer, error);
        }
        catch (Exception silent) when (silent is not OperationCanceledException)
        {
            return error;
        }
    }

    /// <summary>What a reply says in its text.</summary>
    /// <exception cref="ProtocolException">It does not say it. Both sides are in step all the same.</exception>
    internal T Understand<T>(FtpReply reply, Func<FtpReply, T> read)
    {
        try
        {
            return read(reply);
        }
        catch (ProtocolException wrong)
        {
            throw wrong.From(stream.Peer);
        }
    }

    /// <summary>Everything after this is in TLS.</summary>
    internal async ValueTask Secure(TlsClientOptions options, bool blocking, CancellationToken cancellation)
    {
        try
        {
            await stream.UpgradeToTls(options, blocking, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Break(error);
            throw;
        }

        _replies = Replies(stream);
    }

    public void Dispose()
    {
        _isClosed = true;
        stream.Dispose();
    }

    private static FrameSource<FtpReply> Replies(ClientStream stream) => new(stream, new FtpReplies().CreateReader());

    private async ValueTask<FtpReply> Final(bool blocking, CancellationToken cancellation)
    {
        FtpReply reply;
        do
        {
            reply = await Read(blocking, cancellation).ConfigureAwait(false);
        }
        while (reply.IsPreliminary);
        return reply;
    }

    private async ValueTask<FtpReply> Read(bool blocking, CancellationToken cancellation)
    {
        Demand();
        try
        {
            return Last = await _replies.Next(blocking, cancellation).ConfigureAwait(false)
                ?? throw new ProtocolException(ProtocolError.Truncated, "the server closed the connection where a reply was due", 0).From(stream.Peer);
        }
        catch (Exception error)
        {
            Break(error);
            throw;
        }
    }

    private void Demand()
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(FtpConnection));
        if (_cause is not null)
        {
            throw new InvalidOperationException($"the connection to {stream.Peer} is of no use any more: {_cause.Message}", _cause);
        }
    }

    private void Break(Exception cause)
    {
        _cause ??= cause;
        stream.Abort(cause);
    }
}
