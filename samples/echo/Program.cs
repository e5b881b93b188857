// An echo server: what a client sends it gets back, until it has sent all. Ctrl-C ends it in order.
//   dotnet run --project samples/echo 7000
//   ./sockeye echo :7000 hello world
using System.Net;
using Sockeye.Servers;

int port = args is [string text] ? int.Parse(text) : 7000;
using var server = new TcpServer(new IPEndPoint(IPAddress.Loopback, port), Echo, new ServingOptions { StopsOnSignals = true });
Console.WriteLine($"listening on {server.LocalEndPoint}");
server.ServeForever();
Console.WriteLine($"{server.Counts.Served} served");

static Task Echo(StreamRequest request) => request.Input.CopyToAsync(request.Output);
