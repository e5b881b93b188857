using System.Globalization;

namespace Sockeye.Servers.Ready.Files;

/// <summary>One range of bytes: RFC 9110, section 14.</summary>
/// <param name="Start">The first.</param>
/// <param name="Length">How many; 0 where none of those that were asked for is there.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    private const string Unit = "bytes=";

    /// <returns>Null where all is to be sent: nothing was asked for, or several ranges, or something else.</returns>
    internal static ByteRange? Of(string? asked, long length)
    {
        if (asked is null || !asked.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] ends = asked[Unit.Length..].Trim().Split('-');
        if (ends.Length != 2)
        {
            return null;
        }

        if (ends[0].Length == 0)
        {
            return TryRead(ends[1], out long last) ? new ByteRange(Math.Max(0, length - last), Math.Min(last, length)) : null;
        }

        long to = long.MaxValue;
        if (!TryRead(ends[0], out long from) || (ends[1].Length > 0 && (!TryRead(ends[1], out to) || to < from)))
        {
            return null;
        }

        return from >= length ? new ByteRange(length, 0) : new ByteRange(from, Math.Min(to, length - 1) - from + 1);
    }

    // Digits alone; more of them than any file has bytes are the largest number there is.
    private static bool TryRead(string digits, out long number)
    {
        number = 0;
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
        return true;
    }
}
