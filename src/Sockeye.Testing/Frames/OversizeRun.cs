using System.Buffers;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing.Frames;

/// <summary>
/// Frames that never end, to see that a reader gives up: the beginning of a good frame with one byte repeated behind it, which makes
/// lengths large and delimiters absent, or with itself repeated, which makes parts without end.
/// </summary>
internal static class OversizeRun
{
    private const int Kinds = 4;

    // A stream of many small frames says nothing about large ones.
    private const int Enough = 64;

    /// <summary>What a reader did not refuse although it was over <paramref name="largest"/> bytes; null when it refused all.</summary>
    /// <param name="format">The format.</param>
    /// <param name="frame">A good frame's bytes; empty for none.</param>
    /// <param name="largest">The most bytes a frame may take.</param>
    internal static string? Complaint<TFrame>(IFrameFormat<TFrame> format, ReadOnlySpan<byte> frame, int largest)
    {
        var stream = new byte[largest + 1];
        foreach (int cut in Cuts(frame.Length))
        {
            for (int kind = 0; kind < Kinds; kind++)
            {
                string what = Fill(stream, frame[..cut], kind);
                long waits = WaitsFor(format.CreateReader(), stream);
                if (waits > largest) return $"after the first {cut} bytes of a frame and then {what}, it waits for the end of a frame that has {waits} bytes";
            }
        }

        return null;
    }

    private static IEnumerable<int> Cuts(int length) => new[] { 0, 1, length / 2, length - 1 }.Where(cut => cut >= 0 && cut <= length).Distinct();

    private static string Fill(byte[] stream, ReadOnlySpan<byte> start, int kind)
    {
        start.CopyTo(stream);
        if (kind > 0 || start.IsEmpty)
        {
            byte filler = kind switch { 1 => 0x00, 2 => 0xFF, _ => (byte)'x' };
            stream.AsSpan(start.Length).Fill(filler);
            return $"the byte 0x{filler:x2} again and again";
        }

        for (int have = start.Length; have < stream.Length; have *= 2)
            stream.AsSpan(0, Math.Min(have, stream.Length - have)).CopyTo(stream.AsSpan(have));
        return "the same again and again";
    }

    /// <summary>How many bytes of an unfinished frame the reader holds at the end of the stream; 0 when it came to an error, or to enough frames.</summary>
    private static long WaitsFor<TFrame>(IFrameReader<TFrame> reader, byte[] stream)
    {
        int consumed = 0, frames = 0;
        try
        {
            for (long until = 1024; ; until *= 8)
            {
                int have = (int)Math.Min(until, stream.Length);
                var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(stream, consumed, have - consumed));
                while (reader.TryRead(ref input, out _))
                    if (++frames == Enough) return 0;
                consumed += (int)input.Consumed;
                if (have == stream.Length) return have - consumed;
            }
        }
        catch (ProtocolException)
        {
            return 0;
        }
    }
}
