using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sockeye.Hosting.Logging;

/// <summary>What loops and servers tell event listeners, as lines of the host's log: handlers that hold up a loop, accepting that pauses, hooks that throw. The categories are <c>Sockeye.Loops</c> and <c>Sockeye.Servers</c>.</summary>
/// <remarks>The sources are the process's, so these lines are of no server; what is of one is in its <see cref="ServerLog"/>, and left out here.</remarks>
internal sealed class EventBridge : EventListener
{
    private const string Loops = "Sockeye-Loops";
    private const string Servers = "Sockeye-Servers";

    private readonly ILogger _loops;
    private readonly ILogger _servers;

    internal EventBridge(ILoggerFactory loggers)
    {
        _loops = loggers.CreateLogger("Sockeye.Loops");
        _servers = loggers.CreateLogger("Sockeye.Servers");
        EventSourceCreated += (_, created) => Enable(created.EventSource);      // those that are there already are told too
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        bool isOfLoops = eventData.EventSource.Name == Loops;
        if (!isOfLoops && eventData.EventName is "LimitReached" or "HandlerFailed")
        {
            return;
        }

        LogLevel level = eventData.Level switch
        {
            EventLevel.Critical => LogLevel.Critical,
            EventLevel.Error => LogLevel.Error,
            EventLevel.Warning => LogLevel.Warning,
            _ => LogLevel.Debug,
        };
        string text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]);
        ServerMessages.Forwarded(isOfLoops ? _loops : _servers, level, eventData.EventName, text);
    }

    // What goes below a warning is told of each connection that is lost: only where somebody reads it.
    private void Enable(EventSource? source)
    {
        if (source?.Name is Loops or Servers)
        {
            EnableEvents(source, _loops.IsEnabled(LogLevel.Debug) ? EventLevel.Informational : EventLevel.Warning);
        }
    }
}
