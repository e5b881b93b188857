using System.Globalization;

namespace Sockeye.Wire.Urls;

/// <summary>The part of a URL that names user, host and port: <c>user:password@host:port</c>.</summary>
public sealed record UrlAuthority
{
    private readonly string? _port;

    internal UrlAuthority(string? userInfo, string host, bool bracketed, string? port)
    {
        UserInfo = userInfo;
        Host = host;
        IsLiteral = bracketed;
        _port = port;
    }

    /// <summary>In front of the <c>@</c>, still percent-encoded; null when there is none.</summary>
    public string? UserInfo { get; }

    /// <summary>The host, without brackets, still percent-encoded; "" in <c>file:///etc</c>.</summary>
    public string Host { get; }

    /// <summary>The host stood in brackets: an IPv6 address or a future kind of one.</summary>
    public bool IsLiteral { get; }

    /// <summary>The port; null when none was written.</summary>
    public int? Port => string.IsNullOrEmpty(_port) ? null : int.Parse(_port, CultureInfo.InvariantCulture);

    /// <summary>The user's name, decoded; null when there is none.</summary>
    public string? User => UserInfo is null ? null : Decoded(UserInfo.Split(':', 2)[0]);

    /// <summary>The password, decoded; null when there is none. Do not log it.</summary>
    public string? Password => UserInfo?.Split(':', 2) is [_, string password] ? Decoded(password) : null;

    /// <summary>As written.</summary>
    public override string ToString()
    {
        string host = IsLiteral ? "[" + Host + "]" : Host;
        return (UserInfo is null ? "" : UserInfo + "@") + host + (_port is null ? "" : ":" + _port);
    }

    internal UrlAuthority Normalized(string scheme)
    {
        // Twice: an escape may stand for a capital letter, and those that stay escapes are written with capitals.
        string host = UrlGrammar.NormalizeEscapes(UrlGrammar.NormalizeEscapes(Host).ToLowerInvariant());
        string? port = Port is { } number && number != WellKnownSchemes.PortOf(scheme) ? number.ToString(CultureInfo.InvariantCulture) : null;
        return new UrlAuthority(UserInfo is null ? null : UrlGrammar.NormalizeEscapes(UserInfo), host, IsLiteral, port);
    }

    private static string Decoded(string text) => System.Text.Encoding.UTF8.GetString(Percent.DecodeLoosely(text));
}
