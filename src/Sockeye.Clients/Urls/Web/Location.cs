using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Web;

/// <summary>Where a redirect leads, and where none may.</summary>
internal static class Location
{
    // What RFC 3986 has in a reference, the percent sign among it. The rest is encoded, as browsers do; but for controls, which are nonsense or an attack.
    private const string Marks = "-._~:/?#[]@!$&'()*+,;=%";

    /// <summary>301, 302, 303, 307 and 308 with a Location lead elsewhere.</summary>
    internal static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The URL that a redirect names: http or https, without user and password.</summary>
    /// <param name="at">Who redirects.</param>
    /// <param name="status">By which status.</param>
    /// <param name="location">Its words.</param>
    /// <param name="request">What was asked for at first.</param>
    /// <param name="peer">Who redirects, for the error.</param>
    /// <exception cref="UrlException">It leads where it must not.</exception>
    /// <exception cref="ProtocolException">It makes no sense.</exception>
    internal static Url Next(Url at, int status, string location, UrlRequest request, string peer)
    {
        Url next = Joined(at, location, peer);
        string scheme = next.Scheme.ToLowerInvariant();
        return scheme is not ("http" or "https")
            ? throw new UrlException(at, status, $"a redirect to {Short(next)} is not followed: from http it leads to http and https alone")
            : string.IsNullOrEmpty(next.Host) ? throw new UrlException(at, status, "a redirect to no host")
            : scheme == "http" && at.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && !request.AllowsDowngrade
                ? throw new UrlException(at, status, $"a redirect to {Short(next)} is not followed: it leads out of TLS")
            : next;
    }

    /// <summary>The same scheme, host and port: who may see what is meant for the other.</summary>
    internal static bool IsSameOrigin(Url one, Url other)
        => one.Scheme.Equals(other.Scheme, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port
            && string.Equals(one.Normalize().Host, other.Normalize().Host, StringComparison.Ordinal);

    /// <summary>A server's Location as it may be shown: without user and password.</summary>
    internal static string AsShown(string location)
        => Url.TryParse(location.Trim(), out Url? url) ? Short(url.WithoutUser())
            : location.Contains('@', StringComparison.Ordinal) ? "(not shown)"
            : Short(location);

    private static Url Joined(Url at, string location, string peer)
    {
        try
        {
            return at.Join(Readable(location)).WithoutUser();
        }
        catch (ProtocolException wrong)
        {
            throw new ProtocolException(wrong.Kind, "the Location of a redirect makes no sense: " + wrong.What, wrong.Offset, Blame.Peer).From(peer);
        }
    }

    private static string Short(Url url) => Short(url.ToString());

    private static string Short(string words)
    {
        const int Most = 200;
        string text = Shown.Line(words);
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    private static string Readable(string location)
    {
        var text = new StringBuilder(location.Length);
        foreach (Rune one in location.Trim().EnumerateRunes())
        {
            if (Rune.IsControl(one))
            {
                throw new ProtocolException(ProtocolError.Malformed, "the Location of a redirect has a control character in it", 0);
            }

            if (one.IsAscii && (char.IsAsciiLetterOrDigit((char)one.Value) || Marks.Contains((char)one.Value)))
            {
                text.Append((char)one.Value);
            }
            else
            {
                text.Append(Percent.Encode(one.ToString(), safe: ""));
            }
        }

        return text.ToString();
    }
}
