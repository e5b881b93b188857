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
        if (!facts.Host && head.MinorVersion == 1) HttpFault.Malformed("an HTTP/1.1 request needs a Host field", 0);
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

    /// <summary>
    /// RFC 9110 section 6.5.1: what frames or routes a message has no place behind it. Whoever joins trailers to the head and sends both on
    /// would send another message.
    /// </summary>
    internal static void CheckTrailers(HttpFields trailers, long start)
    {
        for (int i = 0; i < trailers.Count; i++)
        {
            ReadOnlySpan<byte> name = trailers.NameAt(i);
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8) || Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) || Ascii.EqualsIgnoreCase(name, "host"u8))
                HttpFault.Malformed("Content-Length, Transfer-Encoding and Host are no trailers", start + trailers.StartOf(i));
        }
    }

    private static Facts Gather(HttpHead head)
    {
        HttpFields fields = head.Fields;
        long length = -1;
        bool host = false, chunked = false, close = false, keep = false;
        for (int i = 0; i < fields.Count; i++)
        {
            ReadOnlySpan<byte> name = fields.NameAt(i);
            switch (name.Length)
            {
                case 4 when head.Status == 0 && Ascii.EqualsIgnoreCase(name, "host"u8):
                    // RFC 9112 section 3.2. In a response the field means nothing.
                    if (host) HttpFault.Malformed("more than one Host field", fields.StartOf(i));
                    if (!RequestTarget.IsHost(fields.ValueAt(i))) HttpFault.Malformed("a Host field that is no host and port", fields.ValueStartOf(i));
                    host = true;
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
                    if (length >= 0) HttpFault.Malformed("more than one Content-Length field", fields.StartOf(i));
                    if (chunked) HttpFault.Malformed("Content-Length beside Transfer-Encoding", fields.StartOf(i));
                    length = ReadLength(fields.ValueAt(i), fields.ValueStartOf(i));
                    break;
                case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                    if (chunked) HttpFault.Malformed("more than one Transfer-Encoding field", fields.StartOf(i));
                    if (head.MinorVersion == 0) HttpFault.Malformed("Transfer-Encoding in HTTP/1.0", fields.StartOf(i));
                    if (length >= 0) HttpFault.Malformed("Content-Length beside Transfer-Encoding", fields.StartOf(i));
                    CheckCoding(fields.ValueAt(i), fields.ValueStartOf(i), ofRequest: head.Status == 0);
                    chunked = true;
                    break;
            }
        }

        return new Facts(length, chunked, host, !close && (head.MinorVersion == 1 || keep));
    }

    /// <summary>Digits only: no sign, no list, no overflow.</summary>
    private static long ReadLength(ReadOnlySpan<byte> value, int offset)
    {
        long length = 0;
        if (value.IsEmpty) HttpFault.Malformed("an empty Content-Length", offset);
        for (int i = 0; i < value.Length; i++)
        {
            uint digit = (uint)(value[i] - '0');
            if (digit > 9) HttpFault.Malformed("a Content-Length that is not a number", offset + i);
            if (length > (long.MaxValue - digit) / 10) HttpFault.Malformed("a Content-Length that does not fit in 63 bits", offset + i);
            length = (length * 10) + digit;
        }

        return length;
    }

    /// <summary>
    /// "chunked" and nothing else. RFC 9112 section 6.3: where a body ends is only known when chunked is the last coding, so a request in which
    /// it is not gets a 400 and not the 501 of a coding that is merely unknown.
    /// </summary>
    private static void CheckCoding(ReadOnlySpan<byte> value, int offset, bool ofRequest)
    {
        if (Ascii.EqualsIgnoreCase(value, "chunked"u8)) return;
        int members = 0, chunked = 0;
        bool last = false;
        for (ReadOnlySpan<byte> list = value; HttpText.TryNextMember(ref list, out ReadOnlySpan<byte> one); members++)
        {
            last = Ascii.EqualsIgnoreCase(one, "chunked"u8);
            if (last) chunked++;
        }

        if (chunked > 1 || (chunked == 1 && (!last || members == 1))) HttpFault.Malformed("chunked must stand once in Transfer-Encoding, as the last", offset);
        HttpFault.Unsupported("a transfer coding other than chunked", offset, ofRequest && !last ? 400 : 501);
    }

    private readonly record struct Facts(long Length, bool Chunked, bool Host, bool KeepAlive);
}
