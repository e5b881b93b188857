namespace Sockeye.Servers;

/// <summary>How a server came to its end.</summary>
/// <param name="Ended">Conversations that were under way and came to their own end in time.</param>
/// <param name="Aborted">Those that did not, and were aborted.</param>
/// <param name="Abandoned">Those of the aborted whose handler had not ended when <see cref="ServingOptions.AbortTimeout"/> was up: it blocks, or waits for something else than its connection. That is closed all the same.</param>
public readonly record struct Drained(long Ended, long Aborted, long Abandoned);
