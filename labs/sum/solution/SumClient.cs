#:project ../../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using System.Text;
using Sockeye.Sockets;

// SumClient.cs HOST PORT A B: lets the server add A and B, and prints what it answers.
try
{
    using Socket socket = Socket.CreateConnection(args[0], int.Parse(args[1]));
    socket.SendAll(Encoding.ASCII.GetBytes($"{args[2]} {args[3]}\n"));

    StringBuilder answer = new();
    byte[] buffer = new byte[16];
    while (answer.Length == 0 || answer[^1] != '\n')                // the answer ends with its line, and not with the connection
    {
        int count = socket.Receive(buffer);
        if (count == 0)
        {
            Console.Error.WriteLine($"the server closed in the middle of its answer: {answer}");
            return 1;
        }

        answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
    }

    Console.Write(answer);
    return 0;
}
catch (SocketFaultException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
