// Reads a document, the last of five: one call for http, https, ftp, gopher, files and data alike.
//   dotnet run --project samples/httpget5 https://example.org/
using Sockeye.Clients.Urls;
using Sockeye.Sockets;
using Sockeye.Wire.Urls;

if (args is not [string url])
{
    Console.Error.WriteLine("usage: httpget5 URL");
    return 2;
}

try
{
    using UrlAnswer answer = Url.Open(url);
    Console.Error.WriteLine($"{answer.Url}: {answer.Info.Type}, {answer.Info.Length?.ToString() ?? "?"} bytes");
    using Stream output = Console.OpenStandardOutput();
    answer.Stream.CopyTo(output);
    return 0;
}
catch (Exception error) when (error is SocketFaultException or IOException)
{
    Console.Error.WriteLine(error.Message);     // http://localhost/x: 404 Not Found
    return 1;
}
