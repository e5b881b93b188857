using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Urls;

namespace Sockeye.Wire.Gopher;

/// <summary>What to ask a gopher server for: a selector and, for a search, words.</summary>
/// <param name="Type">The kind of thing expected: '1' a menu, '0' text, '7' a search …</param>
/// <param name="Selector">The selector; empty for the server's first menu.</param>
/// <param name="Search">Search words; null when nothing is searched.</param>
public sealed record GopherRequest(char Type, string Selector, string? Search = null)
{
    /// <summary>What a gopher URL asks for (RFC 4266): <c>gopher://host/7/find%09words</c>.</summary>
    /// <exception cref="ProtocolException">An escape in the path stands for a line end, its bytes are no UTF-8, or there is no type in front of a tab.</exception>
    public static GopherRequest FromUrl(Url url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Path.Length < 2) return new GopherRequest('1', "");
        // A query mark has no meaning in gopher: it belongs to the selector.
        string path = url.Path[1..] + (url.Query is null ? "" : "?" + url.Query);
        byte[] named = Percent.Decode(path);
        if (!System.Text.Unicode.Utf8.IsValid(named)) FrameFault.CannotWrite("the path of the gopher URL is no UTF-8, and would name something else");
        string[] parts = Encoding.UTF8.GetString(named).Split('\t');
        if (parts[0].Length == 0 || !char.IsAscii(parts[0][0])) FrameFault.CannotWrite("a gopher URL names the type of the item first, as one ASCII character", 1);
        var request = new GopherRequest(parts[0][0], parts[0][1..], parts.Length > 1 ? parts[1] : null);
        Check(request.Selector);
        Check(request.Search ?? "");
        return request;
    }

    /// <summary>Writes the request: selector, tab and search words if any, CRLF.</summary>
    /// <exception cref="ProtocolException">Selector or words hold a tab, a line end or another control character (this side's fault).</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Check(Selector);
        Check(Search ?? "");
        output.Write(Encoding.UTF8.GetBytes(Search is null ? Selector + "\r\n" : $"{Selector}\t{Search}\r\n"));
    }

    private static void Check(string text)
    {
        int bad = text.AsSpan().IndexOfAny(ControlCharacters.All);
        if (bad >= 0) FrameFault.CannotWrite("a gopher request cannot hold a tab, a line end or another control character", bad);
    }
}
