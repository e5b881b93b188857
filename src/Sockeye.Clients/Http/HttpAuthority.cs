using System.Globalization;
using Sockeye.Sockets;

namespace Sockeye.Clients.Http;

/// <summary>Where a server is, and how the Host field names it.</summary>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">The port, in digits.</param>
/// <param name="Field">Both as RFC 9110 section 7.2 has them: brackets around IPv6, no zone, no port where it is the scheme's own.</param>
internal sealed record HttpAuthority(string Host, string Port, string Field)
{
    /// <summary>Reads host[:port].</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    internal static HttpAuthority Parse(string text, bool isSecure)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('@', StringComparison.Ordinal))
        {
            throw new FormatException("it is more than a host and a port, for there is an '@' in it: write host, host:port, [v6-address] or [v6-address]:port");     // not repeated: it may be a password
        }

        if (text.AsSpan().ContainsAny("/?#\\"))
        {
            throw new FormatException($"'{text}' is more than a host and a port: write host, host:port, [v6-address] or [v6-address]:port");
        }

        string own = isSecure ? "443" : "80";
        bool hasPort = text.Contains(':', StringComparison.Ordinal) && !text.EndsWith(']');
        EndPointName name = text.Length == 0 ? throw new FormatException("a host is due, and there is nothing") : hasPort ? EndPointName.Parse(text) : EndPointName.Parse(text, own);
        if (name.Host is null || name.Service is null || !name.Service.All(char.IsAsciiDigit))
        {
            throw new FormatException($"'{text}' is no host and port in digits");
        }

        return new HttpAuthority(name.Host, name.Service, InField(name.Host) + (name.Service == own ? "" : ":" + name.Service));
    }

    private static string InField(string host)
    {
        if (host.Contains(':', StringComparison.Ordinal))
        {
            int zone = host.IndexOf('%', StringComparison.Ordinal);
            return $"[{(zone < 0 ? host : host[..zone])}]";
        }

        try
        {
            return host.All(char.IsAscii) ? host : new IdnMapping().GetAscii(host);
        }
        catch (ArgumentException)
        {
            throw new FormatException($"'{host}' cannot be a host name");
        }
    }
}
