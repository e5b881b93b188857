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

    /// <summary>The last one that said yes (2xx).</summary>
    internal FtpReply? LastGood { get; private set; }

    /// <summary>Commands can be sent: nothing has broken it so far.</summary>
    internal bool IsInStep => _cause is null && !_isClosed;

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
        DemandSilence();
        await Send(verb, argument, blocking, cancellation).ConfigureAwait(false);
        return await Read(blocking, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends the command of a transfer and reads how that begins: by a preliminary reply, or not at all.</summary>
    /// <remarks>Some servers say a word of their own in front (200, 150, 226); Python's ftplib reads on too.</remarks>
    internal async ValueTask<FtpReply> BeginTransfer(string verb, string? argument, bool blocking, CancellationToken cancellation)
    {
        FtpReply opening = await Begin(verb, argument, blocking, cancellation).ConfigureAwait(false);
        if (!opening.IsSuccess)
        {
            return opening;
        }

        opening = await Read(blocking, cancellation).ConfigureAwait(false);
        if (opening.IsSuccess || opening.IsIntermediate)
        {
            var lost = new ProtocolException(ProtocolError.Malformed, $"two replies came to {verb}, and neither begins a transfer: '{opening}' is the second", 0).From(stream.Peer);
            Break(lost);        // who knows how many more
            throw lost;
        }

        return opening;
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
            await stream.Write(_line.WrittenMemory, blocking, cancellation, secret: IsSecret(verb)).ConfigureAwait(false);
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
            Last = await _replies.Next(blocking, cancellation).ConfigureAwait(false)
                ?? throw new ProtocolException(ProtocolError.Truncated, "the server closed the connection where a reply was due", 0).From(stream.Peer);
            LastGood = Last.IsSuccess ? Last : LastGood;
            return Last;
        }
        catch (Exception error)
        {
            Break(error);
            throw;
        }
    }

    // As the server reads it: in any case.
    private static bool IsSecret(string verb) => verb.Equals("PASS", StringComparison.OrdinalIgnoreCase) || verb.Equals("ACCT", StringComparison.OrdinalIgnoreCase);

    // A reply that no command has asked for would be taken for the next one's, and so on for good.
    private void DemandSilence()
    {
        Demand();
        if (stream.Buffered.Length > 0)
        {
            var unasked = new ProtocolException(ProtocolError.Malformed, "a reply came that no command has asked for", 0).From(stream.Peer);
            Break(unasked);
            throw unasked;
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
