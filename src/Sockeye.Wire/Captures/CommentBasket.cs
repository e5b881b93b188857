using System.Text;

namespace Sockeye.Wire.Captures;

/// <summary>
/// The comments that wait for a block. They are kept so few that the block stays well under what readers take: <see cref="CaptureReader"/>
/// takes 1 MiB, and a packet has up to 64 KiB of its own.
/// </summary>
internal sealed class CommentBasket
{
    /// <summary>The most bytes of one comment. The length of an option has 16 bits; the rest is left for its padding.</summary>
    private const int Longest = 65_000;

    /// <summary>The most bytes of all comments of a block.</summary>
    private const int Most = 256 << 10;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private int _size;

    internal IReadOnlyList<ReadOnlyMemory<byte>> Pieces => _pieces;

    /// <summary>A comment in as many pieces as it needs, none of which ends inside a character.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Cut(string comment)
    {
        ReadOnlyMemory<byte> text = Encoding.UTF8.GetBytes(comment);
        while (text.Length > Longest)
        {
            int end = Longest;
            while ((text.Span[end] & 0xC0) == 0x80) end--;
            yield return text[..end];
            text = text[end..];
        }

        yield return text;
    }

    /// <summary>False: this block has no room for it. An empty basket has room for any piece.</summary>
    internal bool TryAdd(ReadOnlyMemory<byte> piece)
    {
        // Four bytes stand in front of each, and up to three behind.
        int size = piece.Length + 7;
        if (_size + size > Most) return false;
        _pieces.Add(piece);
        _size += size;
        return true;
    }

    internal void Clear()
    {
        _pieces.Clear();
        _size = 0;
    }
}
