#:project ../../src/Sockeye.Readiness/Sockeye.Readiness.csproj
#:project ../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Net;
using Sockeye.Readiness;
using Sockeye.Sockets;

// SelectServer.cs HOST PORT: sends everything back to its clients, to all of them at the same time, in one thread.
// It waits for the listener already, and accepts. The gaps are yours.
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
byte[] buffer = new byte[16];
var clients = new List<Socket>();
while (true)
{
    // Gap 1: wait for the clients too. What does it mean that the listener is readable, and what that a client is?
    var (readable, _, _) = Select.Wait([server], [], []);
    foreach (Socket socket in readable)
    {
        if (socket == server)
        {
            clients.Add(server.Accept());
            Console.WriteLine($"{clients.Count} clients");
        }

        // Gap 2: a client is readable. Receive once, and send back as many bytes as came: why once, and not until it has ended?
        // Gap 3: it has ended, or it has vanished. Who closes its socket, and who takes it off the list?
    }

    // Gap 4: a client that sends and does not read would hold up the send, and with it all the others. When may you send to it?
}
