using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Sockeye.Tests;

/// <summary>What our event sources tell while this stands: each event as its name and its words.</summary>
internal sealed class HeardEvents : EventListener
{
    internal ConcurrentQueue<string> All { get; } = new();

    /// <summary>Waits for one that begins so.</summary>
    internal void Demand(string beginning, TimeSpan patience)
        => Eventually.True(() => All.Any(line => line.StartsWith(beginning, StringComparison.Ordinal)), patience);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith("Sockeye-", StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    // The base class may tell of events before our own fields are there.
    protected override void OnEventWritten(EventWrittenEventArgs eventData) => All?.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? [])}");
}
