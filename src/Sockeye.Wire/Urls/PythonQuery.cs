using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>Python's quoting and query functions (<c>urllib.parse</c>, 3.11), answer for answer. Text is UTF-8.</summary>
public static class PythonQuery
{
    /// <summary>Python: <c>quote</c>.</summary>
    public static string Quote(string text, string safe = "/") => Percent.Encode(text, safe);

    /// <summary>Python: <c>quote_plus</c>: for form values, a space becomes a plus.</summary>
    public static string QuotePlus(string text, string safe = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains(' ')) return Percent.Encode(text, safe);
        return Percent.Encode(text, safe + " ").Replace(' ', '+');
    }

    /// <summary>Python: <c>unquote</c>: stray percent signs stay, bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Unquote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('%')) return text;
        // Runs of ASCII are decoded apart from what stands between them: an escape never joins with a character outside ASCII.
        var to = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            int other = text.AsSpan(at).IndexOfAnyExceptInRange('\0', '\x7f');
            int end = other < 0 ? text.Length : at + other;
            to.Append(Encoding.UTF8.GetString(Percent.DecodeLoosely(text[at..end])));
            at = end;
            while (at < text.Length && !char.IsAscii(text[at])) to.Append(text[at++]);
        }

        return to.ToString();
    }

    /// <summary>Python: <c>unquote_plus</c>.</summary>
    public static string UnquotePlus(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Unquote(text.Replace('+', ' '));
    }

    /// <summary>The fields of a query in order. Python: <c>parse_qsl</c>.</summary>
    /// <param name="query">Without its question mark.</param>
    /// <param name="keepBlank">Keep fields without a value; Python's default drops them.</param>
    /// <param name="maximumFields">The most fields taken; more are an error before any is read.</param>
    /// <exception cref="ProtocolException">Too many fields.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ParseQsl(string query, bool keepBlank = false, int maximumFields = 1000)
    {
        ArgumentNullException.ThrowIfNull(query);
        int fields = query.Length == 0 ? 0 : 1 + query.AsSpan().Count('&');
        if (fields > maximumFields) throw new ProtocolException(ProtocolError.TooLarge, $"the query has {fields} fields; the limit is {maximumFields}", 0);
        var pairs = new List<KeyValuePair<string, string>>(fields);
        foreach (string field in query.Split('&'))
        {
            if (field.Length == 0) continue;
            int equals = field.IndexOf('=');
            string name = equals < 0 ? field : field[..equals];
            string value = equals < 0 ? "" : field[(equals + 1)..];
            if (value.Length > 0 || keepBlank) pairs.Add(new(UnquotePlus(name), UnquotePlus(value)));
        }

        return pairs;
    }

    /// <summary>Fields as a query. Python: <c>urlencode</c>.</summary>
    public static string UrlEncode(IEnumerable<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return string.Join('&', fields.Select(f => QuotePlus(f.Key) + "=" + QuotePlus(f.Value)));
    }
}
