using System.Net;

namespace Sockeye.Servers.Telemetry;

/// <summary>Where one server's troubles with its clients are logged, apart by whose they are. <see cref="ServingOptions.Failed"/> is told of the same, without that.</summary>
/// <remarks>Called on any thread, on the way of a conversation: it does not wait, and it does not throw.</remarks>
internal interface IServerLog
{
    /// <summary>A client has run into a limit.</summary>
    void LimitReached(EndPoint client, Limit limit, Exception error);

    /// <summary>A handler has thrown, or a hook that admits clients.</summary>
    void HandlerFailed(EndPoint client, Exception error);

    /// <summary>Something that is nobody's fault here: an answer could not be sent, receiving has to rest.</summary>
    void NetworkFailed(EndPoint client, Exception error);
}
