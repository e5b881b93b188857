using Sockeye.Sockets;

namespace Sockeye.Cli.Loading;

/// <summary>Connections of a load did not last. The words tell of all of them; type, error number and exit code are those of the first error.</summary>
internal sealed class LostConnectionException(string message, SocketFaultException first) : Exception(message, first)
{
    internal SocketFaultException First => first;
}
