using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Sockeye.Tests;

/// <summary>Hears, through a whole run, what loops have caught that nobody else sees: an exception there is a fault of ours, and no test would notice it.</summary>
/// <remarks>A test that has something thrown there says so in its words: "on purpose". What else is heard makes the run fail: see <see cref="WatchedFramework"/>.</remarks>
internal sealed class LoopWitness : EventListener
{
    private const string OnPurpose = "on purpose";

    private static readonly ConcurrentQueue<string> Caught = new();
    private static LoopWitness? s_witness;

    /// <summary>What was heard so far that no test has done on purpose.</summary>
    internal static string Unexpected => string.Join('\n', Caught);

    [ModuleInitializer]
    internal static void Listen() => s_witness = new LoopWitness();

    /// <summary>By the end of a run.</summary>
    internal static void DemandSilence()
        => Assert.True(Caught.IsEmpty, $"loops have caught what nobody else saw (where a test does so on purpose its exception says \"{OnPurpose}\"):\n{Unexpected}");

    /// <summary>True for an exception on a loop that no test has asked for.</summary>
    internal static bool IsFault(string? name, IEnumerable<object?> payload)
        => name == "CallbackFailed" && !payload.Any(static part => part is string text && text.Contains(OnPurpose, StringComparison.Ordinal));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == LoopsSource)
        {
            EnableEvents(eventSource, EventLevel.Error);    // no more: what is told below that costs the tests that count bytes
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (IsFault(eventData.EventName, eventData.Payload ?? []))
        {
            Caught.Enqueue(string.Join(' ', eventData.Payload ?? []));
        }
    }

    internal const string LoopsSource = "Sockeye-Loops";
}
