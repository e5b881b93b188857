#:project ../../../src/Sockeye.Readiness/Sockeye.Readiness.csproj
#:project ../../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Net;
using Sockeye.Readiness;
using Sockeye.Sockets;

// SelectServer.cs HOST PORT: sends everything back to its clients, to all of them at the same time, in one thread.
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
byte[] buffer = new byte[16];
var unsent = new Dictionary<Socket, ReadOnlyMemory<byte>>();     // each client, with what it is still to be sent
while (true)
{
    Socket[] full = [.. unsent.Keys.Where(client => !unsent[client].IsEmpty)];
    var (readable, writable, _) = Select.Wait([server, .. unsent.Keys.Except(full)], full, []);
    foreach (Socket socket in readable)
    {
        if (socket == server)
        {
            Socket client = server.Accept();
            if (client.Descriptor.Number >= Select.FD_SETSIZE) { client.Close(); continue; }    // select takes no more
            client.Blocking = false;                             // ready is a hint: no call may wait for one client
            unsent.Add(client, default);
        }
        else
        {
            Talk(socket, () => Receive(socket));
        }
    }

    foreach (Socket client in writable)
    {
        Talk(client, () => unsent[client] = unsent[client][client.Send(unsent[client].Span)..]);    // as many as were taken
    }
}

void Receive(Socket client)
{
    int count = client.Receive(buffer);
    unsent[client] = buffer.AsSpan(0, count).ToArray();
    if (count == 0) Leave(client);                               // it has ended its half
}

void Talk(Socket client, Action step)
{
    try { step(); }
    catch (WouldBlockException) { }                              // somebody was quicker: the next wait tells
    catch (SocketFaultException gone)
    {
        Console.WriteLine(gone.Message);                         // it vanished; the others stay
        Leave(client);
    }
}

void Leave(Socket client)
{
    unsent.Remove(client);
    client.Close();
}
