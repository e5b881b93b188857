using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>What may stand in an error or a log: no user, no password, no control characters.</summary>
internal static class Shown
{
    /// <summary>The same URL without user and password, and without a fragment, which is nobody's but the caller's.</summary>
    internal static Url WithoutUser(this Url url)
    {
        if (url.Authority?.UserInfo is null && url.Fragment is null)
        {
            return url;
        }

        string host = url.Authority is not UrlAuthority authority ? "" : "//" + authority.ToString()[(authority.UserInfo is string user ? user.Length + 1 : 0)..];
        string scheme = url.IsAbsolute ? url.Scheme + ":" : "";
        return Url.Parse(scheme + host + url.Path + (url.Query is null ? "" : "?" + url.Query));
    }

    /// <summary>Words of a server on one line.</summary>
    internal static string Line(string words) => string.Create(words.Length, words, static (to, from) =>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = char.IsControl(from[i]) ? '?' : from[i];
        }
    });
}
