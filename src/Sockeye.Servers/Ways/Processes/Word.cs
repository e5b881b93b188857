namespace Sockeye.Servers.Ways.Processes;

/// <summary>What parent and worker say to each other, a byte each.</summary>
internal static class Word
{
    /// <summary>To the worker, with a descriptor: serve this.</summary>
    internal const byte Serve = (byte)'S';

    /// <summary>To the worker: the server shuts down, so end where you can.</summary>
    internal const byte Stop = (byte)'Q';

    /// <summary>How many bytes the answer has when one was served: how often its handler failed, then a byte for each <see cref="Limit"/>.</summary>
    internal static int ReportSize { get; } = 1 + Enum.GetValues<Limit>().Length;
}
