namespace Sockeye.Servers;

/// <summary>How a server came to its end.</summary>
/// <param name="Ended">Conversations that were under way and came to their own end in time.</param>
/// <param name="Aborted">Those that did not, and were aborted.</param>
public readonly record struct Drained(long Ended, long Aborted);
