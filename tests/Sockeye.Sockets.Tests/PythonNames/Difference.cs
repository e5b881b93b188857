using System.Globalization;
using System.Net;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>A way in which we answer otherwise than Python, on purpose.</summary>
/// <param name="What">Which questions, in words.</param>
/// <param name="Theirs">What Python says.</param>
/// <param name="Ours">What we say.</param>
/// <param name="Why">The reason.</param>
/// <param name="Of">Whether a question is one of them: each of them must differ, and no other may.</param>
internal sealed record Difference(string What, string Theirs, string Ours, string Why, Func<Question, bool> Of)
{
    private const int LongestPart = 63;

    private static readonly string[] TakesHost = ["getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getfqdn"];

    /// <summary>It shows only where a name server answers.</summary>
    internal bool NeedsNameServer { get; init; }

    internal static IReadOnlyList<Difference> All { get; } =
    [
        new("`getaddrinfo` of a service that is a number, but no port: `65616`, `-1`, `+80`, ` 80`",
            "port 80, port 65535, port 80, port 80",
            "`ArgumentOutOfRangeException`",
            "the C library cuts the number to sixteen bits; another port than was meant is no answer",
            static q => q.Call == "getaddrinfo" && IsNoPort(q.Arguments[1])),
        new("`getaddrinfo` of a host or a service with a zero character",
            "what stands before the zero",
            "`ArgumentException`",
            "C sees the end of the text at the zero: another name than was meant would be looked up",
            static q => q.Call == "getaddrinfo" && (HasZero(q.Arguments[0]) || HasZero(q.Arguments[1]))),
        new("A host with a part that is empty or longer than 63 characters: `a..b`, in all calls that take one",
            "`UnicodeError`",
            "EAI_NONAME; EAI_IDN_ENCODE where it has other letters than ASCII's; `GetFqdn` the name itself",
            "no host has such a name: it is the same mistake as any other name that is not there",
            static q => TakesHost.Contains(q.Call) && HasNoProperParts(q.Text(0))),
        new("A host with a letter that IDNA 2003 rewrites: `straße.test`",
            "what `strasse.test` is",
            "what `xn--strae-oqa.test` is: EAI_NONAME",
            "IDNA 2008, as in browsers, keeps the letter: it may be another host",
            static q => TakesHost.Contains(q.Call) && q.Text(0) == "straße.test") { NeedsNameServer = true },
        new("A host in digits of another width: `１.2.3.4`",
            "1.2.3.4",
            "EAI_NONAME",
            "Python's codec folds them as IDNA 2003 does; here an address is written in ASCII",
            static q => TakesHost.Contains(q.Call) && q.Call != "getfqdn" && q.Text(0) is { } host && host.Contains('１', StringComparison.Ordinal)),
        new("`gethostbyname_ex` of an IPv6 address",
            "EAI_ADDRFAMILY",
            "EAI_NONAME",
            "Python asks getaddrinfo first; we ask gethostbyname(3) itself, which knows no such name",
            static q => q.Call == "gethostbyname_ex" && IsSix(q.Text(0)!)) { NeedsNameServer = true },
        new("`gethostbyname_ex` of an alias of a name that is not there",
            "EAI_NODATA, from getaddrinfo",
            "EAI_FAIL, from gethostbyname(3)",
            "as above",
            static q => q.Call == "gethostbyname_ex" && q.Text(0) == "lost.test") { NeedsNameServer = true },
        new("`gethostbyaddr` of nothing",
            "`OSError` without a number",
            "EAI_NONAME",
            "nothing is no name",
            static q => q.Call == "gethostbyaddr" && q.Text(0)!.Length == 0) { NeedsNameServer = true },
        new("`inet_aton` and `inet_pton` of a text with a zero character",
            "`ValueError`",
            "`FormatException`",
            "it is no address, like any other text that is none",
            static q => q.Call is "inet_aton" or "inet_pton" && HasZero(q.Arguments[^1])),
        new("`inet_ntoa` of other than four bytes",
            "`OSError` without a number",
            "`ArgumentException`",
            "the caller's mistake, as in `inet_ntop`, where Python says `ValueError`",
            static q => q.Call == "inet_ntoa" && q.Text(0)!.Length != 8),
        new("`inet_ntop` of a family that is neither AF_INET nor AF_INET6",
            "`ValueError`",
            "`SocketFaultException`, EAFNOSUPPORT",
            "what `inet_pton` says, in both",
            static q => q.Call == "inet_ntop" && q.Number(0) is not (2 or 10)),
        new("`if_nametoindex` of a name that no interface has",
            "`OSError` without a number",
            "`SocketFaultException`, ENODEV",
            "the number is there: the C library says it",
            static q => q.Call == "if_nametoindex" && q.Text(0) != "lo" && !HasZero(q.Arguments[0])),
    ];

    private static bool IsNoPort(object? service) => service switch
    {
        null => false,
        string text => text.TrimStart().TrimStart('+', '-') is { Length: > 0 } number && number.All(char.IsAsciiDigit)
            && !(number.Length == text.Length && long.TryParse(number, CultureInfo.InvariantCulture, out long port) && port <= IPEndPoint.MaxPort),
        _ => Convert.ToInt64(service, CultureInfo.InvariantCulture) is < 0 or > IPEndPoint.MaxPort,
    };

    private static bool HasZero(object? text) => text is string s && s.Contains('\0', StringComparison.Ordinal);

    // Whatever stands for a scope; a mapped address is an IPv4 one to getaddrinfo.
    private static bool IsSix(string host)
        => host.Contains(':', StringComparison.Ordinal) && Inet.TryParseStrict(host.Split('%')[0], out IPAddress? address) && !address.IsIPv4MappedToIPv6;

    // Letters that are seen by nobody do not count: Python's codec takes them away before it looks.
    private static bool HasNoProperParts(string? host)
    {
        if (string.IsNullOrEmpty(host))
        {
            return false;
        }

        string[] parts = host.Replace("\u00ad", "", StringComparison.Ordinal).Replace("\u200d", "", StringComparison.Ordinal).Split('.', '。');
        string[] named = parts.Length > 1 && parts[^1].Length == 0 ? parts[..^1] : parts;
        return named.Any(static part => part.Length is 0 or > LongestPart);
    }
}
