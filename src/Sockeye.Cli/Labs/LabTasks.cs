namespace Sockeye.Cli.Labs;

/// <summary>The labs' tasks as the terminal shows them. The README of each lab's folder has hints and more.</summary>
internal static class LabTasks
{
    internal const string Echo =
        """
        Write two programs, in any language.

        The server is started with HOST PORT as its last words. It listens there, and serves one client after
        another: what a client sends it sends back, byte for byte and as soon as it is read, reading at most
        16 bytes at a time. When a client has ended its half, the server closes that connection. A client
        that vanishes is no reason to stop.

        The client is started with HOST PORT as its last words. It sends its standard input and ends its
        half, reads what comes back, at most 16 bytes at a time, until the server closes, and writes it to
        standard output, and nothing else there.

        When that is done, a third: a server that serves all its clients at the same time, in one thread, by
        waiting for the listener and the clients together (select). One that says nothing keeps nobody waiting.

        Check them:
          sockeye lab check echo --server 'dotnet run labs/echo/EchoServer.cs' --client 'dotnet run labs/echo/EchoClient.cs'
          sockeye lab check echo --server 'python3 server.py {host} {port}'
          sockeye lab check echo --parallel --server 'dotnet run labs/echo/SelectServer.cs'
        """;

    internal const string Sum =
        """
        Write two programs, in any language.

        The server is started with HOST PORT as its last words. It listens there, and serves one client after
        another. A client says lines: two whole numbers in decimal, of any size and perhaps with a minus,
        one space between them, and a line feed. A line has at most 1,024 bytes before its line feed. Each is
        answered, in order, with a line: the sum, or 'error: ' and what was wrong. Nonsense, half a line or a
        client that vanishes are no reason to stop. When a client has ended its half, the server closes.

        The client is started with HOST PORT A B as its last words. It asks for the sum of A and B, writes
        the answer to standard output, and ends.

        Check them:
          sockeye lab check sum --server 'dotnet run labs/sum/SumServer.cs' --client 'dotnet run labs/sum/SumClient.cs'
          sockeye lab check sum --server 'python3 server.py {host} {port}'
        """;
}
