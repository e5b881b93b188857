// Reads a document over HTTP, third attempt: an HTTP client class, and a URL in place of host, port and path.
//   dotnet run --project samples/httpget3 http://example.org/
using Sockeye.Clients.Http;
using Sockeye.Sockets;
using Sockeye.Wire.Urls;

if (args is not [string text] || !Url.TryParse(text, out Url? url) || url is not { Scheme: "http", Authority: { UserInfo: null, Host.Length: > 0 } })
{
    Console.Error.WriteLine("usage: httpget3 http://HOST[:PORT]/PATH");
    return 2;
}

try
{
    // It finds the port in the host, as it stands in a URL. The server is told that nothing more is asked: it sees the end of the request.
    using HttpConnection http = HttpConnection.Connect($"{url.Authority}", new HttpConnectionOptions { HalfCloses = true });
    HttpResponse response = http.Get(url.Target);
    if (response.Status != 200)
    {
        Console.Error.WriteLine($"{url}: {response.Status} {response.Reason}");
        return 1;
    }

    using Stream output = Console.OpenStandardOutput();
    response.Body.CopyTo(output);
    return 0;
}
catch (Exception error) when (error is SocketFaultException or IOException or FormatException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
