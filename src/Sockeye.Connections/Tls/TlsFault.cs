using System.Net;

namespace Sockeye.Connections.Tls;

/// <summary>The one place where an error of SslStream becomes ours: what the network did is told as the network's, the rest as a <see cref="TlsException"/> in the words of the library below.</summary>
internal static class TlsFault
{
    // "error:0A0000C1:SSL routines::no shared cipher": the words are behind the last colon.
    private const string OpenSslPrefix = "error:";

    // .NET's words for what is no record of TLS.
    private const string NoRecord = "Cannot determine the frame size";

    /// <param name="error">What was thrown.</param>
    /// <param name="operation">In what.</param>
    /// <param name="below">Whose peer it is.</param>
    internal static Exception Of(Exception error, string operation, Carrier below)
    {
        Exception deepest = error;
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            if (at is TlsException or System.Net.Sockets.SocketException or ObjectDisposedException or EndOfStreamException || at == below.Cause)
            {
                return at is TlsException known ? known.With(below.Peer) : at;
            }

            deepest = at;
        }

        return error is InvalidOperationException or ArgumentException or NotSupportedException
            ? error       // the caller's mistake
            : Of(error, deepest, operation, below.Peer);
    }

    /// <summary>The same where somebody else holds what carries it.</summary>
    internal static TlsException Of(Exception error, string operation, EndPoint? peer) => Of(error, error.GetBaseException(), operation, peer);

    private static TlsException Of(Exception error, Exception deepest, string operation, EndPoint? peer)
    {
        string words = Words(deepest.Message);
        if (words.Contains(NoRecord, StringComparison.Ordinal))
        {
            return new TlsException(TlsError.Plaintext, operation, peer, "the peer does not speak TLS", error);
        }

        bool isEnd = error is IOException && error.InnerException is null;
        TlsError kind = isEnd ? TlsError.Truncated
            : words.Contains("alert", StringComparison.OrdinalIgnoreCase) ? TlsError.Refused
            : TlsError.Protocol;
        string cause = isEnd ? "the peer ended the stream within it" : kind == TlsError.Refused ? $"the peer refused: {words}" : words;
        return new TlsException(kind, operation, peer, cause, error);
    }

    private static string Words(string message)
    {
        int at = message.IndexOf(OpenSslPrefix, StringComparison.Ordinal);
        return (at < 0 ? message : message[(message.LastIndexOf(':') + 1)..]).Trim().TrimEnd('.');
    }
}
