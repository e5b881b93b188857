using Sockeye.Native;

namespace Sockeye.Sockets;

/// <summary>Work whose blocking verbs another thread can interrupt without closing anything: what a prompt's Ctrl-C needs. Python: a signal handler, and what PEP 475 says of it.</summary>
/// <remarks>
/// <para>A verb that is blocked runs the hook, in its own thread, in the middle of the call. Where the hook throws, the verb ends with
/// that; where it returns, the verb goes on with the time that remains. Where no verb is blocked the next one runs it first.</para>
/// <para>The socket stays open and as it was. Only a connect that was ended goes on in the kernel: that socket is of no more use
/// but to be closed. A SendAll or ReceiveExactly that was ended may have moved a part.</para>
/// <para>It costs nothing until somebody interrupts, and no socket becomes non-blocking by it. It reaches the verbs of a
/// <see cref="Socket"/> and the waits of Sockeye.Readiness, and not name lookups, sleeps and other people's calls. Those, lookups among them, are ended by Thread.Interrupt.</para>
/// </remarks>
/// <param name="hook">Throws, most often an <see cref="OperationCanceledException"/>, or returns. Interrupts that come together run it once.</param>
public sealed class InterruptHook(Action hook)
{
    /// <summary>
    /// For a host of another language, which has signal handlers of its own to run: called whenever a signal, whichever it is, has
    /// interrupted a blocked verb, in the thread that it interrupted. null, the default, for none. Python: <c>PyErr_CheckSignals</c> and PEP 475.
    /// </summary>
    /// <remarks>
    /// <para>Where it throws, the verb ends with that; where it returns, the verb goes on with the time that remains. It is one for the
    /// whole process and comes after the thread's own hook. Verbs that go in steps, as SendAll, call it between two steps too: a
    /// signal may have cut a step short. It may make calls itself, and close the socket.</para>
    /// <para>As with C's own handlers, a signal that comes just before the system call begins interrupts nothing.</para>
    /// </remarks>
    public static Action? OnAnySignal
    {
        get => BlockedThread.OnAnySignal;
        set => BlockedThread.OnAnySignal = value;
    }

    private readonly Action _hook = hook ?? throw new ArgumentNullException(nameof(hook));
    private readonly Lock _gate = new();
    private BlockedThread? _thread;

    /// <summary>Does the work in this thread; as long as it lasts, <see cref="Interrupt"/> reaches it.</summary>
    /// <exception cref="InvalidOperationException">This hook is at work already, or this thread is under another one.</exception>
    public void Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        BlockedThread thread = BlockedThread.Current;
        lock (_gate)
        {
            if (_thread is not null || thread.Hook is not null)
            {
                throw new InvalidOperationException("interrupt hooks do not nest: one at a time for a thread, and one thread for a hook");
            }

            (_thread, thread.Hook) = (thread, _hook);
        }

        try
        {
            work();
        }
        finally
        {
            lock (_gate)
            {
                (_thread, thread.Hook) = (null, null);
            }

            thread.Forget();
        }
    }

    /// <summary>Interrupts the work. Does nothing when it is over or has not begun. Called from any thread, the working one too.</summary>
    /// <remarks>
    /// By the signal SIGURG, as <see cref="Descriptor.Dispose"/> does it. In a program with a handler of its own for it that restarts
    /// system calls, a verb without timeout, deadline or token cannot be interrupted: this gives up after a second.
    /// </remarks>
    public void Interrupt()
    {
        lock (_gate)
        {
            _thread?.Ask(Interruption.Patience);    // under the gate the thread is in Run, and so alive
        }
    }
}
