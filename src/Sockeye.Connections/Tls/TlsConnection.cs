using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Sockeye.Connections.Tls;

/// <summary>A conversation in TLS, over a <see cref="Connection"/> or any stream: bytes come in by <see cref="Input"/> and go out by <see cref="Output"/>, as those of a connection. Python: <c>ssl.SSLSocket</c>.</summary>
/// <remarks>
/// <para>Threads. One reader and one writer at a time, on any threads. What awaits it goes on where what awaits the connection would.</para>
/// <para>Ends. Completing the output tells the peer that nothing more comes, by a word of TLS (close_notify) and by the connection; when both halves are completed
/// it closes. A peer that has ended without that word has <see cref="IsTruncated"/>.</para>
/// <para>Errors. A <see cref="TlsException"/> where TLS went wrong; what the network did is told as a connection tells it.</para>
/// </remarks>
public sealed partial class TlsConnection : IDuplexPipe, IDisposable, IAsyncDisposable
{
    private readonly RecordStream _records;
    private readonly TlsInput _input;
    private readonly TlsOutput _output;
    private readonly bool _requiresCloseNotify;
    private TlsStream? _stream;
    private int _activity;
    private readonly bool _knowsRecords;
    private int _hasSaidEnd;
    private int _isClosed;

    internal TlsConnection(Carrier below, SslStream secure, RecordStream records, bool requiresCloseNotify)
    {
        (Below, Secure, _records, _requiresCloseNotify) = (below, secure, records, requiresCloseNotify);
        Info = new TlsInfo(secure);
        _knowsRecords = Info is { Protocol: SslProtocols.Tls13, CipherSuite: TlsCipherSuite.TLS_AES_256_GCM_SHA384 or TlsCipherSuite.TLS_AES_128_GCM_SHA256 or TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256 };
        _input = new TlsInput(this);
        _output = new TlsOutput(this);
    }

    /// <summary>What was received and decrypted. Its bytes are good until <see cref="PipeReader.AdvanceTo(SequencePosition)"/>, and what is not consumed is kept.</summary>
    public PipeReader Input => _input;

    /// <summary>What is to be encrypted and sent. A flush completes when the kernel has taken all of it.</summary>
    public PipeWriter Output => _output;

    /// <summary>What the handshake has come to.</summary>
    public TlsInfo Info { get; }

    /// <summary>The peer's address; null over a stream, which has none.</summary>
    public EndPoint? RemoteEndPoint => Below.Peer;

    /// <summary>The peer has ended the stream and did not say so (close_notify): it was careless, as many are, or somebody between has cut it off. Frames tell by themselves when one is cut.</summary>
    public bool IsTruncated { get; private set; }

    internal Carrier Below { get; }

    internal SslStream Secure { get; }

    /// <summary>The turn of who encrypts.</summary>
    internal CipherTurn Writing { get; } = new();

    /// <summary>Another number whenever something was decrypted: for who looks from time to time whether a peer is silent.</summary>
    internal int Activity => Volatile.Read(ref _activity);

    /// <summary>More has come than SslStream has taken: a batch of records.</summary>
    internal bool HasMore => _records.Left > 0;

    /// <summary>A read waits for the peer.</summary>
    internal bool IsReading => _input.IsUnderWay;

    /// <summary>The same as a stream. What <see cref="Input"/> has received and not given out is read first.</summary>
    /// <param name="leaveOpen">False, the default: disposing the stream closes this.</param>
    public Stream AsStream(bool leaveOpen = false)
        => _stream is TlsStream made && made.LeavesOpen == leaveOpen ? made : _stream = new TlsStream(this, _input, _output, leaveOpen);

    /// <summary>Throws it away: the peer is sent a reset, and whatever waits here ends with the cause.</summary>
    /// <param name="cause">Why; only the first counts.</param>
    public void Abort(Exception? cause = null)
    {
        Below.Abort(cause ?? new TlsException(TlsError.Protocol, "abort", Below.Peer, "the connection was aborted by this side"));
        Close();
    }

    /// <summary>Closes it now: what was not flushed is dropped, and the peer is told that it is the end where that can go at once.</summary>
    public void Dispose()
    {
        SayEnd();
        if (!_output.IsUnderWay)
        {
            Below.SendKept();
        }

        Close();
        Below.DropReceived();
        Below.Close();
    }

