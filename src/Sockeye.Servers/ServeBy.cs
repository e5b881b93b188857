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

    /// <summary>A process for each, up to <see cref="ServingOptions.MaxProcesses"/>: the accepted descriptor is handed to it. A handler that crashes its process ends one conversation.</summary>
    /// <remarks>
    /// <para>What your program must bear: a worker is this program started again, with the same arguments. <b>Main runs again in each worker</b>, up to
    /// <see cref="Server.ServeForever"/> of the server with the same number (servers of this way are numbered as they are made). There it serves what
    /// it is handed, and never returns: when its server is done with it the process ends with 0. So what comes before (reading
    /// settings, opening logs, printing a word) is done by each worker as well, and what only one may do (other servers, a lock file) comes after
    /// a look at <c>Environment</c>, or not at all. Static data is each worker's own.</para>
    /// <para><see cref="ServingOptions.Failed"/> and <see cref="ServingOptions.Verify"/>: the hook of a handler that throws is called in the worker, that of
    /// admission in the parent. Counts are the parent's, with those of the workers. A worker that dies is counted as failed and told as a
    /// <see cref="WorkerEndedException"/>; its client is reset, and the next gets another worker. The worker's standard input is empty; it shares the other two.</para>
    /// </remarks>
    Processes,

    /// <summary>One thread, which waits for all of them with a selector. What handlers await comes back to it, so they need no locks among each other; one that blocks stops all.</summary>
    Selector,
}
