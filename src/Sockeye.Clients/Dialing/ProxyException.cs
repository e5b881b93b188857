namespace Sockeye.Clients.Dialing;

/// <summary>A proxy was reached and did not do what it was asked: refused, or could not reach the far side. The message says where to, by which proxy, and what it said; it tells no credentials.</summary>
public sealed class ProxyException : IOException
{
    internal ProxyException(string target, Proxy proxy, int code, string reason)
        : base($"connect to {target} by {proxy.Name}: {reason}")
        => (Target, Proxy, Code, Reason) = (target, proxy.Name, code, reason);

    /// <summary>Where to: "example.org:80".</summary>
    public string Target { get; }

    /// <summary>The proxy, without credentials: "socks5://127.0.0.1:1080".</summary>
    public string Proxy { get; }

    /// <summary>The number of its answer: SOCKS's reply code (5 for a refused connection; 255 where it does not let this user in), or HTTP's status (407).</summary>
    public int Code { get; }

    /// <summary>The message without operation and peers.</summary>
    public string Reason { get; }
}
