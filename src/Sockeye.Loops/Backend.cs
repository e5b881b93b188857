using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>How a loop learns from the kernel what it may do. What is above knows operations and outcomes only, and not which back end there is.</summary>
/// <remarks>
/// What a back end remembers between two events (its batch, and how far it has come) is whole before a handler is entered: the
/// loop may be taken to another thread within it.
/// </remarks>
internal abstract class Backend : IDisposable
{
    /// <summary>What <see cref="Start"/> answers for an operation that will complete later.</summary>
    internal static SysResult UnderWay => SysResult.Failure((Errno)ERESTARTSYS);

    // A number of the kernel's own that no system call lets out: EINPROGRESS, say, is what a send with MSG_FASTOPEN may answer.
    private const int ERESTARTSYS = 512;

    /// <summary>True for <see cref="UnderWay"/>.</summary>
    internal static bool IsUnderWay(SysResult begun) => (int)begun.Error == ERESTARTSYS;

    /// <summary>Watches a channel whose place is known. Any thread. ECANCELED: the loop has ended.</summary>
    internal abstract SysResult Watch(Channel channel);

    /// <summary>Watches it no more. Any thread, while its number is still good.</summary>
    internal abstract void Unwatch(Channel channel);

    /// <summary>Begins an operation. By the owner of that direction, on any thread. The outcome, or <see cref="UnderWay"/>.</summary>
    internal abstract SysResult Start(Channel channel, Direction direction, IOperation operation, Attempt attempt);

    /// <summary>Tries an operation off the loop that was claimed for it. False: it waits again.</summary>
    internal abstract bool TrySettle(Channel channel, Direction direction);

    /// <summary>By the loop: tries an operation that waits for it and not for the kernel. False: the loop was taken.</summary>
    internal abstract bool Look(Channel channel, Direction direction);

    /// <summary>By the loop: what is left of the last batch. False: the loop was taken.</summary>
    internal abstract bool Dispatch();

    /// <summary>By the loop: waits for the next batch.</summary>
    /// <param name="milliseconds">-1 for ever.</param>
    internal abstract void Wait(int milliseconds);

    /// <summary>Ends a wait early. Any thread.</summary>
    internal abstract void Wake();

    public abstract void Dispose();
}
