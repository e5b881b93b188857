using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>One direction of a channel: a word that says who owns the operation in it.</summary>
/// <remarks>
/// <para>Idle: its starter does, or whoever claimed it. Ready: the same, and an edge came that nobody has looked at yet. Waiting: nobody,
/// and whoever swaps that away owns it: the loop at an edge, or one who cancels. An edge is never dropped: it claims or is remembered.</para>
/// <para>Above the state stands a mark for a cancellation that came while the operation was being tried, and above that a count, one more
/// at each arming, so that who cancels late does not hit the next operation.</para>
/// <para>The word is only changed by compare-and-swap, from any thread.</para>
/// </remarks>
internal struct Half
{
    private const int Idle = 0;
    private const int Ready = 1;
    private const int Waiting = 2;
    private const int StateMask = 3;
    private const int CancelMark = 4;
    private const int OneArming = 8;

    private int _word;

    /// <summary>What waits, and null where nothing does: a loop keeps alive what waits on it, and not what has waited. Written by its owner before arming.</summary>
    internal IOperation? Operation;

    /// <summary>What came of it. Written by the owner before it is delivered.</summary>
    internal SysResult Outcome;

    /// <summary>The ticket that the next arming will carry: who will want to cancel takes it before starting.</summary>
    internal readonly int NextTicket => Ticket(_word) + OneArming;

    /// <summary>The ticket of the operation that waits, or was the last to.</summary>
    internal readonly int LastTicket => Ticket(Volatile.Read(in _word));

    internal readonly bool IsWaiting => (_word & StateMask) == Waiting;

    /// <summary>By its owner: lets the operation wait. False: an edge was remembered, and is forgotten now; try again.</summary>
    internal bool TryArm(IOperation operation)
    {
        int word = Volatile.Read(ref _word);
        if ((word & StateMask) == Waiting)
        {
            throw new InvalidOperationException("an operation in this direction is under way");
        }

        Operation = operation;
        while (true)
        {
            int state = word & StateMask;

            int next = state == Ready ? Ticket(word) | Idle : unchecked(Ticket(word) + OneArming) | Waiting;
            int seen = Interlocked.CompareExchange(ref _word, next, word);
            if (seen == word)
            {
                if (state != Idle)
                {
                    Operation = null;
                }

                return state == Idle;
            }

            word = seen;
        }
    }

    /// <summary>By its owner: what has waited, to be told its outcome.</summary>
    internal IOperation TakeOperation()
    {
        IOperation operation = Operation!;
        Operation = null;
        return operation;
    }

    /// <summary>By its owner, where an edge was remembered: lets the operation wait for the loop, which will look without one.</summary>
    internal void ArmForLoop(IOperation operation)
    {
        Operation = operation;
        int word = Volatile.Read(ref _word);
        int seen;
        while ((seen = Interlocked.CompareExchange(ref _word, unchecked(Ticket(word) + OneArming) | Waiting, word)) != word)
        {
            word = seen;
        }
    }

    /// <summary>An edge. True: the operation waited and is the caller's now. False: the edge is remembered.</summary>
    internal bool TryClaim()
    {
        int word = Volatile.Read(ref _word);
        while (true)
        {
            int state = word & StateMask;
            if (state == Ready)
            {
                return false;
            }

            int seen = Interlocked.CompareExchange(ref _word, (word & ~StateMask) | (state == Waiting ? Idle : Ready), word);
            if (seen == word)
            {
                return state == Waiting;
            }

            word = seen;
        }
    }

    /// <summary>The same without an edge: by the loop, for what waits for it and not for the kernel.</summary>
    internal bool TryClaimWaiting()
    {
        int word = Volatile.Read(ref _word);
        return (word & StateMask) == Waiting && Interlocked.CompareExchange(ref _word, word & ~StateMask, word) == word;
    }

    /// <summary>By who claimed it and found nothing: waits again.</summary>
    internal Rearmed Rearm()
    {
        int word = Volatile.Read(ref _word);
        while (true)
        {
            if ((word & CancelMark) != 0)
            {
                return Rearmed.Cancelled;
            }

            bool edge = (word & StateMask) == Ready;
            int seen = Interlocked.CompareExchange(ref _word, (word & ~StateMask) | (edge ? Idle : Waiting), word);
            if (seen == word)
            {
                return edge ? Rearmed.AnEdgeCame : Rearmed.Waits;
            }

            word = seen;
        }
    }

    /// <summary>By its owner: there may be more, which no new edge will tell.</summary>
    internal void Remember()
    {
        int word = Volatile.Read(ref _word);
        int seen;
        while ((word & StateMask) == Idle && (seen = Interlocked.CompareExchange(ref _word, word | Ready, word)) != word)
        {
            word = seen;
        }
    }

    /// <summary>By its owner, where a ticket was given out for an operation that was over before it waited: the next one gets another.</summary>
    internal void Skip()
    {
        int word = Volatile.Read(ref _word);
        int seen;
        while ((seen = Interlocked.CompareExchange(ref _word, unchecked(Ticket(word) + OneArming) | (word & StateMask), word)) != word)
        {
            word = seen;
        }
    }

    /// <summary>By anybody. True: the operation waited and is the caller's now. False: it is over, or who is trying it will find the mark.</summary>
    /// <remarks>What waited for the loop and not for an edge may have passed over one that was remembered: so the next one is to look.</remarks>
    internal bool TryCancel(int ticket)
    {
        int word = Volatile.Read(ref _word);
        while (Ticket(word) == ticket)
        {
            bool waits = (word & StateMask) == Waiting;
            int seen = Interlocked.CompareExchange(ref _word, waits ? (word & ~StateMask) | Ready : word | CancelMark, word);
            if (seen == word)
            {
                return waits;
            }

            word = seen;
        }

        return false;
    }

    /// <summary>The same for whichever operation it is: the descriptor is being closed.</summary>
    internal bool TryCancel() => TryCancel(Ticket(Volatile.Read(ref _word)));

    /// <summary>For a test that has waited in vain.</summary>
    internal readonly string Describe()
    {
        int word = Volatile.Read(in _word);
        string state = (word & StateMask) switch { Idle => "idle", Ready => "idle with an edge remembered", _ => "waiting" };
        return $"{state}{((word & CancelMark) != 0 ? ", to be cancelled" : "")}, arming {(uint)word / OneArming}, {Operation?.GetType().Name ?? "nothing"}";
    }

    private static int Ticket(int word) => word & ~(StateMask | CancelMark);
}
