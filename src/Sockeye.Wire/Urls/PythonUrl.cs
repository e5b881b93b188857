using System.Collections.Frozen;

namespace Sockeye.Wire.Urls;

/// <summary>
/// Python's <c>urllib.parse</c> (3.11), answer for answer: forgiving, and not quite RFC 3986. For programs that come from Python or must
/// agree with one; new programs use <see cref="Url"/>.
/// </summary>
/// <remarks>What Python reports as <c>ValueError</c> is a <see cref="ProtocolException"/> here. An absent part is "", as in Python.</remarks>
public static class PythonUrl
{
    private static readonly FrozenSet<string> Relative = FrozenSet.Create(
        "", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp", "rtspu", "sftp", "svn",
        "svn+ssh", "ws", "wss");

    private static readonly FrozenSet<string> WithNetloc = FrozenSet.Create(
        "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews", "prospero", "rtsp", "rtspu",
        "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss");

    private static readonly FrozenSet<string> WithParams = FrozenSet.Create(
        "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms", "sftp", "tel");

    /// <summary>Five parts. Python: <c>urlsplit</c>.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="scheme">The scheme when the URL has none.</param>
    /// <param name="allowFragments">False leaves a <c>#</c> in the part it stands in.</param>
    /// <exception cref="ProtocolException">Brackets that do not pair or hold no address; a host with characters that become delimiters.</exception>
    public static PythonSplitResult UrlSplit(string url, string scheme = "", bool allowFragments = true)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(scheme);
        string rest = WithoutBreaks(TrimControls(url, start: true, end: false));
        scheme = WithoutBreaks(TrimControls(scheme, start: true, end: true));
        int colon = rest.IndexOf(':');
        if (colon > 0 && char.IsAsciiLetter(rest[0]) && rest.AsSpan(0, colon).IndexOfAnyExcept(PythonNetloc.SchemeChars) < 0)
        {
            scheme = rest[..colon].ToLowerInvariant();
            rest = rest[(colon + 1)..];
        }

