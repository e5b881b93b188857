#:project ../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Net;
using System.Text;
using Sockeye.Sockets;

// SumServer.cs HOST PORT: answers each line "A B" with a line "SUM", and nonsense with "error: …".
// It listens, accepts and can answer one line already. The gaps are yours.
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
while (true)
{
    using Socket client = server.Accept(out EndPoint peer);
    byte[] buffer = new byte[16];

    // Gap 1: receive until a whole line has come. It may come in pieces, and two may come at once.
    // Gap 2: no line is longer than 1,024 bytes. What happens to one that is?
    // Gap 3: a client may vanish in the middle of a line.
    string line = "";
    client.SendAll(Encoding.ASCII.GetBytes(Answer(line) + "\n"));
}

static string Answer(string line)
{
    // Gap 4: two whole numbers of any size and one space between. BigInteger.TryParse knows such numbers.
    return "error: I cannot add yet";
}
