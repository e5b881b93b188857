// Reads a document over HTTP, second attempt: a line client says the request and reads the head, and the document alone is printed.
//   dotnet run --project samples/httpget2 example.org / 80
using Sockeye.Clients.Lines;
using Sockeye.Sockets;
using Sockeye.Wire;

if (args is not [string host, .. string[] rest] || rest.Length > 2)
{
    Console.Error.WriteLine("usage: httpget2 HOST [DOCUMENT [PORT]]");
    return 2;
}

try
{
    using Stream output = Console.OpenStandardOutput();
    output.Write(Get(host, document: rest is [string path, ..] ? path : "/", port: rest is [_, string number] ? number : "80"));
    return 0;
}
catch (Exception error) when (error is SocketFaultException or EndOfLinesException or ProtocolException or ArgumentException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static byte[] Get(string host, string document, string port)
{
    using LineClient http = LineClient.Connect(host, port);
    http.WriteLine($"GET {document} HTTP/1.0");     // a line end in the document's name is refused here
    http.WriteLine($"Host: {host}");
    http.WriteLine("");
    while (http.ReadLine().Length > 0)
    {
        // The head: the status among it, at which this client does not look.
    }

    return http.ReadToEnd();
}
