using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>RFC 3986 appendix A, by hand: split at the marks, then check what each part may hold.</summary>
internal static class UrlGrammar
{
    private const string SubDelimiters = "!$&'()*+,;=";
    private const string AlphaDigit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string RegName = AlphaDigit + "-._~%" + SubDelimiters;

    private static readonly SearchValues<char> SchemeChars = SearchValues.Create(AlphaDigit + "+-.");
    private static readonly SearchValues<char> HostChars = SearchValues.Create(RegName);
    private static readonly SearchValues<char> UserChars = SearchValues.Create(RegName + ":");
    private static readonly SearchValues<char> PathChars = SearchValues.Create(RegName + ":@/");
    private static readonly SearchValues<char> QueryChars = SearchValues.Create(RegName + ":@/?");
    private static readonly SearchValues<char> FutureChars = SearchValues.Create(AlphaDigit + "-._~:" + SubDelimiters);

    internal static Url Parse(string text)
    {
        int end = text.Length;
        string? fragment = null, query = null;
        int mark = text.IndexOf('#');
        if (mark >= 0)
        {
            fragment = text[(mark + 1)..end];
            Only(text, mark + 1, end, QueryChars, "fragment");
            end = mark;
        }

        mark = text.IndexOf('?', 0, end);
        if (mark >= 0)
        {
            query = text[(mark + 1)..end];
            Only(text, mark + 1, end, QueryChars, "query");
            end = mark;
        }

        int start = SchemeEnd(text.AsSpan(0, end));
        string scheme = start == 0 ? "" : text[..(start - 1)];
        UrlAuthority? authority = null;
        if (text.AsSpan(start, end - start).StartsWith("//"))
        {
            int slash = text.IndexOf('/', start + 2, end - start - 2);
            int stop = slash < 0 ? end : slash;
            authority = Authority(text, start + 2, stop);
            start = stop;
        }

        Only(text, start, end, PathChars, "path");
        string path = text[start..end];
        if (scheme.Length == 0 && authority is null && path.Split('/', 2)[0].Contains(':'))
            Fail("the first part of a relative path may not hold a colon: it would look like a scheme", start + path.IndexOf(':'));
        Percent.Check(text, 0, Blame.Caller);
        return new Url(scheme, authority, path, query, fragment);
    }

    /// <summary>Escapes in upper case; those of unreserved characters undone.</summary>
    internal static string NormalizeEscapes(string text)
    {
        if (!text.Contains('%')) return text;
        var to = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                to.Append(text[i]);
                continue;
            }

            char meant = (char)int.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (Percent.IsUnreserved(meant)) to.Append(meant);
            else to.Append('%').Append(char.ToUpperInvariant(text[i + 1])).Append(char.ToUpperInvariant(text[i + 2]));
            i += 2;
        }

        return to.ToString();
    }

    /// <summary>Index behind the colon of the scheme; 0 when there is no scheme.</summary>
    private static int SchemeEnd(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(text[0])) return 0;
        return text[..colon].ContainsAnyExcept(SchemeChars) ? 0 : colon + 1;
    }

    private static UrlAuthority Authority(string text, int start, int end)
    {
        string? user = null;
        int at = text.IndexOf('@', start, end - start);
        if (at >= 0)
        {
            Only(text, start, at, UserChars, "user part");
            user = text[start..at];
            start = at + 1;
        }

        bool bracketed = start < end && text[start] == '[';
        int hostEnd;
        string host;
        if (bracketed)
        {
            int close = text.IndexOf(']', start, end - start);
            if (close < 0) Fail("the bracket of the address is not closed", start);
            host = text[(start + 1)..close];
            CheckLiteral(host, start + 1);
            hostEnd = close + 1;
            if (hostEnd < end && text[hostEnd] != ':') Fail("only a port may follow the bracket", hostEnd);
        }
        else
        {
            int colon = text.IndexOf(':', start, end - start);
            hostEnd = colon < 0 ? end : colon;
            host = text[start..hostEnd];
            Only(text, start, hostEnd, HostChars, "host");
        }

        return new UrlAuthority(user, host, bracketed, hostEnd == end ? null : Port(text, hostEnd + 1, end));
    }

    private static string Port(string text, int start, int end)
    {
        int number = 0;
        for (int i = start; i < end; i++)
        {
            if (!char.IsAsciiDigit(text[i])) Fail("a port is a number", i);
            number = Math.Min((number * 10) + (text[i] - '0'), 65536);
        }

        if (number > 65535) Fail("a port is at most 65535", start);
        return text[start..end];
    }

    private static void CheckLiteral(string host, int start)
    {
        if (host.Length > 0 && host[0] is 'v' or 'V')
        {
            int dot = host.IndexOf('.');
            bool good = dot > 1 && dot + 1 < host.Length && !host.AsSpan(dot + 1).ContainsAnyExcept(FutureChars);
            for (int i = 1; good && i < dot; i++) good = char.IsAsciiHexDigit(host[i]);
            if (!good) Fail("not an address of a future kind", start);
            return;
        }

        // RFC 6874: a zone stands behind an escaped percent sign; the address itself is what is checked.
        string[] parts = host.Split("%25", 2);
        if (!IPv6Text.IsAddress(parts[0]) || parts is [_, ""] || (parts.Length == 1 && host.Contains('%')))
            Fail("what stands in brackets is no IPv6 address", start);
    }

    private static void Only(string text, int start, int end, SearchValues<char> allowed, string part)
    {
        int at = text.AsSpan(start, end - start).IndexOfAnyExcept(allowed);
        if (at >= 0) Fail($"the {part} may not hold {Show(text[start + at])}; escape it", start + at);
    }

    private static string Show(char c) => c is > ' ' and < '\x7f' ? $"'{c}'" : $"U+{(int)c:X4}";

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Fail(string what, int offset) => throw new ProtocolException(ProtocolError.Malformed, "not a URL: " + what, offset, Blame.Caller);
}
