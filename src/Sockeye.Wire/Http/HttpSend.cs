using System.Buffers;
using System.Text;

namespace Sockeye.Wire.Http;

/// <summary>What the fields to be sent say about the message.</summary>
internal readonly record struct SendFacts((BodyKind Kind, long Length)? Body, int Hosts, bool Close, bool Keep, bool Upgrade);

/// <summary>Checks and writes what this side sends.</summary>
internal static class HttpSend
{
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static void CheckToken(string text, string part)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyExcept(TokenChars)) HttpFault.OurFault($"'{text}' cannot be a {part}");
    }

    internal static void CheckTarget(string method, string text)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('!', '~')) HttpFault.OurFault("a request target is visible ASCII and not empty");
        // A path is what nearly all are, and any is right.
        if (text[0] == '/' && method != "CONNECT") return;
        if (RequestTarget.Fault(Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(text)) is { } fault) HttpFault.OurFault(fault);
    }

    /// <param name="text">What is to be sent.</param>
    /// <param name="part">What it is: "field", "reason".</param>
    /// <param name="name">Which one, where there are many.</param>
    internal static void CheckValue(string text, string part, string? name = null)
    {
        foreach (char c in text)
        {
            if (c is (< ' ' and not '\t') or '\x7f' or > '\xff') HttpFault.OurFault($"the {part}{(name is null ? "" : " " + name)} holds the character U+{(int)c:X4}");
        }
    }

    /// <summary>Checks every field, and finds what it says about the body and the connection.</summary>
    internal static SendFacts Gather(ReadOnlySpan<HttpField> fields)
    {
        (BodyKind, long)? body = null;
        int hosts = 0;
        bool close = false, keep = false, upgrade = false, meant = false;
        foreach (HttpField field in fields)
        {
            CheckToken(field.Name, "field name");
            CheckValue(field.Value, "field", field.Name);
            if (Is(field, "Host"))
            {
                hosts++;
                if (!IsHost(field.Value)) HttpFault.OurFault($"'{field.Value}' is no host and port");
            }
            else if (Is(field, "Upgrade")) upgrade = true;
            else if (Is(field, "Connection"))
            {
                close |= Has(field.Value, "close");
                keep |= Has(field.Value, "keep-alive");
                meant |= Has(field.Value, "upgrade");
            }
            else if (Is(field, "Content-Length") || Is(field, "Transfer-Encoding"))
            {
                if (body is not null) HttpFault.OurFault("more than one field says how the body ends");
                body = BodyOf(field);
            }
        }

        return new SendFacts(body, hosts, close, keep, upgrade && meant);
    }

    internal static void Fields(IBufferWriter<byte> output, ReadOnlySpan<HttpField> fields)
    {
        foreach (HttpField field in fields)
        {
            Ascii(output, field.Name);
            output.Write(": "u8);
            Latin1(output, field.Value);
            output.Write("\r\n"u8);
        }
    }

    internal static void Ascii(IBufferWriter<byte> output, string text)
    {
        Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(text.Length);
    }

    internal static void Latin1(IBufferWriter<byte> output, string text)
    {
        if (text.Length == 0) return;
        Encoding.Latin1.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(text.Length);
    }

    private static (BodyKind Kind, long Length) BodyOf(HttpField field)
    {
        if (Is(field, "Transfer-Encoding"))
        {
            if (!field.Value.Equals("chunked", StringComparison.OrdinalIgnoreCase)) HttpFault.OurFault("the only transfer coding sent here is chunked");
            return (BodyKind.Chunked, 0);
        }

        if (field.Value.AsSpan().ContainsAnyExceptInRange('0', '9') || !long.TryParse(field.Value, out long length))
        {
            HttpFault.OurFault($"'{field.Value}' is no Content-Length");
            return default;
        }

        return (BodyKind.Length, length);
    }

    private static bool Is(HttpField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsHost(string value)
    {
        ReadOnlySpan<char> host = value.AsSpan().Trim(" \t");
        Span<byte> bytes = host.Length <= 256 ? stackalloc byte[host.Length] : new byte[host.Length];
        Encoding.Latin1.GetBytes(host, bytes);
        return RequestTarget.IsHost(bytes);
    }

    private static bool Has(ReadOnlySpan<char> list, string member)
    {
        while (true)
        {
            int comma = list.IndexOf(',');
            if ((comma < 0 ? list : list[..comma]).Trim().Equals(member, StringComparison.OrdinalIgnoreCase)) return true;
            if (comma < 0) return false;
            list = list[(comma + 1)..];
        }
    }
}
