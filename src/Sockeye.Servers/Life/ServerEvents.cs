using System.Diagnostics.Tracing;

namespace Sockeye.Servers.Life;

/// <summary>What servers tell an event listener: the source is "Sockeye-Servers".</summary>
[EventSource(Name = "Sockeye-Servers")]
internal sealed class ServerEvents : EventSource
{
    internal static ServerEvents Log { get; } = new();

    [Event(1, Level = EventLevel.Error)]
    public void CallbackFailed(string callback, string error) => WriteEvent(1, callback, error);
}
