// Collects what sensors send by UDP, a datagram "NAME VALUE" each; "?" is answered with what came so far.
//   dotnet run --project samples/sensors 7003
//   echo kitchen 21.5 | nc -u -q 0 127.0.0.1 7003; echo '?' | nc -u -w 1 127.0.0.1 7003
using System.Net;
using System.Text;
using Sensors;
using Sockeye.Servers;

int port = args is [string text] ? int.Parse(text) : 7003;
var readings = new Readings();
var options = new ServingOptions
{
    StopsOnSignals = true,
    MaxDatagram = 100,
    Failed = static (client, error) => Console.Error.WriteLine($"{client}: {error.Message}"),
};
using var server = new UdpServer(new IPEndPoint(IPAddress.Loopback, port), Collect, options);
Console.WriteLine($"listening on {server.LocalEndPoint}");
server.ServeForever();

ValueTask Collect(DatagramRequest request)
{
    string words = Encoding.UTF8.GetString(request.Data.Span).Trim();
    if (words == "?") return request.ReplyAsync(Encoding.UTF8.GetBytes(readings.ToString()));

    readings.Add(words);        // nonsense is told to Failed, and not answered: who sent it may not be who it says
    return default;
}
