using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sockeye.Connections.Tls;

/// <summary>What SslStream reads its records from and writes them to.</summary>
/// <remarks>
/// <para>Reads. SslStream first reads nothing, to wait without a buffer, and then asks for a record. The wait is a receive into the memory of the
/// carrier, a loop's as a rule; the records, all that have come, are handed out from there. So a batch of records costs one receive, and who is idle
/// holds none of it.</para>
/// <para>Writes never wait: what the kernel does not take at once the carrier keeps, and whoever writes flushes it. So a cancelled flush
/// leaves no half record behind, and any number of records costs one send where there is room.</para>
/// <para>In a handshake a wait gives its place to another one (<see cref="HandshakeGate"/>), and goes on off the loop.</para>
/// </remarks>
internal sealed class RecordStream(Carrier below) : Stream
{
    // The first byte of a record: an alert, or a message of the handshake.
    private const byte Alert = 21;
    private const byte HandshakeMessage = 22;

    private const long Unknown = long.MinValue / 2;

    private ReadOnlySequence<byte> _left;       // lent by the carrier
    private RecordPlace _place;
    private long _owed = Unknown;
    private bool _isLent;
    private bool _hasHeard;

    /// <summary>The turn of who reads; it is left here while nothing has come.</summary>
    internal CipherTurn Reading { get; } = new();

    /// <summary>The place of the handshake; null when that is over.</summary>
    internal HandshakeGate.Turn? Handshaking { get; set; }

    /// <summary>SslStream was told that the carrier has ended.</summary>
    internal bool HasToldEnd { get; private set; }

    /// <summary>False: where nothing is at hand a read fails with a <see cref="NothingAtHandException"/>, and has changed nothing.</summary>
    internal bool MayWait { get; set; } = true;

    /// <summary>What is at hand ends a record at least: SslStream can go on without a wait, but for a record that has no bytes of the peer's.</summary>
    internal bool HoldsRecord => _left.Length >= _place.Missing(_left);

    /// <summary>Nothing lies here, and more may come.</summary>
    internal bool IsEmpty => _left.IsEmpty && !HasEnded;

    /// <summary>
    /// SslStream has given out what it was given, by the lengths of the records (of TLS 1.3). Where one was a word of TLS itself, the end above all, this is
    /// false, and SslStream must be asked; it is known anew when that asks for more.
    /// </summary>
    internal bool IsEven => _owed == 0;

    /// <summary>SslStream has given out so many bytes.</summary>
    internal void Gave(int count) => _owed -= count;

    /// <summary>Bytes that lie here.</summary>
    internal long Left => _left.Length;

    private bool HasEnded { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    /// <summary>Before a handshake: whether bytes lie here already that the peer has sent.</summary>
    internal bool HasBytes()
    {
        if (_left.IsEmpty && below.Input.TryRead(out ReadResult read))
        {
            Hold(read);
        }

        return !_left.IsEmpty;
    }

    /// <summary>Waits for the first bytes, without a place among the handshakes.</summary>
    /// <exception cref="TlsException">They are none of TLS, or the peer has closed.</exception>
    internal async ValueTask HearAsync(CancellationToken cancellation)
    {
        if (!HasBytes() && !HasEnded)
        {
            Hold(await below.Input.ReadAsync(cancellation).ConfigureAwait(false));
        }

        if (_left.IsEmpty)
        {
            throw new EndOfStreamException("the peer has closed and said nothing");
        }

        DemandRecord();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_left.IsEmpty || HasEnded)
        {
            return new ValueTask<int>(Take(buffer.Span));
        }

        _owed = 0;      // it has nothing left, or it would not ask
        if (!MayWait)
        {
            return ValueTask.FromException<int>(new NothingAtHandException());
        }

        if (Handshaking is HandshakeGate.Turn turn)
        {
            return ReadInHandshake(turn, buffer, cancellationToken);
        }

        bool wasIn = below.WaitsWithThread && Reading.Leave();
        ValueTask<ReadResult> read = below.Input.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadLater(read, buffer, Reading.Leave() || wasIn);
        }

