using System.Runtime.InteropServices;
using System.Text;

namespace Sockeye.Native.Libc;

/// <summary>C's texts, which end with a zero byte, and ours. UTF-8, as hosts files and interface names have it.</summary>
internal static unsafe class ZeroTerminated
{
    /// <summary>The text with a zero byte behind it; null stays null, which fixed turns into C's NULL.</summary>
    internal static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>A copy; empty for NULL.</summary>
    internal static string Text(byte* text) => text == null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Copies of all texts of a list that ends with NULL; none for a list that is NULL itself.</summary>
    internal static string[] Texts(byte** list)
    {
        var texts = new List<string>();
        for (byte** at = list; at != null && *at != null; at++)
        {
            texts.Add(Text(*at));
        }

        return [.. texts];
    }
}
