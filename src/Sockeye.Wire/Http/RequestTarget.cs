using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>
/// What a request may be aimed at: the forms of a target (RFC 9112 section 3.2) and the Host field beside it. Only the form is looked at,
/// so that nobody on the way takes it for another one; what characters a path may hold is left to who reads it.
/// </summary>
internal static class RequestTarget
{
    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);
    private static readonly SearchValues<byte> LiteralBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:"u8);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=%"u8);

    /// <summary>What is wrong with a target, as a sentence; null when nothing is.</summary>
    internal static string? Fault(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        if (method.SequenceEqual("CONNECT"u8)) return IsAuthority(target) ? null : "the target of CONNECT is a host, a colon and a port";
        if (target is [(byte)'/', ..]) return null;
        if (target is [(byte)'*']) return method.SequenceEqual("OPTIONS"u8) ? null : "the target * belongs to OPTIONS alone";
        return IsAbsolute(target) ? null : "a target starts with / or is a URL with its scheme and host";
    }

    /// <summary>A host and perhaps a port: RFC 9110 section 7.2. Nothing at all is one too: the target has no host.</summary>
    internal static bool IsHost(ReadOnlySpan<byte> value) => TryHost(value, out _, out _);

    private static bool IsAuthority(ReadOnlySpan<byte> target) => TryHost(target, out int host, out int port) && host > 0 && port > 0;

    private static bool IsAbsolute(ReadOnlySpan<byte> target)
    {
        int scheme = target.IndexOfAnyExcept(SchemeBytes);
        if (scheme <= 0 || !char.IsAsciiLetter((char)target[0])) return false;
        ReadOnlySpan<byte> rest = target[scheme..];
        return rest.StartsWith("://"u8) && rest.Length > 3 && rest[3] is not ((byte)'/' or (byte)'?' or (byte)'#');
    }

    private static bool TryHost(ReadOnlySpan<byte> value, out int host, out int port)
    {
        port = 0;
        bool bracketed = value is [(byte)'[', ..];
        int end = value.IndexOf(bracketed ? (byte)']' : (byte)':');
        host = bracketed ? end + 1 : end < 0 ? value.Length : end;
        if (bracketed ? end < 2 || value[1..end].ContainsAnyExcept(LiteralBytes) : !IsName(value[..host])) return false;
        if (host == value.Length) return true;
        ReadOnlySpan<byte> digits = value[(host + 1)..];
        port = digits.Length;
        return value[host] == ':' && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.ContainsAnyExcept(NameBytes)) return false;
        for (int at; (at = name.IndexOf((byte)'%')) >= 0; name = name[(at + 3)..])
        {
            if (name.Length < at + 3 || !char.IsAsciiHexDigit((char)name[at + 1]) || !char.IsAsciiHexDigit((char)name[at + 2])) return false;
        }

        return true;
    }
}
