#:project ../../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using Sockeye.Sockets;

// SumServer.cs HOST PORT: answers each line "A B" with a line "SUM", and nonsense with "error: …".
using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Parse(args[0]), int.Parse(args[1])));
Console.WriteLine($"listening on {server.LocalEndPoint}");
while (true)
{
    using Socket client = server.Accept(out EndPoint peer);
    try
    {
        Serve(client);
    }
    catch (SocketFaultException gone)
    {
        Console.WriteLine($"{peer}: {gone.Message}");
    }
}

static void Serve(Socket client)
{
    const int Longest = 1024;
    byte[] buffer = new byte[16];
    List<byte> line = [];                                           // what has come of the line that is not yet whole
    int count;
    while ((count = client.Receive(buffer)) > 0)
    {
        foreach (byte b in buffer.AsSpan(0, count))
        {
            if (b == '\n')
            {
                string answer = line.Count > Longest ? "error: the line is too long" : Answer(Encoding.ASCII.GetString([.. line]));
                client.SendAll(Encoding.ASCII.GetBytes(answer + "\n"));
                line.Clear();
            }
            else if (line.Count <= Longest)                         // one byte more shows that it is too long; more are not kept
            {
                line.Add(b);
            }
        }
    }
}

static string Answer(string line)
{
    string[] words = line.TrimEnd('\r').Split(' ');
    return words.Length == 2 && Read(words[0], out BigInteger first) && Read(words[1], out BigInteger second)
        ? (first + second).ToString(CultureInfo.InvariantCulture)
        : "error: two whole numbers with one space between are due";
}

static bool Read(string word, out BigInteger number)
    => BigInteger.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
