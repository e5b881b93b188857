// One room: what one says all others hear. Each has a queue of its own, so who does not read holds nobody up, and is thrown out when it is full.
//   dotnet run --project samples/chat 7001
//   ./sockeye connect :7001          (in two shells)
using System.Net;
using Chat;
using Sockeye.Servers;

int port = args is [string text] ? int.Parse(text) : 7001;
var room = new Room();
using var server = new TcpServer(new IPEndPoint(IPAddress.Loopback, port), () => new Visitor(room), new ServingOptions { StopsOnSignals = true });
Console.WriteLine($"listening on {server.LocalEndPoint}");
server.ServeForever();
