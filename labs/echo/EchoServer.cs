#:project ../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Net;
using Sockeye.Sockets;

// EchoServer.cs HOST PORT: sends everything back to its client, one client after the other.
// It listens and accepts already. The gaps are yours.
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
byte[] buffer = new byte[16];
while (true)
{
    using Socket client = server.Accept(out EndPoint peer);
    Console.WriteLine($"{peer} has come");

    // Gap 1: receive into the buffer. How many bytes came, and which number says that the client has ended?
    // Gap 2: send back as many as came. Then the next ones, until the client has ended.
    // Gap 3: a client may vanish. Which exception tells, and what does the server do then?
}
