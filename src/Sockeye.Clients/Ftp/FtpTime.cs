using System.Globalization;

namespace Sockeye.Clients.Ftp;

/// <summary>Times of RFC 3659: YYYYMMDDHHMMSS in UTC, perhaps with a fraction.</summary>
internal static class FtpTime
{
    internal static bool TryParse(string text, out DateTimeOffset time)
    {
        int point = text.IndexOf('.');
        return DateTimeOffset.TryParseExact(point < 0 ? text : text[..point], "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
