using Sockeye.Native.Libc;

namespace Sockeye.Native;

/// <summary>One per thread that makes calls: which descriptor, or which many, it is inside of, so that Dispose can find it and interrupt it.</summary>
/// <remarks>
/// Entering and leaving are plain stores, ordered by the interlocked step on the descriptor's word beside them. Only a thread
/// that leaves a closed descriptor, and the one that closes it, take the lock. Calls nest (an interrupt hook may make one):
/// only the innermost is seen, since the outer ones cannot go on before it.
/// </remarks>
internal sealed class BlockedThread
{
    [ThreadStatic]
    private static BlockedThread? s_current;

    private static Action? s_onAnySignal;

    private readonly Lock _lock = new();
    private readonly nuint _thread = ThreadCalls.Self();
    private volatile Descriptor? _inside;
    private volatile Gathering? _gathering;     // a wait for many, that a call of the hook's may be nested in
    private volatile bool _asked;

    private BlockedThread()
    {
    }

    internal static BlockedThread Current => s_current ??= Interruption.Register(new BlockedThread());

    /// <summary>This thread works under a hook: somebody may want to interrupt it.</summary>
    internal static bool IsUnderHook => s_current?.Hook is not null;

    /// <summary>What this thread does when another one asks for its attention: see <see cref="Ask"/>. Set by this thread alone; null for nothing.</summary>
    internal Action? Hook { get; set; }

    /// <summary>What every thread does when a signal, whichever it is, has interrupted a call of its own; null for nothing.</summary>
    internal static Action? OnAnySignal
    {
        get => Volatile.Read(ref s_onAnySignal);
        set => Volatile.Write(ref s_onAnySignal, value);
    }

    internal bool IsInside(Descriptor descriptor) => ReferenceEquals(_inside, descriptor) || _gathering?.Holds(descriptor) == true;

    /// <summary>Returns what the thread was inside of before.</summary>
    internal Descriptor? Enter(Descriptor descriptor)
    {
        Descriptor? outer = _inside;
        _inside = descriptor;
        return outer;
    }

    internal void Leave(Descriptor? outer) => _inside = outer;

    /// <summary>Enters a wait for many descriptors. Returns the one it was in before.</summary>
    internal Gathering? Enter(Gathering gathering)
    {
        Gathering? outer = _gathering;
        _gathering = gathering;
        Interlocked.MemoryBarrier();    // as the step on a descriptor's word is: a wait for none must be seen by Ask too
        return outer;
    }

    internal void Leave(Gathering? outer) => _gathering = outer;

    /// <summary>Sends the signal if the thread is inside of the descriptor. True: it was.</summary>
    /// <remarks>Invariant: under the lock and inside of a call the thread is alive, so its handle is good.</remarks>
    internal bool InterruptIfInside(Descriptor descriptor)
    {
        if (!IsInside(descriptor) || ReferenceEquals(this, s_current))
        {
            return false;
        }

        lock (_lock)
        {
            if (!IsInside(descriptor))
            {
                return false;
            }

            ThreadCalls.Interrupt(_thread);
            return true;
        }
    }

    /// <summary>Called by this thread, after it left a closed descriptor: takes a signal that is still on its way, here and not in the next call.</summary>
    internal void AbsorbInterruption()
    {
        lock (_lock)
        {
        }

        ThreadCalls.Yield();
    }

    /// <summary>Has this thread run its hook: within the call it is blocked in, or else before the next one. Called by any thread.</summary>
    /// <remarks>
    /// <para>Nothing falls into the gap between looking and blocking: the thread enters, and then looks whether it was asked; this
    /// marks it as asked, and then looks whether it is inside, both with a fence between. A signal that comes just before the
    /// thread is in the kernel is sent again, until it has looked or left.</para>
    /// <para>Invariant: the caller knows that the thread is alive, so its handle is good.</para>
    /// </remarks>
    internal void Ask(TimeSpan patience)
    {
        _asked = true;
        Interlocked.MemoryBarrier();
        if (ReferenceEquals(this, s_current))
        {
            return;     // it looks when it comes to its next call
        }

        long start = TimeProvider.System.GetTimestamp();
        var pause = new SpinWait();
        while (SignalIfAskedAndInside() && TimeProvider.System.GetElapsedTime(start) < patience)
        {
            pause.SpinOnce();
        }
    }

    /// <summary>Called by this thread between entering and blocking, and whenever a call of its own was interrupted. What the hook throws ends the call.</summary>
    /// <returns>Whether it was asked: its hook may have closed what the thread is inside of.</returns>
    internal bool AnswerIfAsked()
    {
        if (!_asked)
        {
            return false;
        }

        Forget();
        Hook?.Invoke();
        return true;
    }

    /// <summary>Called by this thread after EINTR, and between the steps of a longer call, where a signal may have cut one short. What a hook throws ends the call.</summary>
    internal void AnswerSignal()
    {
        AnswerIfAsked();
        OnAnySignal?.Invoke();
    }

    /// <summary>Called by this thread: nobody asked, and no signal is on its way any more.</summary>
    internal void Forget()
    {
        _asked = false;
        AbsorbInterruption();
    }

    private bool SignalIfAskedAndInside()
    {
        lock (_lock)
        {
            if (!_asked || (_inside is null && _gathering is null))
            {
                return false;
            }

            ThreadCalls.Interrupt(_thread);
            return true;
        }
    }
}
