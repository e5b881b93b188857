using System.Buffers;

namespace Sockeye.Wire.Urls;

/// <summary>What Python's URL functions check and find in the part that names the host.</summary>
internal static class PythonNetloc
{
    internal static readonly SearchValues<char> SchemeChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Characters that turn into / ? # @ or : when a host name is normalised (NFKC): the parts would then be cut elsewhere.</summary>
    private static readonly SearchValues<char> Treacherous =
        SearchValues.Create("\u2047\u2048\u2049\u2100\u2101\u2105\u2106\u2a74\ufe13\ufe16\ufe55\ufe56\ufe5f\ufe6b\uff03\uff0f\uff1a\uff1f\uff20");

    internal static void Check(string netloc)
    {
        bool open = netloc.Contains('['), close = netloc.Contains(']');
        if (open != close) Fail("a bracket is not paired");
        if (open) CheckBrackets(netloc);
        if (netloc.AsSpan().ContainsAny(Treacherous)) Fail("the host holds a character that becomes a delimiter when normalised");
    }

    /// <summary>Host and port as text; null where nothing is written.</summary>
    internal static (string? Host, string? Port) HostAndPort(string netloc)
    {
        string rest = netloc[(netloc.LastIndexOf('@') + 1)..];
        int bracket = rest.IndexOf('[');
        string host, behind;
        if (bracket >= 0)
        {
            (host, behind) = Partition(rest[(bracket + 1)..], ']');
            behind = Partition(behind, ':').After;
        }
        else
        {
            (host, behind) = Partition(rest, ':');
        }

        return (host.Length == 0 ? null : Lowered(host), behind.Length == 0 ? null : behind);
    }

    internal static (string? User, string? Password) UserAndPassword(string netloc)
    {
        int at = netloc.LastIndexOf('@');
        if (at < 0) return (null, null);
        string info = netloc[..at];
        int colon = info.IndexOf(':');
        return colon < 0 ? (info, null) : (info[..colon], info[(colon + 1)..]);
    }

    private static void CheckBrackets(string netloc)
    {
        string rest = netloc[(netloc.LastIndexOf('@') + 1)..];
        (string before, string bracketed) = Partition(rest, '[');
        string host;
        if (rest.Contains('['))
        {
            if (before.Length > 0) Fail("something stands before the bracket");
            (host, string behind) = Partition(bracketed, ']');
            if (behind.Length > 0 && behind[0] != ':') Fail("something other than a port stands behind the bracket");
        }
        else
        {
            host = Partition(rest, ':').Before;
        }

        if (!IsBracketedHost(host)) Fail("what stands in brackets is no address");
    }

    private static bool IsBracketedHost(string host)
    {
        if (host.StartsWith('v'))
        {
            int dot = host.IndexOf('.');
            return dot > 1 && dot + 1 < host.Length && host.AsSpan(1, dot - 1).IndexOfAnyExcept(HexDigits) < 0;
        }

        string[] zoned = host.Split('%');
        return zoned.Length <= 2 && (zoned.Length == 1 || zoned[1].Length > 0) && IPv6Text.IsAddress(zoned[0]);
    }

    /// <summary>Lower case, but for the zone of an IPv6 address, where case counts.</summary>
    private static string Lowered(string host)
    {
        int zone = host.IndexOf('%');
        return zone < 0 ? PythonLower.Of(host) : PythonLower.Of(host[..zone]) + host[zone..];
    }

    private static (string Before, string After) Partition(string text, char mark)
    {
        int at = text.IndexOf(mark);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Fail(string what) => throw new ProtocolException(ProtocolError.Malformed, "not a URL: " + what, 0, Blame.Caller);
}
