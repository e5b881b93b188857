using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>Request lines and status lines, strictly: single spaces, a token, a target of a known form, HTTP/1.0 or 1.1.</summary>
internal static class StartLine
{
    /// <summary>Where a status code stands.</summary>
    internal const int StatusOffset = 9;

    internal static void ReadRequest(ReadOnlySpan<byte> line, HttpHead head)
    {
        int method = Until(line, HttpText.Token);
        if (method == 0 || method == line.Length || line[method] != ' ') HttpFault.Malformed("a request line starts with a method and one space", method);
        int target = method + 1;
        int targetLength = Until(line[target..], HttpText.Target), end = target + targetLength;
        if (targetLength == 0 || end == line.Length || line[end] != ' ')
            HttpFault.Malformed("a request line is method, target and version with one space between", end);
        if (RequestTarget.Fault(line[..method], line.Slice(target, targetLength)) is { } fault) HttpFault.Malformed(fault, target);
        int minor = Version(line[(end + 1)..], end + 1, whole: true);
        head.SetRequest(method, target, targetLength, minor);
    }

    internal static void ReadStatus(ReadOnlySpan<byte> line, HttpHead head)
    {
        int minor = Version(line, 0, whole: false);
        int status = 0;
        for (int i = StatusOffset; i < 12; i++)
        {
            if (i >= line.Length || !char.IsAsciiDigit((char)line[i])) HttpFault.Malformed("a status code is three digits", i);
            status = (status * 10) + (line[i] - '0');
        }

        if (status < 100) HttpFault.Malformed("a status code is at least 100", StatusOffset);
        if (line.Length > 12 && line[12] != ' ') HttpFault.Malformed("a space belongs behind the status code", 12);
        int reason = Math.Min(13, line.Length);
        int bad = line[reason..].IndexOfAnyExcept(HttpText.Value);
        if (bad >= 0) HttpFault.Malformed($"the byte 0x{line[reason + bad]:x2} in the reason", reason + bad);
        head.SetResponse(status, reason, line.Length - reason, minor);
    }

    /// <summary>How many bytes at the start of <paramref name="text"/> are of a kind.</summary>
    private static int Until(ReadOnlySpan<byte> text, SearchValues<byte> kind) => text.IndexOfAnyExcept(kind) is >= 0 and var at ? at : text.Length;

    private static int Version(ReadOnlySpan<byte> text, int offset, bool whole)
    {
        bool shape = whole ? text.Length == 8 : text.Length >= 9 && text[8] == ' ';
        if (!shape || !text.StartsWith("HTTP/"u8) || text[6] != '.' || !char.IsAsciiDigit((char)text[5]) || !char.IsAsciiDigit((char)text[7]))
            HttpFault.Malformed("the version must be HTTP/1.0 or HTTP/1.1", offset);
        if (text[5] != '1') HttpFault.Unsupported($"HTTP version {(char)text[5]}.{(char)text[7]} is not spoken here", offset, status: 505);
        return text[7] == '0' ? 0 : 1;
    }
}
