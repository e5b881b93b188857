namespace Sockeye.Sockets.Calls;

/// <summary>A question to the system that may take long.</summary>
/// <param name="Operation">By its manual page: "getaddrinfo".</param>
/// <param name="Target">What is asked for, as the error says it: "name:7".</param>
/// <param name="Ask">Asks, on whichever thread.</param>
internal sealed record Lookup<T>(string Operation, string Target, Func<T> Ask)
{
    /// <summary>True: another question to the same end is under way, and its asker gets on if this one is not answered.</summary>
    internal bool CanBeSpared { get; init; }
}
