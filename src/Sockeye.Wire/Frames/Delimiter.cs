using System.Runtime.CompilerServices;

namespace Sockeye.Wire.Frames;

/// <summary>A mark of one or more bytes, with the table that lets a search go on in the middle of it.</summary>
internal sealed class Delimiter
{
    private readonly bool _isCrLf;

    internal Delimiter(ReadOnlySpan<byte> mark)
    {
        if (mark.IsEmpty) throw new ArgumentException("a delimiter has at least one byte", nameof(mark));
        Bytes = mark.ToArray();
        _isCrLf = mark.SequenceEqual("\r\n"u8);
        Fallback = FallbackOf(Bytes);
    }

    internal byte[] Bytes { get; }

    /// <summary>For each prefix of the mark: the length of its longest proper prefix that is also its suffix.</summary>
    internal int[] Fallback { get; }

    /// <summary>Where the mark begins in <paramref name="piece"/>; -1 when it is not whole there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexIn(ReadOnlySpan<byte> piece)
    {
        if (Bytes.Length == 1) return piece.IndexOf(Bytes[0]);
        if (!_isCrLf) return piece.IndexOf(Bytes);
        // One byte is found faster than two, and where lines end with CRLF a LF alone is rare.
        int lf = piece.IndexOf((byte)'\n');
        int cr = lf - 1;
        return (uint)cr < (uint)piece.Length && piece[cr] == '\r' ? cr : IndexBehind(lf, piece);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int IndexBehind(int lf, ReadOnlySpan<byte> piece)
    {
        int at = lf < 0 ? -1 : piece[(lf + 1)..].IndexOf(Bytes);
        return at < 0 ? -1 : lf + 1 + at;
    }

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
