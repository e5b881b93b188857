using System.Text;
using Sockeye.Clients.Urls;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Ftp;

/// <summary>What an FTP URL names (RFC 1738 section 3.2): folders to go through, one after the other, and then a name.</summary>
/// <remarks>
/// The path is relative to where the login leads: <c>ftp://host/a/b</c> is CWD a, RETR b. From the root it is <c>ftp://host/%2Fa/b</c>, or <c>ftp://host//a/b</c> as people write it.
/// Behind the name may stand <c>;type=a</c> (text), <c>;type=i</c> (bytes) or <c>;type=d</c> (a listing).
/// </remarks>
internal sealed class FtpTarget
{
    internal FtpTarget(Url url)
    {
        Url = url;
        Host = url.Host is { Length: > 0 } host ? host : throw new UrlException(url, 0, "it names no host");
        string path = url.Path.Length > 0 && url.Path[0] == '/' ? url.Path[1..] : url.Path;
        int type = path.LastIndexOf(";type=", StringComparison.OrdinalIgnoreCase);
        Type = type >= 0 && path.Length == type + 7 ? char.ToLowerInvariant(path[^1]) : default;
        if (type >= 0 && Type is not ('a' or 'i' or 'd'))
        {
            throw new UrlException(url, 0, "its type is none of a, i and d");
        }

        string[] parts = (type < 0 ? path : path[..type]).Split('/');
        Name = Decoded(parts[^1]);
        // An empty first part is the root; elsewhere nothing is nowhere to go.
        Folders = [.. parts[..^1].Select((part, i) => part.Length == 0 && i == 0 ? "/" : Decoded(part)).Where(static folder => folder.Length > 0)];
        if (Type == 'd' && Name.Length > 0)
        {
            (Folders, Name) = ([.. Folders, Name], "");
        }
    }

    internal Url Url { get; }

    internal string Host { get; }

    internal IReadOnlyList<string> Folders { get; }

    /// <summary>Empty where a folder is named.</summary>
    internal string Name { get; }

    /// <summary>a, i, d, or nothing.</summary>
    internal char Type { get; }

    internal bool IsText => Type == 'a';

    internal string? User => Url.Authority!.User is { Length: > 0 } user ? user : null;

    internal string? Password => Url.Authority!.Password;

    private string Decoded(string part)
    {
        byte[] name = Percent.Decode(part);
        return System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : throw new UrlException(Url, 0, "its path is no UTF-8");
    }
}
