using System.Buffers;
using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Fuzz;

/// <summary>Something that reads bytes from a stranger.</summary>
/// <param name="Name">What a reader sees; also the folder of its seeds.</param>
/// <param name="Run">Reads a stream that arrives in pieces (cut where told) and says what came of it. Throws nothing.</param>
/// <param name="Seeds">Streams that mean something to it.</param>
internal sealed record Subject(string Name, Func<byte[], Arrival, string> Run, params byte[][] Seeds)
{
    /// <summary>A frame format as a subject.</summary>
    internal static Subject Of<TFrame>(string name, IFrameFormat<TFrame> format, Func<TFrame, string> show, params string[] seeds) =>
        Of(name, format.CreateReader, frame => show(frame) + Rewritten(format, frame, show), seeds);

    internal static Subject Of<TFrame>(string name, Func<IFrameReader<TFrame>> reader, Func<TFrame, string> show, params string[] seeds) =>
        new(name, (bytes, arrival) => Read(reader(), bytes, arrival, show), [.. seeds.Select(Encoding.Latin1.GetBytes)]);

    /// <summary>A frame that was read and can be written is read again as the same frame.</summary>
    private static string Rewritten<TFrame>(IFrameFormat<TFrame> format, TFrame frame, Func<TFrame, string> show)
    {
        var wire = new ArrayBufferWriter<byte>();
        try
        {
            format.Write(frame, wire);
        }
        catch (ProtocolException error) when (error.Blame == Blame.Caller)
        {
            return " (not to be written)";
        }

        IFrameReader<TFrame> reader = format.CreateReader();
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(wire.WrittenMemory));
        bool whole = reader.TryRead(ref input, out TFrame again) || reader.TryReadLast(input.UnreadSequence, out again);
        if (!whole || show(again) != show(frame)) throw new InvalidOperationException($"read as {show(frame)}, written and read again as {(whole ? show(again) : "nothing")}");
        return "";
    }

    private static string Read<TFrame>(IFrameReader<TFrame> reader, byte[] bytes, Arrival arrival, Func<TFrame, string> show)
    {
        var log = new StringBuilder();
        long consumed = 0, at = 0;
        try
        {
            foreach (ReadOnlySequence<byte> piece in arrival.Pieces(bytes, () => (int)consumed))
            {
                var input = new SequenceReader<byte>(piece);
                long start = consumed;
                while (true)
                {
                    at = start + input.Consumed;
                    if (!reader.TryRead(ref input, out TFrame frame)) break;
                    if (start + input.Consumed == at) throw new InvalidOperationException("a frame of no bytes");
                    log.Append(show(frame)).Append('\n');
                }

                if (start + input.Consumed != at) throw new InvalidOperationException("consumed while asking for more");
                consumed = at;
            }

            at = consumed;
            if (reader.TryReadLast(new ReadOnlySequence<byte>(bytes, (int)consumed, bytes.Length - (int)consumed), out TFrame last)) log.Append(show(last)).Append('\n');
            log.Append("end ").Append(bytes.Length - consumed);
        }
        catch (ProtocolException error) when (error.Blame == Blame.Peer)
        {
            log.Append("! ").Append(error.MovedBy(at).Message);
        }

        return log.ToString();
    }
}

/// <summary>How a stream reaches its reader.</summary>
/// <param name="Cuts">Where it is cut, in order.</param>
/// <param name="Segments">All at once, each piece a segment; else piece by piece, joined.</param>
internal sealed record Arrival(int[] Cuts, bool Segments)
{
    internal static Arrival Whole { get; } = new([], false);

    /// <summary>The views a reader gets, one after another; <paramref name="consumed"/> says how much it has taken so far.</summary>
    internal IEnumerable<ReadOnlySequence<byte>> Pieces(byte[] bytes, Func<int> consumed)
    {
        if (Segments)
        {
            yield return Segment.Of(bytes, Cuts);
            yield break;
        }

        foreach (int until in Cuts.Append(bytes.Length)) yield return new ReadOnlySequence<byte>(bytes, consumed(), until - consumed());
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal static ReadOnlySequence<byte> Of(byte[] bytes, int[] cuts)
        {
            Segment? first = null, last = null;
            int start = 0;
            foreach (int cut in cuts.Append(bytes.Length))
            {
                var next = new Segment { Memory = bytes.AsMemory(start, cut - start), RunningIndex = start };
                if (last is not null) last.Next = next;
                first ??= next;
                last = next;
                start = cut;
            }

            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }
    }
}
