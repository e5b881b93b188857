#:project ../../../src/Sockeye.Sockets/Sockeye.Sockets.csproj
using Sockeye.Sockets;

// EchoClient.cs HOST PORT: sends its standard input, and writes what comes back to standard output.
try
{
    using Stream input = Console.OpenStandardInput();
    using Stream output = Console.OpenStandardOutput();
    using Socket socket = Socket.CreateConnection(args[0], int.Parse(args[1]));

    // Beside the reading below: a client that reads only when all is sent waits for a server that waits for it,
    // once the message is longer than what the system keeps for both.
    var sending = Task.Run(() =>
    {
        byte[] some = new byte[16];
        int got;
        while ((got = input.Read(some)) > 0)
        {
            socket.SendAll(some.AsSpan(0, got));
        }

        socket.Shutdown(ShutdownHow.SHUT_WR);                     // no more will come; what comes back is still read
    });

    byte[] buffer = new byte[16];
    int count;
    while ((count = socket.Receive(buffer)) > 0)      // 0: the server has closed
    {
        output.Write(buffer.AsSpan(0, count));
    }

    sending.GetAwaiter().GetResult();
    return 0;
}
catch (SocketFaultException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
