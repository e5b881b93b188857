using System.Buffers;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Testing;

/// <summary>How the pieces of a stream reach a reader.</summary>
internal enum Arrival
{
    /// <summary>Piece by piece, joined into one memory.</summary>
    Joined,

    /// <summary>Piece by piece, each a segment of a sequence.</summary>
    Segments,

    /// <summary>All at once, each piece a segment of a sequence.</summary>
    SegmentsAtOnce,
}

/// <summary>One reading of a stream that arrives in pieces, and what came of it.</summary>
internal sealed class FrameRun
{
    // Bytes of frames read in the present piece, for the offset of an error behind them.
    private long _before;

    internal List<string> Frames { get; } = [];

    /// <summary>The error that ended the reading; its offset counts from the start of the stream.</summary>
    internal ProtocolException? Error { get; private set; }

    /// <summary>Bytes no frame consumed.</summary>
    internal long Left { get; private set; }

    /// <summary>Bytes of memory the reader took.</summary>
    internal long Allocated { get; private set; }

    /// <summary>Where the first frame ended.</summary>
    internal long FirstEnd { get; private set; }

    internal void Read<TFrame>(IFrameReader<TFrame> reader, byte[] bytes, int[] cuts, Arrival arrival, bool end, Func<TFrame, string> show)
    {
        long consumed = 0;
        try
        {
            foreach (int until in arrival == Arrival.SegmentsAtOnce ? [bytes.Length] : cuts.Append(bytes.Length))
            {
                ReadOnlySequence<byte> input = arrival == Arrival.Joined
                    ? new ReadOnlySequence<byte>(bytes, (int)consumed, until - (int)consumed)
                    : Pieces.Of(bytes, (int)consumed, until, cuts);
                consumed += ReadReady(reader, input, consumed, show);
            }

            Left = bytes.Length - consumed;
            if (end && reader.TryReadLast(new ReadOnlySequence<byte>(bytes, (int)consumed, (int)Left), out TFrame last))
                Frames.Add(show(last));
        }
        catch (ProtocolException error)
        {
            Left = bytes.Length - consumed;
            Error = error.MovedBy(consumed + _before);
        }
    }

    private long ReadReady<TFrame>(IFrameReader<TFrame> reader, ReadOnlySequence<byte> bytes, long start, Func<TFrame, string> show)
    {
        var input = new SequenceReader<byte>(bytes);
        _before = 0;
        while (true)
        {
            long at = input.Consumed;
            if (!TryRead(reader, ref input, out TFrame frame))
            {
                if (input.Consumed != at) throw new FrameCheckException($"at byte {start + at} the reader wants more bytes, yet it consumed {input.Consumed - at}");
                _before = 0;
                return at;
            }

            if (input.Consumed == at) throw new FrameCheckException($"at byte {start + at} the reader made a frame of no bytes: it would do so for ever");
            if (Frames.Count == 0) FirstEnd = start + input.Consumed;
            Frames.Add(show(frame));
            _before = input.Consumed;
        }
    }

    private bool TryRead<TFrame>(IFrameReader<TFrame> reader, ref SequenceReader<byte> input, out TFrame frame)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return reader.TryRead(ref input, out frame);
        }
        finally
        {
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>A sequence with its segments where the cuts are.</summary>
    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        internal static ReadOnlySequence<byte> Of(byte[] bytes, int from, int until, int[] cuts)
        {
            Pieces? first = null, last = null;
            int start = from;
            foreach (int cut in cuts.Where(c => c > from && c < until).Append(until))
            {
                var next = new Pieces { Memory = bytes.AsMemory(start, cut - start), RunningIndex = start - from };
                if (last is not null) last.Next = next;
                first ??= next;
                last = next;
                start = cut;
            }

            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }
    }
}
