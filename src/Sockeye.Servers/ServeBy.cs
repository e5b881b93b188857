namespace Sockeye.Servers;

/// <summary>The ways of serving many. The handler is the same under each; what they cost is in docs/servers.md.</summary>
public enum ServeBy
{
    /// <summary>Event loops, one a processor: tens of thousands of connections, and a handler that blocks holds up nobody but itself. The default.</summary>
    Loops,

    /// <summary>One after the other, by the thread that serves: who comes meanwhile waits in the backlog.</summary>
    OneAtATime,

    /// <summary>A thread for each, up to <see cref="ServingOptions.MaxThreads"/>.</summary>
    Threads,

    /// <summary>A process for each, up to <see cref="ServingOptions.MaxProcesses"/>: the accepted descriptor is handed to it.</summary>
    Processes,

    /// <summary>One thread, which waits for all of them with a selector.</summary>
    Selector,
}
