using System.Net;
using ServerNamespace;
using Sockeye.Servers;
using Sockeye.Sockets;

// An address of this machine alone: other machines may come when you give one of theirs, 0.0.0.0:7000 for all.
if (!IPEndPoint.TryParse(args is [string given] ? given : "127.0.0.1:7000", out IPEndPoint? address))
{
    Console.Error.WriteLine("write an address and a port: 127.0.0.1:7000, [::1]:7000");
    return 2;
}

var options = new ServingOptions
{
    // Every limit has a default that is safe on the open network; these are the ones to think about first.
    MaxConnections = 1_000,
    IdleTimeout = TimeSpan.FromMinutes(2),
    Failed = (client, error) => Console.Error.WriteLine($"{client}: {error.Message}"),
    StopsOnSignals = true,
};

try
{
    using var server = new TcpServer(address, () => new ReadingHandler(), options);
    Console.WriteLine($"listening on {server.LocalEndPoint}, until Ctrl-C");
    server.ServeForever();
    Console.WriteLine(server.Shutdown());
    return 0;
}
catch (SocketFaultException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}