        ComeBack(wasIn);
        Hold(read.Result);
        return new ValueTask<int>(Take(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || HasBytes() || HasEnded)
        {
            return Take(buffer);
        }

        bool wasIn = Reading.Leave();
        int count = below.Blocking.Read(buffer);
        ComeBack(wasIn);
        _owed = _place.Pass(buffer[..count]);
        return Told(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        below.Send(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        below.Send(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => below.Send(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => below.Send(buffer);

    public override void Flush()
    {
        // By SslStream's Dispose, in which nobody waits.
    }

    // SslStream does it in the handshake alone.
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flush = below.Output.FlushAsync(cancellationToken);
        if (flush.IsCompleted || Handshaking is not HandshakeGate.Turn turn)
        {
            await flush.ConfigureAwait(false);
            return;
        }

        turn.Leave();
        await flush.ConfigureAwait(false);
        await turn.EnterAsync(cancellationToken).ConfigureAwait(false);
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    /// <summary>By who gives up after a handshake: nobody reads any more.</summary>
    protected override void Dispose(bool disposing)
    {
        GiveBack();
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadLater(ValueTask<ReadResult> read, Memory<byte> buffer, bool wasIn)
    {
        Hold(await read.ConfigureAwait(false));
        ComeBack(wasIn);
        return Take(buffer.Span);
    }

    private void ComeBack(bool wasIn)
    {
        if (wasIn)
        {
            Reading.Enter();
        }
    }

    private async ValueTask<int> ReadInHandshake(HandshakeGate.Turn turn, Memory<byte> buffer, CancellationToken cancellation)
    {
        turn.Leave();
        Hold(await below.Input.ReadAsync(cancellation).ConfigureAwait(false));
        if (!_left.IsEmpty && !_hasHeard)
        {
            DemandRecord();
        }

        await turn.EnterAsync(cancellation).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    /// <summary>What the carrier has brought lies here from now on.</summary>
    internal void Hold(in ReadResult read)
    {
        (_left, _isLent, HasEnded) = (read.Buffer, true, read.IsCompleted);
        if (read.IsCanceled && _left.IsEmpty && !HasEnded)
        {
            GiveBack();
            throw new ReadCancelledException();
        }
    }

    private int Take(Span<byte> into)
    {
        if (into.IsEmpty)
        {
            return 0;
        }

        if (_left.IsEmpty)
        {
            GiveBack();
            return Told(0);
        }

        ReadOnlySpan<byte> first = _left.FirstSpan;
        int count = Math.Min(first.Length, into.Length);
        first[..count].CopyTo(into);
        _owed += _place.Pass(first[..count]);
        _left = _left.Slice(count);
        if (_left.IsEmpty)
        {
            GiveBack();
        }

        return count;
    }

    private void GiveBack()
    {
        if (_isLent)
        {
            _isLent = false;
            below.Input.AdvanceTo(_left.End);
            _left = default;
        }
    }

    private int Told(int count)
    {
        HasToldEnd |= count == 0;
        return count;
    }

    private void DemandRecord()
    {
        _hasHeard = true;
        if (_left.FirstSpan[0] is not (Alert or HandshakeMessage))
        {
            throw new TlsException(TlsError.Plaintext, Handshake.Name, below.Peer, $"the peer does not speak TLS: it began with {Shown()}");
        }
    }

    private string Shown()
    {
        const int Most = 24;
        Span<byte> some = stackalloc byte[Most];
        ReadOnlySequence<byte> left = _left.Length > Most ? _left.Slice(0, Most) : _left;
        left.CopyTo(some);
        some = some[..(int)left.Length];
        int line = some.IndexOfAny((byte)'\r', (byte)'\n');
        some = line > 0 ? some[..line] : some;
        return some.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"the bytes {Convert.ToHexString(some)}" : $"\"{Encoding.ASCII.GetString(some)}\"";
    }
}
