using System.Buffers;
using System.Text;

namespace Sockeye.Servers.Ready.Chatting;

/// <summary>What somebody said, as it may stand on another's terminal.</summary>
internal static class ChatText
{
    private const int LongestName = 32;

    // They turn the direction of what follows, or begin a line where none was ended.
    private static readonly SearchValues<char> Tricks = SearchValues.Create("\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>UTF-8 without control characters; what is no UTF-8 becomes U+FFFD. A tab becomes a space.</summary>
    internal static string Of(in ReadOnlySequence<byte> line)
    {
        string text = Encoding.UTF8.GetString(line);
        if (!text.AsSpan().ContainsAny(Tricks) && !text.Any(char.IsControl))
        {
            return text.Trim();
        }

        var clean = new StringBuilder(text.Length);
        foreach (char c in text.Where(static c => c == '\t' || (!char.IsControl(c) && !Tricks.Contains(c))))
        {
            clean.Append(c == '\t' ? ' ' : c);
        }

        return clean.ToString().Trim();
    }

    /// <summary>A name for a member or a room: 1 to 32 letters, digits, dashes and underscores.</summary>
    internal static bool IsName(string word) => word.Length is > 0 and <= LongestName && word.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_');
}
