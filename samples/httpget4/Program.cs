// Reads a document over HTTP, fourth attempt: the request step by step, awaited; and what is said is shown.
//   dotnet run --project samples/httpget4 http://example.org/
using Sockeye.Clients;
using Sockeye.Clients.Http;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Urls;

if (args is not [string text] || !Url.TryParse(text, out Url? url) || url is not { Scheme: "http" or "https", Authority: { UserInfo: null, Host.Length: > 0 } })
{
    Console.Error.WriteLine("usage: httpget4 http://HOST[:PORT]/PATH");
    return 2;
}

try
{
    var talk = new Conversation();
    using IDisposable shown = talk.Follow(new DialogueWriter(Console.Error));
    await using HttpConnection http = await HttpConnection.ConnectAsync($"{url.Authority}", new HttpConnectionOptions
    {
        IsSecure = url.Scheme == "https",
        Client = new ClientOptions { Conversation = talk, Timeout = TimeSpan.FromSeconds(30) },
    });

    http.PutRequest("GET", url.Target);
    http.PutHeader("Accept", "text/html, */*;q=0.5");
    await http.EndHeadersAsync();

    HttpResponse response = await http.GetResponseAsync();
    if (response.Status != 200)
    {
        Console.Error.WriteLine($"{url}: {response.Status} {response.Reason}");
        return 1;
    }

    await using Stream output = Console.OpenStandardOutput();
    await response.Body.CopyToAsync(output);
    return 0;
}
catch (Exception error) when (error is SocketFaultException or IOException or FormatException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
