// .NET's own HTTP client on Sockeye's connections, by a SOCKS 5 or HTTP proxy: the one that is named, or that of the environment (ALL_PROXY, NO_PROXY).
//   dotnet run --project samples/http-proxy http://example.org/ socks5h://me:secret@127.0.0.1:1080
using Sockeye.Clients.Dialing;
using Sockeye.Sockets;

if (args is not [string text, .. string[] rest] || rest.Length > 1 || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !url.Scheme.StartsWith("http", StringComparison.Ordinal))
{
    Console.Error.WriteLine("usage: http-proxy URL [PROXY]");
    return 2;
}

try
{
    Proxy? proxy = rest is [string named] ? Proxy.Parse(named) : Proxy.FromEnvironment(url.Scheme);
    Console.Error.WriteLine(proxy is null ? "by no proxy" : $"by {proxy}");     // its password is not in it
    var dialer = new Dialer(new DialerOptions { Proxy = proxy });
    using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = dialer.ConnectAsync, UseProxy = false });
    Console.Write(await client.GetStringAsync(url));
    return 0;
}
catch (HttpRequestException error)
{
    // What the dialer has met is within: a ProxyException where the proxy refused, a ConnectionRefusedException where nobody listens …
    Console.Error.WriteLine(error.InnerException is ProxyException or SocketFaultException ? error.InnerException.Message : error.Message);
    return 1;
}
catch (FormatException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
