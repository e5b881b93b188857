#:project ../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using Sockeye.Sockets;

// EchoClient.cs HOST PORT: sends its standard input, and writes what comes back to standard output.
// It connects already. The gaps are yours.
using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
using Socket socket = Socket.CreateConnection(args[0], int.Parse(args[1]));
byte[] buffer = new byte[16];

// Gap 1: read input piece by piece until Read gives 0, and send each piece.
// Gap 2: tell the server that no more will come, and go on listening. Which half of the connection ends?
// Gap 3: receive until the server has closed, and write each piece to output as it came.
