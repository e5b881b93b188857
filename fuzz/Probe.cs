using System.Runtime.InteropServices;

namespace Sockeye.Fuzz;

/// <summary>
/// Where the present run went: a count for each step from one probe to another. Stays empty in a build without probes (fuzz/run makes
/// one with them); then the shape of the outcome alone is the signal.
/// </summary>
public static class Probe
{
    private static readonly byte[] Map = new byte[1 << 16];
    private static readonly byte[] Known = new byte[1 << 16];
    private static int s_last;

    /// <summary>Steps seen in all runs so far.</summary>
    public static int Steps { get; private set; }

    /// <summary>Called by instrumented code.</summary>
    public static void Hit(int probe)
    {
        ref byte count = ref Map[(probe ^ s_last) & 0xFFFF];
        if (count < 255) count++;
        s_last = probe >> 1;
    }

    /// <summary>Forgets the present run; true when it went a step, or took it more often, than any before.</summary>
    public static bool TakeNews()
    {
        bool news = false;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(Map.AsSpan());
        for (int w = 0; w < words.Length; w++)
        {
            if (words[w] == 0) continue;
            for (int i = 8 * w; i < (8 * w) + 8; i++)
            {
                if (Map[i] == 0) continue;
                // Powers of two: seven times and eight times are news, 100 times and 101 are not.
                byte often = (byte)(1 << int.Log2(Map[i]));
                if (Known[i] == 0) Steps++;
                news |= (Known[i] & often) == 0;
                Known[i] |= often;
            }

            words[w] = 0;
        }

        s_last = 0;
        return news;
    }
}
