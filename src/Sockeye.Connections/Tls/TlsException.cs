using System.Net;

namespace Sockeye.Connections.Tls;

/// <summary>TLS went wrong: in the handshake, in a record, or with a certificate. The message is a sentence: operation, peer, cause. Python: <c>ssl.SSLError</c>.</summary>
/// <remarks>What the network does is told by the errors of the connection, and a handshake that takes too long by a <see cref="Sockets.SocketTimeoutException"/>.</remarks>
public sealed class TlsException : IOException
{
    internal TlsException(TlsError kind, string operation, EndPoint? peer, string cause, Exception? inner = null)
        : base(peer is null ? $"{operation}: {cause}" : $"{operation} with {peer}: {cause}", inner)
        => (Kind, Operation, Peer, Cause) = (kind, operation, peer, cause);

    /// <summary>What kind of wrong.</summary>
    public TlsError Kind { get; }

    /// <summary>What was being done: "TLS handshake", "TLS read", "certificate /etc/server.pem".</summary>
    public string Operation { get; }

    /// <summary>With whom; null where nobody knows, and for a certificate that could not be loaded.</summary>
    public EndPoint? Peer { get; }

    internal string Cause { get; }

    /// <summary>The same error with the peer's name.</summary>
    internal TlsException With(EndPoint? peer) => Peer is not null || peer is null ? this : new TlsException(Kind, Operation, peer, Cause, InnerException);
}