    /// <summary>The same, after what was written was sent.</summary>
    public async ValueTask DisposeAsync()
    {
        EndWriting();
        Close();
        Below.DropReceived();
        await Below.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Nothing lies here or in SslStream: who wants to read waits for the carrier (<see cref="Hear"/>). SslStream would wait for it too, in several async methods, and with a buffer.</summary>
    internal bool MustHear => _knowsRecords && _records.IsEven && _records.IsEmpty;

    /// <summary>What the carrier has brought.</summary>
    internal void Hear(in ReadResult read) => _records.Hold(read);

    /// <summary>Waits for a record, without a buffer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask HearRecordAsync(CancellationToken cancellation)
    {
        _records.Reading.Enter();
        try
        {
            await Secure.ReadAsync(Memory<byte>.Empty, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _records.Reading.Leave();
        }
    }

    /// <summary>Decrypts what is there, or comes first: as many records as are at hand, where SslStream by itself gives one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation)
    {
        _records.Reading.Enter();
        try
        {
            int count = await Secure.ReadAsync(into, cancellation).ConfigureAwait(false);
            _records.Gave(count);
            if (count > 0 && count < into.Length && _records.HoldsRecord)
            {
                count += ReadAtHand(into[count..]);
            }

            return count;
        }
        finally
        {
            _records.Reading.Leave();
        }
    }

    /// <summary>The same, and waits with the thread.</summary>
    internal int ReadBlocking(Span<byte> into)
    {
        _records.Reading.Enter();
        try
        {
            int count = Secure.Read(into);
            _records.Gave(count);
            return count;
        }
        finally
        {
            _records.Reading.Leave();
        }
    }

    private int ReadAtHand(Memory<byte> into)
    {
        int count = 0;
        _records.MayWait = false;
        try
        {
            int more;
            do
            {
                more = Now(Secure.ReadAsync(into[count..]));
                count += more;
                _records.Gave(more);
            }
            while (more > 0 && count < into.Length && _records.HoldsRecord);
        }
        catch (NothingAtHandException)
        {
            // A record of the handshake's: a ticket, a new key.
        }
        finally
        {
            _records.MayWait = true;
        }

        return count;
    }

    // What its stream does at once, SslStream does at once.
    private static int Now(ValueTask<int> read)
        => read.IsCompleted ? read.GetAwaiter().GetResult() : throw new InvalidOperationException("SslStream waits though its stream does not");

    /// <summary>By who closes what is below: nothing more is written here, and the peer is told.</summary>
    internal void EndWriting()
    {
        try
        {
            _output.HandOver();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException || gone == Below.Cause)
        {
            // The peer has gone: it is closed all the same.
        }

        SayEnd();
    }

    /// <summary>By the same: SslStream is not used any more. What was read stays with who reads it.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Secure.Dispose();
        }
    }

    /// <summary>Tells the peer that nothing more comes. It never waits, and does nothing where that cannot be told any more.</summary>
    internal void SayEnd()
    {
        if (Interlocked.Exchange(ref _hasSaidEnd, 1) != 0 || Below.Cause is not null)
        {
            return;
        }

        if (!_records.Reading.TryTake())
        {
            Volatile.Write(ref _hasSaidEnd, 0);     // perhaps at the next try
            return;
        }

        if (Writing.TryTake())
        {
            Shutdown();
            Writing.GiveBack();
        }

        _records.Reading.GiveBack();
    }

    private void Shutdown()
    {
        try
        {
            Secure.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // The peer has gone, a flush is under way, or OpenSSL is in the midst of something and refuses, with exceptions of .NET's own. It learns by the end of the
            // connection then; and who closes must close all the same.
        }
    }

    internal void HasMoved() => _activity++;

    /// <summary>After an end of stream.</summary>
    internal void DemandProperEnd()
    {
        if (!_records.HasToldEnd)
        {
            return;
        }

        IsTruncated = true;
        if (Below.Cause is Exception cause)
        {
            throw cause;
        }

        if (_requiresCloseNotify)
        {
            throw new TlsException(TlsError.Truncated, "TLS read", Below.Peer, "the peer ended the stream and did not say so (close_notify): somebody between may have cut it off");
        }
    }

    /// <summary>The error for a call that failed.</summary>
    internal Exception Fault(Exception error, string operation, CancellationToken cancellation)
    {
        if (error is OperationCanceledException)
        {
            return error;
        }

        if (error.GetBaseException() is OperationCanceledException cancelled)       // SslStream wraps what its caller's token has not asked for
        {
            return cancellation.IsCancellationRequested ? new OperationCanceledException(cancellation) : cancelled;
        }

        Exception fault = TlsFault.Of(error, operation, Below);
        if (fault is TlsException)
        {
            Below.Abort(fault);     // a garbled record: nothing that comes behind it can be read
        }

        return fault;
    }

    internal void HalfIsDone(Exception? exception, bool isInput)
    {
        try
        {
            if (isInput)
            {
                Below.Input.Complete(exception);
            }
            else
            {
                Below.Output.Complete(exception);
            }
        }
        finally
        {
            if (_input.HasCompleted && _output.HasCompleted)
            {
                Close();
                Below.Close();
            }
        }
    }
}
