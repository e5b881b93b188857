using System.Buffers;
using System.Globalization;

namespace Sockeye.Wire.Ftp;

/// <summary>
/// <c>-rw-r--r--   1 owner group  4096 Jan 31 12:00 name</c>: permissions, then words that differ from server to server, then size, month,
/// day, time or year, and the name. The date is what all have, so it is found first and the rest around it.
/// </summary>
/// <remarks>
/// Owners and names may look like dates too. The columns in front of the date are links, owner, group and size, some of which a server may
/// leave out: the last date that stands there is the date. Only where none does, because an owner holds spaces, it is the first one behind.
/// </remarks>
internal static class UnixListing
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static readonly SearchValues<char> Permissions = SearchValues.Create("rwxsStTlL-");

    internal static FtpEntry? Parse(string line, DateOnly today)
    {
        if (line.Length < 10 || !"-dlbcpsD".Contains(line[0]) || !LooksLikePermissions(line.AsSpan(1, 9))) return null;
        // Word positions: the name may hold any spaces, so the line cannot simply be split.
        var words = Words(line);
        // A device has two numbers in place of its size.
        int columns = IsDevice(line) ? 6 : 5;
        FtpEntry? found = null;
        for (int i = 2; i + 3 < words.Count && (i <= columns || found is null); i++)
        {
            if (!TryDate(line, words, i, today, out DateTime time, out int last) || !TrySize(line, words, i - 1, out long? size)) continue;
            // One space separates the name; more belong to it.
            int start = words[last].End + 1;
            if (start < line.Length) found = Entry(line, line[start..], size, time);
        }

        return found;
    }

    private static bool IsDevice(string line) => line[0] is 'b' or 'c';

    /// <summary>The size that ends at word <paramref name="i"/>; null for the "10, 200" of a device, which is its kind and number.</summary>
    private static bool TrySize(string line, List<(int Start, int End)> words, int i, out long? size)
    {
        ReadOnlySpan<char> word = Word(line, words[i]);
        size = null;
        int comma = IsDevice(line) ? word.IndexOf(',') : -1;
        if (comma > 0) return Number(word[..comma], int.MaxValue, out _) && Number(word[(comma + 1)..], int.MaxValue, out _);
        if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) return false;
        if (!IsDevice(line) || !Word(line, words[i - 1]).EndsWith(",")) size = bytes;
        return true;
    }

    private static FtpEntry Entry(string line, string name, long? size, DateTime time)
    {
        string? target = null;
        int arrow = line[0] == 'l' ? name.IndexOf(" -> ", StringComparison.Ordinal) : -1;
        if (arrow >= 0) (name, target) = (name[..arrow], name[(arrow + 4)..]);
        FtpEntryKind kind = line[0] switch
        {
            '-' => FtpEntryKind.File,
            'd' => FtpEntryKind.Directory,
            'l' => FtpEntryKind.Link,
            _ => FtpEntryKind.Other,
        };
        return new FtpEntry(line) { Name = name, Kind = kind, Size = kind == FtpEntryKind.Directory ? null : size, Modified = time, Target = target };
    }

    private static bool LooksLikePermissions(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Permissions);

    /// <summary>"Jan 31 12:00", "Jan 31 2025" or "31 Jan 12:00", at word <paramref name="i"/>; <paramref name="last"/> is the date's last word.</summary>
    private static bool TryDate(string line, List<(int Start, int End)> words, int i, DateOnly today, out DateTime time, out int last)
    {
        time = default;
        last = i + 2;
        int month = Month(Word(line, words[i])), dayAt = i + 1;
        if (month == 0) (month, dayAt) = (Month(Word(line, words[i + 1])), i);
        if (month == 0 || !int.TryParse(Word(line, words[dayAt]), NumberStyles.None, CultureInfo.InvariantCulture, out int day)) return false;
        ReadOnlySpan<char> third = Word(line, words[last]);
        int year, hour = 0, minute = 0;
        int colon = third.IndexOf(':');
        if (colon > 0)
        {
            if (!Number(third[..colon], 23, out hour) || !Number(third[(colon + 1)..], 59, out minute)) return false;
            year = YearOf(month, day, today);
        }
        else if (third.Length != 4 || !Number(third, 9999, out year) || year < 1)
        {
            return false;
        }

        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        time = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>A date without a year is within the last twelve months, give or take a day for the server's clock.</summary>
    private static int YearOf(int month, int day, DateOnly today)
    {
        int year = today.Year;
        DateOnly tomorrow = today.AddDays(1);
        if ((month, day).CompareTo((tomorrow.Month, tomorrow.Day)) > 0 && tomorrow.Year == year) year--;
        // 29 February belongs to the last leap year.
        while (month == 2 && day == 29 && !DateTime.IsLeapYear(year) && year > 1) year--;
        return year;
    }

    private static int Month(ReadOnlySpan<char> word)
    {
        if (word.Length != 3) return 0;
        int at = Months.AsSpan().IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
    }

    private static bool Number(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    private static ReadOnlySpan<char> Word(string line, (int Start, int End) word) => line.AsSpan(word.Start, word.End - word.Start);

    private static List<(int Start, int End)> Words(string line)
    {
        var words = new List<(int, int)>();
        for (int at = 0; at < line.Length && words.Count < 12;)
        {
            while (at < line.Length && line[at] == ' ') at++;
            int start = at;
            while (at < line.Length && line[at] != ' ') at++;
            if (at > start) words.Add((start, at));
        }

        return words;
    }
}
