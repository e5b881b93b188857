namespace Sockeye.Clients.Http;

/// <summary>The server closed the connection, or reset it, before its answer. Python's RemoteDisconnected.</summary>
public sealed class HttpClosedException : IOException
{
    /// <param name="request">To what.</param>
    /// <param name="peer">Who closed.</param>
    /// <param name="wasKept">It was a kept connection, and nothing of an answer came.</param>
    /// <param name="inner">How, where it was reset.</param>
    internal HttpClosedException(string request, string peer, bool wasKept, Exception? inner)
        : base(Sentence(request, peer, wasKept), inner)
    {
        Peer = peer;
        WasKept = wasKept;
    }

    /// <summary>Who closed.</summary>
    public string Peer { get; }

    /// <summary>
    /// True where the connection had served an exchange before and not a byte of an answer came, a "100 Continue" neither: a server ends those that are idle, and in all likelihood did so before this request came, so that
    /// nothing of it was processed. It can be sent again over a new connection; one that must not be done twice, such as a POST, only by who can tell.
    /// </summary>
    public bool WasKept { get; }

    private static string Sentence(string request, string peer, bool wasKept)
        => wasKept
            ? $"{request}: {peer} had closed the kept connection: no byte of an answer came, and most likely nothing was processed"
            : $"{request}: {peer} closed the connection without an answer";
}
