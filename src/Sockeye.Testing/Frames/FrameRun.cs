using System.Buffers;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing.Frames;

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

/// <summary>One reading of a stream that arrives in pieces, and what came of it. A rule broken on the way is a <see cref="FrameCheckException"/>.</summary>
internal sealed class FrameRun
{
    private bool _lost;
    private long _skipped;

    /// <summary>Frames before the first error.</summary>
    internal List<string> Frames { get; } = [];

    /// <summary>The first error; its offset counts from the start of the stream.</summary>
    internal ProtocolException? Error { get; private set; }

    /// <summary>Frames and kinds of errors behind the first error, where the format can resynchronise.</summary>
    internal List<string> After { get; } = [];

    /// <summary>Bytes no frame consumed.</summary>
    internal long Left { get; private set; }

    /// <summary>Bytes of memory the reader took, its making included.</summary>
    internal long Allocated { get; private set; }

    /// <summary>Where the first frame ended.</summary>
    internal long FirstEnd { get; private set; }

    internal void Read<TFrame>(IFrameFormat<TFrame> format, byte[] bytes, int[] cuts, Arrival arrival, bool end, Func<TFrame, string> show)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        IFrameReader<TFrame> reader = format.CreateReader();
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        long consumed = 0;
        foreach (int until in arrival == Arrival.SegmentsAtOnce ? [bytes.Length] : cuts.Append(bytes.Length))
        {
            ReadOnlySequence<byte> input = arrival == Arrival.Joined
                ? new ReadOnlySequence<byte>(bytes, (int)consumed, until - (int)consumed)
                : Pieces.Of(bytes, (int)consumed, until, cuts);
            if (!ReadReady(reader, input, ref consumed, show)) return;
        }

        if (Error is null) Left = bytes.Length - consumed;
        if (end && !_lost) ReadLast(reader, new ReadOnlySequence<byte>(bytes, (int)consumed, bytes.Length - (int)consumed), consumed, show);
    }

    /// <summary>Everything that is ready. False when an error was the end.</summary>
    private bool ReadReady<TFrame>(IFrameReader<TFrame> reader, ReadOnlySequence<byte> bytes, ref long consumed, Func<TFrame, string> show)
    {
        long start = consumed;
        var input = new SequenceReader<byte>(bytes);
        while (true)
        {
            consumed = start + input.Consumed;
            if (_lost && !TryResync(reader, ref input, consumed))
            {
                consumed = start + input.Consumed;
                return true;
            }

            consumed = start + input.Consumed;
            try
            {
                if (!TryRead(reader, ref input, consumed, out TFrame frame)) return true;
                Took(show(frame));
                if (Frames.Count == 1 && Error is null) FirstEnd = start + input.Consumed;
            }
            catch (ProtocolException error)
            {
                Failed(error, consumed, input.Remaining);
                if (!reader.CanResync) return false;
                _lost = true;
                _skipped = 0;
            }
        }
    }

    private bool TryRead<TFrame>(IFrameReader<TFrame> reader, ref SequenceReader<byte> input, long at, out TFrame frame)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = input.Consumed;
        bool whole = false;
        try
        {
            whole = reader.TryRead(ref input, out frame);
        }
        catch (ProtocolException) when (input.Consumed != start)
        {
            throw new FrameCheckException($"at byte {at} the reader refuses a frame, yet it consumed {input.Consumed - start}");
        }
        finally
        {
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        if (whole && input.Consumed == start) throw new FrameCheckException($"at byte {at} the reader made a frame of no bytes: it would do so for ever");
        if (!whole && input.Consumed != start) throw new FrameCheckException($"at byte {at} the reader wants more bytes, yet it consumed {input.Consumed - start}");
        return whole;
    }

    private bool TryResync<TFrame>(IFrameReader<TFrame> reader, ref SequenceReader<byte> input, long at)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = input.Consumed;
        bool found = reader.TryResync(ref input);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        _skipped += input.Consumed - start;
        if (found && _skipped == 0) throw new FrameCheckException($"at byte {at} the resync stands still: a frame is to start where one was refused");
        if (!found && !input.End) throw new FrameCheckException($"at byte {at} the resync wants more bytes, yet it left {input.Remaining} that are there");
        _lost = !found;
        return found;
    }

    private void ReadLast<TFrame>(IFrameReader<TFrame> reader, ReadOnlySequence<byte> leftover, long at, Func<TFrame, string> show)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            bool whole = reader.TryReadLast(leftover, out TFrame last);
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            if (whole) Took(show(last));
        }
        catch (ProtocolException error)
        {
            Failed(error, at, leftover.Length);
        }
    }

    private void Took(string frame) => (Error is null ? Frames : After).Add(frame);

    /// <summary>The reader refused the <paramref name="given"/> bytes at <paramref name="at"/>.</summary>
    private void Failed(ProtocolException error, long at, long given)
    {
        // The end of a stream, or of a limit, is behind the last byte; what has a wrong byte is wrong at one that has come.
        bool hasByte = error.Kind is ProtocolError.Malformed or ProtocolError.Unsupported;
        long last = hasByte ? Math.Max(0, given - 1) : given;
        if (error.Offset < 0 || error.Offset > last)
            throw new FrameCheckException($"at byte {at} the reader was given {given} bytes; its error has the offset {error.Offset}: {error.Message}");
        if (error.Blame != Blame.Peer) throw new FrameCheckException($"at byte {at} the reader blames this side for what the peer sent: {error.Message}");
        if (Error is not null)
        {
            After.Add($"! {error.Kind}");
            return;
        }

        Error = error.MovedBy(at);
        Left = given;
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
