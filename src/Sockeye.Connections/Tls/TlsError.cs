namespace Sockeye.Connections.Tls;

/// <summary>Kinds of TLS error: what a program may want to act on.</summary>
public enum TlsError
{
    /// <summary>The peers did not come to terms, or a record was garbled: no version, cipher suite or application protocol in common.</summary>
    Protocol,

    /// <summary>Bytes that are not of TLS: the peer does not speak it, or sent plain text behind the word that asked for an upgrade.</summary>
    Plaintext,

    /// <summary>The peer ended the stream inside the handshake or a record, or without saying that it ends.</summary>
    Truncated,

    /// <summary>The peer refused this side, by a TLS alert.</summary>
    Refused,

    /// <summary>The peer's certificate is missing, or was not accepted.</summary>
    PeerCertificate,

    /// <summary>This side's certificate: missing, unreadable, expired, or none of its key.</summary>
    OwnCertificate,
}
