namespace Sockeye.Loops;

/// <summary>How an operation begins.</summary>
internal enum Attempt
{
    /// <summary>It is tried at once, and waits where that says EAGAIN: what usually goes at once, as a send does.</summary>
    First,

    /// <summary>It is tried only where something has come since the last try: after a receive that took all there was, a second one would be for nothing.</summary>
    IfReady,

    /// <summary>As <see cref="IfReady"/>, but on a loop's thread the loop does it, after what else is ready: it has memory to lend, and others get their turn.</summary>
    ByLoop,

    /// <summary>The loop tries it after what else is ready, whether something has come or not: others get their turn. From any thread.</summary>
    Later,
}
