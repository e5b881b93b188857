using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sockeye.Hosting.Logging;

/// <summary>What loops, servers and certificates tell event listeners, as lines of the host's log: handlers that hold up a loop, accepting that pauses, hooks that throw, certificates that were loaded again or could not be. The categories are <c>Sockeye.Loops</c>, <c>Sockeye.Servers</c> and <c>Sockeye.Tls</c>.</summary>
/// <remarks>The sources are the process's, so these lines are of no server; what is of one is in its <see cref="ServerLog"/>, and left out here.</remarks>
internal sealed class EventBridge : EventListener
{
    private const string Tls = "Sockeye-Tls";

    private readonly Dictionary<string, ILogger> _loggers;

    internal EventBridge(ILoggerFactory loggers)
    {
        _loggers = ((string[])["Sockeye-Loops", "Sockeye-Servers", Tls]).ToDictionary(static source => source, source => loggers.CreateLogger(source.Replace('-', '.')));
        EventSourceCreated += (_, created) => Enable(created.EventSource!);      // those that are there already are told too
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is "LimitReached" or "HandlerFailed")
        {
            return;
        }

        LogLevel level = eventData.Level switch
        {
            EventLevel.Critical => LogLevel.Critical,
            EventLevel.Error => LogLevel.Error,
            EventLevel.Warning => LogLevel.Warning,
            _ => eventData.EventSource.Name == Tls ? LogLevel.Information : LogLevel.Debug,     // a new certificate is seldom, and a connection that was lost is not
        };
        string text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]);
        ServerMessages.Forwarded(_loggers[eventData.EventSource.Name], level, eventData.EventName, text);
    }

    // What loops tell below a warning is told of each connection that is lost: only where somebody reads it.
    private void Enable(EventSource source)
    {
        if (_loggers.TryGetValue(source.Name, out ILogger? logger))
        {
            EnableEvents(source, source.Name == Tls || logger.IsEnabled(LogLevel.Debug) ? EventLevel.Informational : EventLevel.Warning);
        }
    }
}
