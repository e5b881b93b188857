using System.Buffers;

namespace Sockeye.Clients.Gopher;

/// <summary>What a text item is, when all of it has come.</summary>
/// <remarks>
/// RFC 1436 ends a text with a line that is a dot, and has lines that begin with one begin with two. Servers of today (gophernicus, pygopherd) send a file as it is and close.
/// Which of the two it was is known at the end, and not before: so a text is looked at whole.
/// </remarks>
internal static class GopherText
{
    /// <summary>The text, its lines ended by LF, without what the protocol has put into it.</summary>
    internal static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> wire)
    {
        bool isDotted = wire.EndsWith("\n.\r\n"u8) || wire.EndsWith("\n.\n"u8) || wire.SequenceEqual(".\r\n"u8) || wire.SequenceEqual(".\n"u8);
        ReadOnlySpan<byte> left = isDotted ? wire[..(wire.LastIndexOf((byte)'.'))] : wire;
        var text = new ArrayBufferWriter<byte>(Math.Max(1, left.Length));
        while (!left.IsEmpty)
        {
            int end = left.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? left : left[..end];
            left = left[(end < 0 ? left.Length : end + 1)..];
            if (end >= 0 && line.EndsWith("\r"u8))
            {
                line = line[..^1];
            }

            text.Write(isDotted && line.StartsWith(".."u8) ? line[1..] : line);
            if (end >= 0)
            {
                text.Write("\n"u8);
            }
        }

        return text.WrittenMemory;
    }
}
