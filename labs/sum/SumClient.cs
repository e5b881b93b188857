#:project ../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Text;
using Sockeye.Sockets;

// SumClient.cs HOST PORT A B: lets the server add A and B, and prints what it answers.
// It connects already. The gaps are yours.
using Socket socket = Socket.CreateConnection(args[0], int.Parse(args[1]));
byte[] question = Encoding.ASCII.GetBytes($"{args[2]} {args[3]}");
byte[] buffer = new byte[16];

// Gap 1: send the question. How does the server know that it is whole?
// Gap 2: receive until the answer is whole, and print it. Where does it end?
