using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Socks;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Dialing;

/// <summary>A way out by somebody else's machine: SOCKS 5, or HTTP's CONNECT. Immutable.</summary>
/// <remarks>Its user and password are told to the proxy alone, which reads them in plain text: to none of our messages, records or <see cref="ToString"/>.</remarks>
public sealed record Proxy
{
    private const string Forms = "write socks5://host:port, socks5h://host:port (the proxy looks names up) or http://host:port, and user:password@ in front of the host where it asks for one";

    private Proxy(ProxyKind kind, string host, int port) => (Kind, Host, Port) = (kind, host, port);

    /// <summary>What it is asked in.</summary>
    public ProxyKind Kind { get; }

    /// <summary>Its host: a name or an address.</summary>
    public string Host { get; }

    /// <summary>Its port; 1080 for SOCKS and 80 for HTTP where nothing was said.</summary>
    public int Port { get; }

    /// <summary>The proxy looks up the names of far hosts; else they are looked up here and it sees addresses alone.</summary>
    public bool ResolvesNames { get; private init; }

    /// <summary>The user it is told; null for none.</summary>
    public string? User { get; private init; }

    /// <summary>Far hosts that are reached without it, as NO_PROXY writes them: "example.org" with all below it, "10.0.0.0/8", "::1", "[::1]:8080", "host:8080", "*". <c>Proxy.Parse(text) with { Bypass = ["localhost"] }</c>.</summary>
    public IReadOnlyList<string> Bypass { get; init; } = [];

    internal string? Password { get; private init; }

    /// <summary>As it is shown: without credentials.</summary>
    internal string Name => $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    private string Scheme => Kind == ProxyKind.Http ? "http" : ResolvesNames ? "socks5h" : "socks5";

    /// <summary>Reads one.</summary>
    /// <param name="text"><c>socks5://</c> (names are looked up here), <c>socks5h://</c> (by the proxy) or <c>http://</c> (by the proxy); user and password percent-encoded. Without a scheme it is HTTP, as curl(1) has it.</param>
    /// <exception cref="FormatException">It is none of these. The message does not repeat it: there may be a password in it.</exception>
    public static Proxy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, out string? problem) ?? throw new FormatException(problem);
    }

    /// <summary>Reads one, and answers false where it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Proxy? proxy)
    {
        proxy = text is null ? null : Parse(text, out _);
        return proxy is not null;
    }

    /// <summary>The one that the environment names, as curl(1) and Python's <c>urllib.request.getproxies</c> read it; null where it names none.</summary>
    /// <param name="scheme">For URLs of this scheme: <c>https_proxy</c>, then <c>all_proxy</c>. Null, for anything: <c>all_proxy</c>, <c>https_proxy</c>, <c>http_proxy</c>.</param>
    /// <remarks>
    /// Small letters before capitals; an empty one is none. Its <see cref="Bypass"/> is <c>no_proxy</c>. HTTP_PROXY in capitals is not looked at where REQUEST_METHOD is set:
    /// in a CGI program a client's "Proxy:" header would be in it.
    /// </remarks>
    /// <exception cref="FormatException">A variable holds something else; the message names it and does not repeat it.</exception>
    public static Proxy? FromEnvironment(string? scheme = null) => FromEnvironment(scheme, Environment.GetEnvironmentVariable);

    /// <summary>Without credentials.</summary>
    public override string ToString() => User is null ? Name : Name.Insert(Scheme.Length + "://".Length, "***@");

    internal static Proxy? FromEnvironment(string? scheme, Func<string, string?> variable)
    {
        string[] names = scheme is null ? ["all_proxy", "https_proxy", "http_proxy"] : [$"{scheme.ToLowerInvariant()}_proxy", "all_proxy"];
        foreach (string name in names)
        {
            if (Value(name, variable) is not (string written, string text))
            {
                continue;
            }

            Proxy proxy = Parse(text, out string? problem) ?? throw new FormatException($"the environment's {written}: {problem}");
            return proxy with { Bypass = (Value("no_proxy", variable)?.Text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) };
        }

        return null;
    }

    private static (string Name, string Text)? Value(string name, Func<string, string?> variable)
    {
        string capitals = name.ToUpperInvariant();
        bool isCgi = capitals == "HTTP_PROXY" && variable("REQUEST_METHOD") is not null;
        return variable(name) is { Length: > 0 } small ? (name, small)
            : !isCgi && variable(capitals) is { Length: > 0 } large ? (capitals, large)
            : null;
    }

    private static Proxy? Parse(string text, out string? problem)
    {
        problem = $"this is no proxy: {Forms}";
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        Url url;
        try
        {
            url = Url.Parse(text);
        }
        catch (ProtocolException)
        {
            return null;
        }

        if (url.Authority is not { Host.Length: > 0 } authority || url.Path is not ("" or "/") || url.Query is not null || url.Fragment is not null)
        {
            return null;
        }

        ProxyKind? kind = url.Scheme?.ToLowerInvariant() switch { "socks5" or "socks5h" => ProxyKind.Socks5, "http" => ProxyKind.Http, _ => null };
        if (kind is null)
        {
            problem = $"there are no proxies of scheme '{url.Scheme}' here: {Forms}";
            return null;
        }

        string host = Encoding.UTF8.GetString(Percent.DecodeLoosely(authority.Host));
        problem = Wrong(kind.Value, host, authority);
        return problem is not null ? null : new Proxy(kind.Value, host, authority.Port ?? (kind == ProxyKind.Http ? 80 : 1080))
        {
            ResolvesNames = kind == ProxyKind.Http || url.Scheme!.EndsWith('h') || url.Scheme.EndsWith('H'),
            User = authority.User,
            Password = authority.User is null ? null : authority.Password ?? "",
        };
    }

    private static string? Wrong(ProxyKind kind, string host, UrlAuthority authority)
    {
        string all = host + authority.User + authority.Password;
        if (all.Any(char.IsControl))
        {
            return "there is a control character in the proxy's host, user or password";
        }

        if (authority.Port is 0 or > 65535)
        {
            return $"port {authority.Port} of the proxy is out of range: 1 to 65535";
        }

        if (authority.User is null)
        {
            return null;
        }

        return kind == ProxyKind.Http
            ? authority.User.Contains(':', StringComparison.Ordinal) ? "there is a colon in the user's name, which HTTP's Basic authentication cannot say" : null
            : IsShort(authority.User) && IsShort(authority.Password ?? "") ? null
            : string.Create(CultureInfo.InvariantCulture, $"a SOCKS proxy takes a user and a password of 1 to {SocksCodec.MaximumText} bytes");
    }

    private static bool IsShort(string text) => Encoding.UTF8.GetByteCount(text) is > 0 and <= SocksCodec.MaximumText;
}
