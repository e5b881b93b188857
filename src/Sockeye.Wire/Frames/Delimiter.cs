namespace Sockeye.Wire.Frames;

/// <summary>A mark of one or more bytes, with the table that lets a search go on in the middle of it.</summary>
internal sealed class Delimiter
{
    internal Delimiter(ReadOnlySpan<byte> mark)
    {
        if (mark.IsEmpty) throw new ArgumentException("a delimiter has at least one byte", nameof(mark));
        Bytes = mark.ToArray();
        Fallback = FallbackOf(Bytes);
    }

    internal byte[] Bytes { get; }

    /// <summary>For each prefix of the mark: the length of its longest proper prefix that is also its suffix.</summary>
    internal int[] Fallback { get; }

    private static int[] FallbackOf(byte[] mark)
    {
        var table = new int[mark.Length];
        for (int i = 1, k = 0; i < mark.Length; i++)
        {
            while (k > 0 && mark[i] != mark[k]) k = table[k - 1];
            if (mark[i] == mark[k]) k++;
            table[i] = k;
        }

        return table;
    }
}