        string netloc = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int end = rest.AsSpan(2).IndexOfAny("/?#");
            end = end < 0 ? rest.Length : end + 2;
            netloc = rest[2..end];
            rest = rest[end..];
            PythonNetloc.Check(netloc);
        }

        string fragment = allowFragments ? CutAt(ref rest, '#') : "";
        string query = CutAt(ref rest, '?');
        return new PythonSplitResult(scheme, netloc, rest, query, fragment);
    }

    /// <summary>Six parts: the parameters of the last path segment apart. Python: <c>urlparse</c>.</summary>
    /// <inheritdoc cref="UrlSplit"/>
    public static PythonParseResult UrlParse(string url, string scheme = "", bool allowFragments = true)
    {
        PythonSplitResult parts = UrlSplit(url, scheme, allowFragments);
        string path = parts.Path, parameters = "";
        if (WithParams.Contains(parts.Scheme))
        {
            int semicolon = path.IndexOf(';', Math.Max(0, path.LastIndexOf('/')));
            if (semicolon >= 0)
            {
                parameters = path[(semicolon + 1)..];
                path = path[..semicolon];
            }
        }

        return new PythonParseResult(parts.Scheme, parts.Netloc, path, parameters, parts.Query, parts.Fragment);
    }

    /// <summary>Five parts as one text; marks with nothing behind them are lost. Python: <c>urlunsplit</c>.</summary>
    public static string UrlUnsplit(PythonSplitResult parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        string url = parts.Path;
        bool slashes = parts.Scheme.Length > 0 && WithNetloc.Contains(parts.Scheme) && !url.StartsWith("//", StringComparison.Ordinal);
        if (parts.Netloc.Length > 0 || slashes)
        {
            if (url.Length > 0 && url[0] != '/') url = "/" + url;
            url = "//" + parts.Netloc + url;
        }

        if (parts.Scheme.Length > 0) url = parts.Scheme + ":" + url;
        if (parts.Query.Length > 0) url += "?" + parts.Query;
        if (parts.Fragment.Length > 0) url += "#" + parts.Fragment;
        return url;
    }

    /// <summary>Six parts as one text. Python: <c>urlunparse</c>.</summary>
    public static string UrlUnparse(PythonParseResult parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        string path = parts.Parameters.Length > 0 ? parts.Path + ";" + parts.Parameters : parts.Path;
        return UrlUnsplit(new PythonSplitResult(parts.Scheme, parts.Netloc, path, parts.Query, parts.Fragment));
    }

    /// <summary>Where <paramref name="url"/> leads from <paramref name="baseUrl"/>. Python: <c>urljoin</c>.</summary>
    /// <exception cref="ProtocolException">See <see cref="UrlSplit"/>.</exception>
    public static string UrlJoin(string baseUrl, string url, bool allowFragments = true)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentNullException.ThrowIfNull(url);
        if (baseUrl.Length == 0) return url;
        if (url.Length == 0) return baseUrl;
        PythonParseResult from = UrlParse(baseUrl, "", allowFragments);
        PythonParseResult to = UrlParse(url, from.Scheme, allowFragments);
        if (to.Scheme != from.Scheme || !Relative.Contains(to.Scheme)) return url;
        if (WithNetloc.Contains(to.Scheme))
        {
            if (to.Netloc.Length > 0) return UrlUnparse(to);
            to = to with { Netloc = from.Netloc };
        }

        if (to.Path.Length == 0 && to.Parameters.Length == 0)
        {
            string query = to.Query.Length == 0 ? from.Query : to.Query;
            return UrlUnparse(to with { Path = from.Path, Parameters = from.Parameters, Query = query });
        }

        return UrlUnparse(to with { Path = JoinPaths(from.Path, to.Path) });
    }

    /// <summary>The URL without its fragment, and the fragment. Python: <c>urldefrag</c>.</summary>
    /// <exception cref="ProtocolException">See <see cref="UrlSplit"/>.</exception>
    public static (string Url, string Fragment) UrlDefrag(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.Contains('#')) return (url, "");
        PythonParseResult parts = UrlParse(url);
        return (UrlUnparse(parts with { Fragment = "" }), parts.Fragment);
    }

    private static string JoinPaths(string from, string to)
    {
        var segments = new List<string>();
        if (to[..Math.Min(1, to.Length)] != "/")
        {
            segments.AddRange(from.Split('/'));
            if (segments[^1].Length > 0) segments.RemoveAt(segments.Count - 1);
        }

        segments.AddRange(to.Split('/'));
        if (to[..Math.Min(1, to.Length)] != "/") DropEmptyInside(segments);

        var resolved = new List<string>();
        foreach (string segment in segments)
        {
            if (segment == "..")
            {
                if (resolved.Count > 0) resolved.RemoveAt(resolved.Count - 1);
            }
            else if (segment != ".")
            {
                resolved.Add(segment);
            }
        }

        if (segments[^1] is "." or "..") resolved.Add("");
        string path = string.Join('/', resolved);
        return path.Length == 0 ? "/" : path;
    }

    private static void DropEmptyInside(List<string> segments)
    {
        for (int i = segments.Count - 2; i >= 1; i--)
        {
            if (segments[i].Length == 0) segments.RemoveAt(i);
        }
    }

    private static string CutAt(ref string text, char mark)
    {
        int at = text.IndexOf(mark);
        if (at < 0) return "";
        string behind = text[(at + 1)..];
        text = text[..at];
        return behind;
    }

    private static string TrimControls(string text, bool start, bool end)
    {
        int from = 0, to = text.Length;
        while (start && from < to && text[from] <= ' ') from++;
        while (end && to > from && text[to - 1] <= ' ') to--;
        return text[from..to];
    }

    private static string WithoutBreaks(string text) =>
        text.AsSpan().IndexOfAny('\t', '\r', '\n') < 0
            ? text
            : text.Replace("\t", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
