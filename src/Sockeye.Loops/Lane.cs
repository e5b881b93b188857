namespace Sockeye.Loops;

/// <summary>On which threads handlers run.</summary>
public enum Lane
{
    /// <summary>
    /// On the loop that received, as fast as it gets. A guard watches: a handler that holds its loop too long loses it to a spare thread,
    /// and its connection runs on threads apart until it has behaved for a while. Handlers may block, at a price.
    /// </summary>
    Guarded,

    /// <summary>On the loop, unwatched. A handler that blocks stops every connection of that loop: only for those that never do.</summary>
    Inline,

    /// <summary>On .NET's thread pool, always. Twice as dear a message, and a loop is never held up.</summary>
    Pool,
}
