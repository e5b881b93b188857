using System.Diagnostics.Tracing;

namespace Sockeye.Cli.Serving;

/// <summary>Tells of what loops say about themselves: that no descriptor is left, that no thread is left for a loop that is held up.</summary>
internal sealed class ShortageListener(ServerLog log, TimeProvider clock) : EventListener
{
    private readonly FaultLog _told = new(log, clock);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Sockeye-Loops")
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Message is string words && eventData.EventName is string name)
        {
            _told.Tell(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, words, [.. eventData.Payload ?? []]));
        }
    }
}
