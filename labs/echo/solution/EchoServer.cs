#:project ../../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Net;
using Sockeye.Sockets;

// EchoServer.cs HOST PORT: sends everything back to its client, one client after the other.
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
byte[] buffer = new byte[16];
while (true)
{
    using Socket client = server.Accept(out EndPoint peer);
    try
    {
        int count;
        while ((count = client.Receive(buffer)) > 0)      // 0: the client has ended its half
        {
            client.SendAll(buffer.AsSpan(0, count));      // as many as came, and not 16
        }
    }
    catch (SocketFaultException gone)
    {
        Console.WriteLine($"{peer}: {gone.Message}");     // it vanished; the next one is waiting
    }
}
