using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>
/// A URL, or a reference relative to one, as RFC 3986 defines it. Strict: what the grammar does not allow is an error with its place.
/// </summary>
/// <remarks>
/// A part that is absent is null; a part that is there and empty is "" (<c>http://h/?</c> has an empty query, <c>http://h/</c> none),
/// so text parsed and written again is the same text. For the answers of Python's forgiving parser see <see cref="PythonUrl"/>.
/// </remarks>
public sealed record Url
{
    internal Url(string scheme, UrlAuthority? authority, string path, string? query, string? fragment)
    {
        Scheme = scheme;
        Authority = authority;
        Path = path;
        Query = query;
        Fragment = fragment;
    }

    /// <summary>The scheme as written, without the colon; "" in a relative reference.</summary>
    public string Scheme { get; }

    /// <summary>User, host and port; null when the URL has no <c>//</c>.</summary>
    public UrlAuthority? Authority { get; }

    /// <summary>The path, still percent-encoded; may be empty.</summary>
    public string Path { get; }

    /// <summary>Behind the <c>?</c>, still percent-encoded; null when there is none.</summary>
    public string? Query { get; }

    /// <summary>Behind the <c>#</c>, still percent-encoded; null when there is none.</summary>
    public string? Fragment { get; }

    /// <summary>It has a scheme: it stands on its own.</summary>
    public bool IsAbsolute => Scheme.Length > 0;

    /// <summary>The host, without brackets; null when the URL has none.</summary>
    public string? Host => Authority?.Host;

    /// <summary>The port written, else the scheme's well-known one, else null.</summary>
    public int? Port => Authority?.Port ?? WellKnownSchemes.PortOf(Scheme.ToLowerInvariant());

    /// <summary>What an HTTP request asks for: path and query, at least "/".</summary>
    public string Target => (Path.Length == 0 ? "/" : Path) + (Query is null ? "" : "?" + Query);

    /// <summary>Reads a URL or a relative reference.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ProtocolException">Not a URL; the offset is the index of the character at fault.</exception>
    public static Url Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return UrlGrammar.Parse(text);
    }

    /// <summary>Reads a URL or a relative reference, or says false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Url? url)
    {
        url = null;
        if (text is null) return false;
        try
        {
            url = UrlGrammar.Parse(text);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>Where <paramref name="reference"/> leads when it stands in this URL: RFC 3986 section 5.2, strict.</summary>
    /// <exception cref="InvalidOperationException">This URL is relative itself.</exception>
    /// <exception cref="ProtocolException">Not a URL reference.</exception>
    public Url Join(string reference) => Join(Parse(reference));

    /// <inheritdoc cref="Join(string)"/>
    public Url Join(Url reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!IsAbsolute) throw new InvalidOperationException($"'{this}' is relative; only an absolute URL can be a base");
        if (reference.IsAbsolute)
            return new Url(reference.Scheme, reference.Authority, Dots.Remove(reference.Path), reference.Query, reference.Fragment).Guarded();
        if (reference.Authority is not null)
            return new Url(Scheme, reference.Authority, Dots.Remove(reference.Path), reference.Query, reference.Fragment);
        if (reference.Path.Length == 0)
            return new Url(Scheme, Authority, Path, reference.Query ?? Query, reference.Fragment);
        string path = reference.Path[0] == '/' ? reference.Path : Merged(reference.Path);
        return new Url(Scheme, Authority, Dots.Remove(path), reference.Query, reference.Fragment).Guarded();
    }

    /// <summary>The same URL in the one form that compares: RFC 3986 section 6.2.2 and the scheme's port left out.</summary>
    /// <remarks>Scheme and host in lower case, escapes in upper case, unreserved characters unescaped, dot segments gone, an empty HTTP path "/".</remarks>
    public Url Normalize()
    {
        string scheme = Scheme.ToLowerInvariant();
        string path = UrlGrammar.NormalizeEscapes(Path);
        if (IsAbsolute) path = Dots.Remove(path);
        if (path.Length == 0 && Authority is not null && WellKnownSchemes.PortOf(scheme) is not null) path = "/";
        return new Url(
            scheme,
            Authority?.Normalized(scheme),
            path,
            Query is null ? null : UrlGrammar.NormalizeEscapes(Query),
            Fragment is null ? null : UrlGrammar.NormalizeEscapes(Fragment)).Guarded();
    }

    /// <summary>The URL as text: what was parsed, unchanged.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (IsAbsolute) text.Append(Scheme).Append(':');
        if (Authority is not null) text.Append("//").Append(Authority);
        text.Append(Path);
        if (Query is not null) text.Append('?').Append(Query);
        if (Fragment is not null) text.Append('#').Append(Fragment);
        return text.ToString();
    }

    private string Merged(string relative) =>
        Authority is not null && Path.Length == 0 ? "/" + relative : Path[..(Path.LastIndexOf('/') + 1)] + relative;

    /// <summary>A path that begins with two slashes and has no authority in front would be read as one; a dot keeps it a path.</summary>
    private Url Guarded() =>
        Authority is null && Path.StartsWith("//", StringComparison.Ordinal) ? new Url(Scheme, null, "/." + Path, Query, Fragment) : this;
}
