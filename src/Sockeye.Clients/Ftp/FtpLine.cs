using System.Globalization;
using Sockeye.Clients.Urls;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>An entry of a listing as a line for people, the same for every server: kind, size, time, name.</summary>
internal static class FtpLine
{
    internal static string Of(FtpEntry entry)
    {
        if (entry.Kind == FtpEntryKind.Unknown)
        {
            return Shown.Line(entry.Raw);
        }

        char kind = entry.Kind switch
        {
            FtpEntryKind.File => '-',
            FtpEntryKind.Directory or FtpEntryKind.Self => 'd',
            FtpEntryKind.Link => 'l',
            _ => '?',
        };
        string target = entry.Target is null ? "" : " -> " + entry.Target;
        string slash = kind == 'd' ? "/" : "";
        return Shown.Line(string.Create(CultureInfo.InvariantCulture, $"{kind} {entry.Size,12} {entry.Modified,16:yyyy-MM-dd HH:mm} {entry.Name}{slash}{target}"));
    }
}
