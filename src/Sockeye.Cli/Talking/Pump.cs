using Sockeye.Sockets;

namespace Sockeye.Cli.Talking;

/// <summary>Joins a connected socket of either kind to standard input and output.</summary>
internal static class Pump
{
    /// <exception cref="SocketFaultException">Either direction failed.</exception>
    /// <exception cref="IOException">Standard input cannot be read.</exception>
    internal static void Run(Socket socket, PumpOptions options, CancellationToken stop)
    {
        if (socket.Kind == SocketKind.SOCK_DGRAM)
        {
            new DatagramPump(socket, options, stop).Run();
        }
        else
        {
            new StreamPump(new SocketEnd(socket), options, stop).Run();
        }
    }
}
