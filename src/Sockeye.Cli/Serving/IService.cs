using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>What a server does for its clients. One object for all of them, called from many threads.</summary>
internal interface IService
{
    /// <summary>Serves one connection until the client ends; the caller closes it. Socket errors may come out: they end this connection alone.</summary>
    void Converse(Socket connection);

    /// <summary>The datagram that answers a datagram.</summary>
    byte[] Answer(ReadOnlySpan<byte> datagram);

    /// <summary>What a client hears who is turned away because there are too many; empty for nothing.</summary>
    ReadOnlySpan<byte> TooMany { get; }
}
