using System.Globalization;

namespace Sockeye.Wire.Ftp;

/// <summary>
/// Reads directory listings: MLSD (RFC 3659), the form of Unix <c>ls -l</c>, and that of DOS. There is no standard but the first, so
/// a line that is none of them is handed on raw.
/// </summary>
public static class FtpListing
{
    /// <summary>Reads one line of a listing.</summary>
    /// <param name="line">Without its line end.</param>
    /// <param name="today">The day at the server, to give a year to dates that name none; such a date is never in the future by more than a day.</param>
    public static FtpEntry Parse(string line, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Mlsd(line) ?? UnixListing.Parse(line, today) ?? Dos(line) ?? new FtpEntry(line);
    }

    private static FtpEntry? Mlsd(string line)
    {
        int space = line.IndexOf(' ');
        if (space < 0 || space + 1 == line.Length || (space > 0 && line[space - 1] != ';') || (space == 0 && line.Length < 2)) return null;
        if (space == 0) return null;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string fact in line[..(space - 1)].Split(';'))
        {
            int equals = fact.IndexOf('=');
            if (equals <= 0) return null;
            facts[fact[..equals].ToLowerInvariant()] = fact[(equals + 1)..];
        }

        string type = facts.GetValueOrDefault("type", "file");
        bool hasSize = long.TryParse(facts.GetValueOrDefault("size"), NumberStyles.None, CultureInfo.InvariantCulture, out long size);
        return new FtpEntry(line)
        {
            Name = line[(space + 1)..],
            Kind = type.ToLowerInvariant() switch
            {
                "file" => FtpEntryKind.File,
                "dir" => FtpEntryKind.Directory,
                "cdir" or "pdir" => FtpEntryKind.Self,
                var t when t.StartsWith("os.unix=s", StringComparison.Ordinal) => FtpEntryKind.Link,
                _ => FtpEntryKind.Other,
            },
            Size = hasSize ? size : null,
            Modified = Time(facts.GetValueOrDefault("modify", "")),
            Target = type.StartsWith("OS.unix=slink:", StringComparison.OrdinalIgnoreCase) ? type["OS.unix=slink:".Length..] : null,
            Facts = facts,
        };
    }

    /// <summary>YYYYMMDDHHMMSS, perhaps with a fraction.</summary>
    private static DateTime? Time(string text)
    {
        string whole = text.Split('.', 2)[0];
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParseExact(whole, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, Utc, out DateTime time) ? time : null;
    }

    /// <summary><c>01-31-26  03:04PM  &lt;DIR&gt;  name</c>, or a size in place of the mark.</summary>
    private static FtpEntry? Dos(string line)
    {
        string[] words = line.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4) return null;
        string[] forms = ["MM-dd-yy hh:mmtt", "MM-dd-yyyy hh:mmtt", "MM-dd-yy HH:mm", "MM-dd-yyyy HH:mm", "yyyy-MM-dd HH:mm"];
        if (!DateTime.TryParseExact($"{words[0]} {words[1]}", forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)) return null;
        bool directory = words[2] is "<DIR>" or "<JUNCTION>" or "<SYMLINKD>";
        long size = 0;
        if (!directory && !long.TryParse(words[2].Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out size)) return null;
        // The name may begin with spaces of its own only past the column; one or more separate it.
        int name = line.IndexOf(words[2], line.IndexOf(words[1], words[0].Length, StringComparison.Ordinal) + words[1].Length, StringComparison.Ordinal);
        return new FtpEntry(line)
        {
            Name = line[(name + words[2].Length)..].TrimStart(' '),
            Kind = directory ? FtpEntryKind.Directory : FtpEntryKind.File,
            Size = directory ? null : size,
            Modified = time,
        };
    }
}
