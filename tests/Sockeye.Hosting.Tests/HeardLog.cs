using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sockeye.Hosting.Tests;

/// <summary>One line of a log, with its fields.</summary>
internal sealed record LogLine(string Category, LogLevel Level, EventId Id, string Text, Exception? Error, IReadOnlyDictionary<string, object?> Fields)
{
    public override string ToString() => $"{Level} {Category} {Id.Name}: {Text} {Error?.Message}";
}

/// <summary>What a host has logged.</summary>
internal sealed class HeardLog : ILoggerProvider
{
    internal ConcurrentQueue<LogLine> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Waits for a line, by the name of its event.</summary>
    internal LogLine Demand(string name)
    {
        LogLine? found = null;
        Assert.True(SpinWait.SpinUntil(() => (found = Lines.FirstOrDefault(line => line.Id.Name == name)) is not null, Scene.Patience), $"no line {name} in:\n{string.Join('\n', Lines)}");
        return found!;
    }

    public void Dispose()
    {
    }

    private sealed class Logger(HeardLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? []).ToDictionary(static field => field.Key, static field => field.Value);
            log.Lines.Enqueue(new LogLine(category, logLevel, eventId, formatter(state, exception), exception, fields));
        }
    }
}
