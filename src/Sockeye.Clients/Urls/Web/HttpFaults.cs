using System.Security.Authentication;
using Sockeye.Clients.Dialing;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Clients.Urls.Web;

/// <summary>The one place where an error of .NET's HTTP becomes ours: the network's and TLS's as they are below, the rest as a <see cref="ProtocolException"/> with the peer's name.</summary>
/// <param name="peer">Who is asked: host and port.</param>
/// <param name="patience">Who may have ended it.</param>
internal sealed class HttpFaults(string peer, Patience patience)
{
    internal string Peer => peer;

    internal Patience Patience => patience;

    /// <summary>The error of a read of the body.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="at">How many bytes of the body had come.</param>
    internal Exception OfBody(Exception error, long at) => Of(error, "read of the body", at);

    /// <param name="error">What was thrown.</param>
    /// <param name="operation">In what: "GET".</param>
    internal Exception Of(Exception error, string operation) => Of(error, operation, null);

    private Exception Of(Exception error, string operation, long? at)
    {
        if (patience.Ending(operation, peer) is Exception ended)
        {
            return ended;
        }

        HttpRequestError kind = HttpRequestError.Unknown;
        for (Exception? one = error; one is not null; one = one.InnerException)
        {
            switch (one)
            {
                case SocketFaultException or TlsException or ProtocolException or ProxyException or UrlException:
                    return one;
                case BodyFaultException { InnerException: Exception own }:
                    return own;
                case HttpRequestException request when kind == HttpRequestError.Unknown:
                    kind = request.HttpRequestError;
                    break;
                case HttpIOException below when kind is HttpRequestError.Unknown:
                    kind = below.HttpRequestError;
                    break;
                case AuthenticationException:
                    return TlsFault.Of(one, "TLS handshake with " + peer, peer: null);
                default:
                    break;
            }
        }

        return kind switch
        {
            HttpRequestError.SecureConnectionError => TlsFault.Of(error.InnerException ?? error, "TLS handshake with " + peer, peer: null),
            HttpRequestError.ResponseEnded => Said(ProtocolError.Truncated, at is null ? "the answer ended too early" : "the body ended before it was whole", at, error),
            HttpRequestError.HttpProtocolError when at is not null => Said(ProtocolError.Truncated, "the server broke the body off: " + error.Message.TrimEnd('.'), at, error),     // HTTP/2
            HttpRequestError.ConfigurationLimitExceeded => Said(ProtocolError.TooLarge, "the head of the answer is over the limit of this request", at, error),
            _ when error is HttpRequestException or HttpIOException => Said(ProtocolError.Malformed, error.Message.TrimEnd('.'), at, error),
            _ => error,
        };
    }

    private ProtocolException Said(ProtocolError kind, string what, long? at, Exception inner) => new ProtocolException(kind, what, at ?? 0, Blame.Peer, inner).From(peer);
}
