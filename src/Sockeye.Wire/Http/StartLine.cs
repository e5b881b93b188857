namespace Sockeye.Wire.Http;

/// <summary>Request lines and status lines, strictly: single spaces, a token, a target of a known form, HTTP/1.0 or 1.1.</summary>
internal static class StartLine
{
    internal static void ReadRequest(ReadOnlySpan<byte> line, HttpHead head)
    {
        int method = line.IndexOfAnyExcept(HttpText.Token);
        if (method <= 0 || line[method] != ' ') HttpFault.Malformed("a request line starts with a method and one space", Math.Max(0, method));
        int target = method + 1;
        int targetLength = line[target..].IndexOfAnyExcept(HttpText.Target);
        if (targetLength <= 0 || line[target + targetLength] != ' ')
            HttpFault.Malformed("a request line is method, target and version with one space between", target + Math.Max(0, targetLength));
        if (RequestTarget.Fault(line[..method], line.Slice(target, targetLength)) is { } fault) HttpFault.Malformed(fault, target);
        int minor = Version(line[(target + targetLength + 1)..], target + targetLength + 1, whole: true);
        head.SetRequest(method, target, targetLength, minor);
    }

    internal static void ReadStatus(ReadOnlySpan<byte> line, HttpHead head)
    {
        int minor = Version(line, 0, whole: false);
        int status = 0;
        for (int i = 9; i < 12; i++)
        {
            if (i >= line.Length || !char.IsAsciiDigit((char)line[i])) HttpFault.Malformed("a status code is three digits", i);
            status = (status * 10) + (line[i] - '0');
        }

        if (status < 100) HttpFault.Malformed("a status code is at least 100", 9);
        if (line.Length > 12 && line[12] != ' ') HttpFault.Malformed("a space belongs behind the status code", 12);
        int reason = Math.Min(13, line.Length);
        int bad = line[reason..].IndexOfAnyExcept(HttpText.Value);
        if (bad >= 0) HttpFault.Malformed($"the byte 0x{line[reason + bad]:x2} in the reason", reason + bad);
        head.SetResponse(status, reason, line.Length - reason, minor);
    }

    private static int Version(ReadOnlySpan<byte> text, int offset, bool whole)
    {
        bool shape = whole ? text.Length == 8 : text.Length >= 9 && text[8] == ' ';
        if (!shape || !text.StartsWith("HTTP/"u8) || text[6] != '.' || !char.IsAsciiDigit((char)text[5]) || !char.IsAsciiDigit((char)text[7]))
            HttpFault.Malformed("the version must be HTTP/1.0 or HTTP/1.1", offset);
        if (text[5] != '1') HttpFault.Unsupported($"HTTP version {(char)text[5]}.{(char)text[7]} is not spoken here", offset, status: 505);
        return text[7] == '0' ? 0 : 1;
    }
}
