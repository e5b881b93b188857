namespace Sockeye.Servers;

/// <summary>With <see cref="ServeBy.Processes"/>: a worker process has ended while it served a client, or before it could. The client was reset; the next one gets another worker.</summary>
public sealed class WorkerEndedException : IOException
{
    internal WorkerEndedException(int processId, string message, Exception cause)
        : base(message, cause)
        => ProcessId = processId;

    /// <summary>Which process it was.</summary>
    public int ProcessId { get; }
}
