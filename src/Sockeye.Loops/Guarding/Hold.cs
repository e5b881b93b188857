namespace Sockeye.Loops.Guarding;

/// <summary>Whose a loop is while a handler runs on it.</summary>
/// <remarks>
/// <para>One word: an epoch, one more each time the loop is taken; the number of the handler's turn; and whether one is inside. Outside
/// of handlers only the loop's thread writes it, so entering is a plain store. Leaving and taking are both a compare-and-swap of the very
/// word that entering wrote: one of them wins, and the loser knows. Since the turn's number is in the word, the watchdog can take only
/// the turn it has watched, and so blames the right handler.</para>
/// </remarks>
internal sealed class Hold
{
    private const long Inside = 1;
    private const long OneTurn = 2;
    private const long OneEpoch = 1L << 40;

    private long _word;

    /// <summary>Whose handler it is. Good as long as the word is the one that was read before.</summary>
    internal Channel? Current { get; private set; }

    /// <summary>The kernel's number of the thread that has the loop.</summary>
    internal int Thread { get; set; }

    /// <summary>The same, as it is known here.</summary>
    internal SpareThread? Owner { get; set; }

    /// <summary>By the watchdog.</summary>
    internal long Read() => Volatile.Read(ref _word);

    internal static bool IsInside(long word) => (word & Inside) != 0;

    /// <summary>By the loop, about to run a handler.</summary>
    internal long Enter(Channel channel)
    {
        Current = channel;
        long word = (_word + OneTurn) | Inside;
        Volatile.Write(ref _word, word);
        return word;
    }

    /// <summary>After the handler. False: the loop is another thread's now.</summary>
    internal bool TryLeave(long word) => Interlocked.CompareExchange(ref _word, word & ~Inside, word) == word;

    /// <summary>By the watchdog. True: the loop is the caller's, to give to another thread.</summary>
    internal bool TryTake(long word) => Interlocked.CompareExchange(ref _word, (word & ~Inside) + OneEpoch, word) == word;
}
