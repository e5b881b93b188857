using System.Globalization;
using Sockeye.Native;
using Sockeye.Wire.Http;

namespace Sockeye.Servers.Ready.Files;

/// <summary>What tells one version of a file from another, and what a client may ask by it: RFC 9110, section 13.</summary>
internal sealed class FileValidators(FoundFile file)
{
    // In whole seconds, as HTTP has it.
    private readonly DateTimeOffset _modified = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(file.Modified, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    internal string ETag { get; } = string.Create(CultureInfo.InvariantCulture, $"\"{file.Inode:x}-{file.Length:x}-{file.Modified:x}.{file.Nanoseconds:x}\"");

    internal string LastModified => Date(_modified);

    internal static string Date(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>412, 304, or 0 where the file is to be sent.</summary>
    internal int StatusFor(HttpFields asked)
    {
        bool isUnwanted = asked.Get("If-Match") is string match ? !IsListed(match, allowsWeak: false)
            : TryDate(asked.Get("If-Unmodified-Since"), out DateTimeOffset before) && _modified > before;
        if (isUnwanted)
        {
            return 412;
        }

        bool isKnown = asked.Get("If-None-Match") is string none ? IsListed(none, allowsWeak: true)
            : TryDate(asked.Get("If-Modified-Since"), out DateTimeOffset since) && _modified <= since;
        return isKnown ? 304 : 0;
    }

    /// <summary>If-Range is not there, or names this version.</summary>
    internal bool AllowsRange(HttpFields asked)
        => asked.Get("If-Range") is not string which || (which.StartsWith('"') ? which == ETag : TryDate(which, out DateTimeOffset date) && date == _modified);

    private bool IsListed(string list, bool allowsWeak)
    {
        foreach (string one in list.Split(','))
        {
            string tag = one.Trim();
            if (tag == "*" || tag == ETag || (allowsWeak && tag == "W/" + ETag))
            {
                return true;
            }
        }

        return false;
    }

    // A date that makes no sense is as if it were not there.
    private static bool TryDate(string? text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out date);
}
