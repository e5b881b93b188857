using System.Globalization;
using System.Text;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Local;

/// <summary>data: (RFC 2397), where the URL is the thing itself: <c>data:text/plain;base64,aGk=</c>. Python: <c>DataHandler</c>.</summary>
internal sealed class DataHandler : IUrlHandler
{
    private const string Base64 = ";base64";
    private const string UsualType = "text/plain;charset=US-ASCII";

    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default)
    {
        Url url = request.Url;
        if (request.Verb == UrlVerb.Put)
        {
            throw new UrlException(url, 0, "nothing can be put into a URL");
        }

        (string type, byte[] data) = Read(url);
        var info = new UrlInfo { Type = type, Length = data.Length };
        if (request.Offset > data.Length)
        {
            throw new UrlException(url, 0, string.Create(CultureInfo.InvariantCulture, $"it has {data.Length} bytes, and does not begin at {request.Offset}")) { Info = info };
        }

        var stream = request.Verb == UrlVerb.Head ? Stream.Null : new MemoryStream(data, writable: false) { Position = request.Offset };
        return new UrlAnswer(url, stream) { Info = info, Offset = request.Offset, Reason = "OK" };
    }

    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default)
    {
        try
        {
            return Task.FromResult(Open(request, cancellation));
        }
        catch (Exception no)
        {
            return Task.FromException<UrlAnswer>(no);
        }
    }

    private static (string Type, byte[] Data) Read(Url url)
    {
        string text = url.Path + (url.Query is null ? "" : "?" + url.Query);
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        if (url.Authority is not null || comma < 0)
        {
            throw new UrlException(url, 0, "a data URL is data:TYPE,DATA: the comma is missing");
        }

        string type = Encoding.UTF8.GetString(Percent.DecodeLoosely(text[..comma]));
        byte[] data = Percent.Decode(text[(comma + 1)..]);
        if (type.EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
        {
            type = type[..^Base64.Length];
            data = Decoded(url, data);
        }

        return (type.Length == 0 ? UsualType : type[0] == ';' ? "text/plain" + type : type, data);
    }

    // White space in it means nothing, and what fills it up to four may be missing, as browsers have it.
    private static byte[] Decoded(Url url, byte[] data)
    {
        string digits = string.Concat(Encoding.Latin1.GetString(data).Where(static one => !char.IsWhiteSpace(one))).TrimEnd('=');
        try
        {
            return Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException wrong)
        {
            throw new UrlException(url, 0, "what is behind its comma is no base64", wrong);
        }
    }
}
