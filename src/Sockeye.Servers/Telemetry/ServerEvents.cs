using System.Diagnostics.Tracing;

namespace Sockeye.Servers.Telemetry;

/// <summary>What servers tell an event listener (dotnet-trace): the source is "Sockeye-Servers". Nothing of it is on the way of the bytes.</summary>
[EventSource(Name = "Sockeye-Servers")]
internal sealed class ServerEvents : EventSource
{
    internal static ServerEvents Log { get; } = new();

    [Event(1, Level = EventLevel.Error, Message = "{0} has thrown where nobody sees it: {1}")]
    public void CallbackFailed(string callback, string error) => WriteEvent(1, callback, error);

    [Event(2, Level = EventLevel.Warning, Message = "{1} has run into the limit {0}: {2}")]
    public void LimitReached(string limit, string client, string error) => WriteEvent(2, limit, client, error);

    [Event(3, Level = EventLevel.Error, Message = "serving {0} failed: {1}")]
    public void HandlerFailed(string client, string error) => WriteEvent(3, client, error);
}
