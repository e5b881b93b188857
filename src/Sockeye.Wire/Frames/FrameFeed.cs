using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>
/// Reads frames from bytes that are handed in piece by piece: for tests, recordings, and programs that have bytes but no pipe.
/// Errors name their place in the whole stream. One thread at a time.
/// </summary>
/// <typeparam name="TFrame">What a frame is. One that points into the input lives until the next <see cref="Add"/>.</typeparam>
/// <param name="reader">The stream's reader.</param>
public sealed class FrameFeed<TFrame>(IFrameReader<TFrame> reader)
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Where the next frame starts, in bytes from the start of the stream.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that wait for more.</summary>
    public int Waiting => _end - _start;

    /// <summary>More of the stream has come. The bytes are copied. Read every frame that is ready before adding more, or the feed grows.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _end < bytes.Length) MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Reads the next frame if all of it is there.</summary>
    /// <exception cref="ProtocolException">The bytes are malformed; its offset counts from the start of the stream.</exception>
    public bool TryRead(out TFrame frame)
    {
        SequenceReader<byte> input = Input();
        try
        {
            bool whole = reader.TryRead(ref input, out frame);
            Took(input.Consumed);
            return whole;
        }
        catch (ProtocolException error)
        {
            throw error.MovedBy(Position);
        }
    }

    /// <summary>Reads the next frame, and hands out a copy of its bytes as they came, header and all.</summary>
    /// <exception cref="ProtocolException">The bytes are malformed; its offset counts from the start of the stream.</exception>
    public bool TryRead(out TFrame frame, out ReadOnlyMemory<byte> bytes)
    {
        int start = _start;
        byte[] memory = _bytes;
        long before = Position;
        bool whole = TryRead(out frame);
        bytes = whole ? memory.AsSpan(start, (int)(Position - before)).ToArray() : default;
        return whole;
    }

    /// <summary>A copy of the bytes that wait for more.</summary>
    public byte[] Rest() => _bytes.AsSpan(_start, Waiting).ToArray();

    /// <summary>The stream has ended. Call it once, after <see cref="TryRead(out TFrame)"/> has said false.</summary>
    /// <returns>True when the end of the stream completed a frame.</returns>
    /// <exception cref="ProtocolException">The stream ended in mid-frame.</exception>
    public bool TryReadLast(out TFrame frame)
    {
        try
        {
            return reader.TryReadLast(new ReadOnlySequence<byte>(_bytes, _start, Waiting), out frame);
        }
        catch (ProtocolException error)
        {
            throw error.MovedBy(Position);
        }
    }

    /// <summary>After an error: skips to the next frame. False: it has not come yet, try again after <see cref="Add"/>.</summary>
    /// <exception cref="NotSupportedException">The format cannot tell where the next frame starts.</exception>
    public bool TryResync()
    {
        SequenceReader<byte> input = Input();
        bool found = reader.TryResync(ref input);
        Took(input.Consumed);
        return found;
    }

    private SequenceReader<byte> Input() => new(new ReadOnlySequence<byte>(_bytes, _start, Waiting));

    private void Took(long bytes)
    {
        _start += (int)bytes;
        Position += bytes;
        if (_start == _end) _start = _end = 0;
    }

    private void MakeRoom(int more)
    {
        int waiting = Waiting;
        byte[] to = _bytes.Length - waiting >= more && waiting <= _bytes.Length / 2
            ? _bytes
            : new byte[Math.Max(256, checked(2 * (waiting + more)))];
        Buffer.BlockCopy(_bytes, _start, to, 0, waiting);
        _bytes = to;
        _start = 0;
        _end = waiting;
    }
}
