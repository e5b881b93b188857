// A calculator, and its client: each message is two bytes of length and then so much text.
//   dotnet run --project samples/calculator serve 7002
//   dotnet run --project samples/calculator ask 7002 "6 * 7" "1 / 0"
using System.Net;
using Calculator;
using Sockeye.Servers;

switch (args)
{
    case ["serve", string port]:
        using (var server = new TcpServer(new IPEndPoint(IPAddress.Loopback, int.Parse(port)), () => new Calculating(), new ServingOptions { StopsOnSignals = true }))
        {
            Console.WriteLine($"listening on {server.LocalEndPoint}");
            server.ServeForever();
        }

        return 0;

    case ["ask", string port, .. string[] questions]:
        await foreach (string answer in Client.Ask(new IPEndPoint(IPAddress.Loopback, int.Parse(port)), questions)) Console.WriteLine(answer);
        return 0;

    default:
        Console.Error.WriteLine("serve PORT, or ask PORT QUESTION...");
        return 2;
}
