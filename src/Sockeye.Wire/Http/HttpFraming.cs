using System.Text;

namespace Sockeye.Wire.Http;

/// <summary>How a body ends.</summary>
internal enum BodyKind
{
    None,
    Length,
    Chunked,
    UntilClose,
}

/// <summary>
/// Finds out how a body ends and whether the connection may be used again: RFC 9112 sections 6.3 and 9.3, and stricter wherever two
/// readers could disagree: two lengths, equal or not, are refused; a length beside a transfer coding is refused; so is any coding but a
/// single "chunked", and chunked in HTTP/1.0.
/// </summary>
internal static class HttpFraming
{
    internal static (BodyKind Kind, long Length, bool KeepAlive) OfRequest(HttpHead head)
    {
        Facts facts = Gather(head);
        if (facts.Hosts > 1 || (facts.Hosts == 0 && head.MinorVersion == 1))
            HttpFault.Malformed(facts.Hosts == 0 ? "an HTTP/1.1 request needs a Host field" : "more than one Host field", 0);
        return facts.Chunked ? (BodyKind.Chunked, 0, facts.KeepAlive)
            : facts.Length > 0 ? (BodyKind.Length, facts.Length, facts.KeepAlive)
            : (BodyKind.None, 0, facts.KeepAlive);
    }

    internal static (BodyKind Kind, long Length, bool KeepAlive) OfResponse(HttpHead head, bool toHead)
    {
        Facts facts = Gather(head);
        if (toHead || head.Status is < 200 or 204 or 304) return (BodyKind.None, 0, facts.KeepAlive);
        if (facts.Chunked) return (BodyKind.Chunked, 0, facts.KeepAlive);
        if (facts.Length >= 0) return (facts.Length == 0 ? BodyKind.None : BodyKind.Length, facts.Length, facts.KeepAlive);
        return (BodyKind.UntilClose, 0, false);
    }

    private static Facts Gather(HttpHead head)
    {
        HttpFields fields = head.Fields;
        long length = -1;
        int hosts = 0;
        bool chunked = false, close = false, keep = false;
        for (int i = 0; i < fields.Count; i++)
        {
            ReadOnlySpan<byte> name = fields.NameAt(i);
            switch (name.Length)
            {
                case 4 when Ascii.EqualsIgnoreCase(name, "host"u8):
                    hosts++;
                    // RFC 9112 section 3.2. In a response the field means nothing.
                    if (head.Status == 0 && !RequestTarget.IsHost(fields.ValueAt(i))) HttpFault.Malformed("a Host field that is no host and port", 0);
                    break;
                case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                    ReadOnlySpan<byte> list = fields.ValueAt(i);
                    while (HttpText.TryNextMember(ref list, out ReadOnlySpan<byte> one))
                    {
                        close |= Ascii.EqualsIgnoreCase(one, "close"u8);
                        keep |= Ascii.EqualsIgnoreCase(one, "keep-alive"u8);
                    }

                    break;
                case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                    if (length >= 0) HttpFault.Malformed("more than one Content-Length field", 0);
                    length = ReadLength(fields.ValueAt(i));
                    break;
                case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                    if (chunked) HttpFault.Malformed("more than one Transfer-Encoding field", 0);
                    if (head.MinorVersion == 0) HttpFault.Malformed("Transfer-Encoding in HTTP/1.0", 0);
                    if (!Ascii.EqualsIgnoreCase(fields.ValueAt(i), "chunked"u8)) HttpFault.Unsupported("a transfer coding other than chunked", 0);
                    chunked = true;
                    break;
            }
        }

        if (chunked && length >= 0) HttpFault.Malformed("Content-Length beside Transfer-Encoding", 0);
        return new Facts(length, chunked, hosts, !close && (head.MinorVersion == 1 || keep));
    }

    /// <summary>Digits only: no sign, no list, no overflow.</summary>
    private static long ReadLength(ReadOnlySpan<byte> value)
    {
        long length = 0;
        if (value.IsEmpty) HttpFault.Malformed("an empty Content-Length", 0);
        foreach (byte b in value)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9) HttpFault.Malformed("a Content-Length that is not a number", 0);
            if (length > (long.MaxValue - digit) / 10) HttpFault.Malformed("a Content-Length that does not fit in 63 bits", 0);
            length = (length * 10) + digit;
        }

        return length;
    }

    private readonly record struct Facts(long Length, bool Chunked, int Hosts, bool KeepAlive);
}
