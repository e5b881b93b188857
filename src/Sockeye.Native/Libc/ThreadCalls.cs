using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>Waking one thread out of one system call: pthread_kill(3) with a signal whose handler does nothing.</summary>
internal static unsafe partial class ThreadCalls
{
    /// <summary>
    /// The signal that interrupts. SIGURG, as Go uses it for its own interruptions: by default it is ignored, so nobody is
    /// killed by a stray one, debuggers pass it on unseen, and hardly any program handles it.
    /// </summary>
    internal const int SIGURG = 23;

    /// <summary>pthread_self(3)</summary>
    internal static nuint Self() => pthread_self();

    /// <summary>pthread_kill(3). Only for a thread that is known to be alive.</summary>
    internal static void Interrupt(nuint thread) => _ = pthread_kill(thread, SIGURG);

    /// <summary>sched_yield(2): a system call that does nothing, on whose way out a pending signal is taken.</summary>
    internal static void Yield() => _ = sched_yield();

    /// <summary>gettid(2): the kernel's number of this thread, by which another one asks for its time and state.</summary>
    internal static int Id() => gettid();

    /// <summary>clock_gettime(2) of a thread's own processor time, in nanoseconds. The thread may have ended: then a failure.</summary>
    internal static SysResult ProcessorTime(int thread)
    {
        const int PerThread = 4;
        const int Scheduled = 2;
        TimeSpec time = default;
        SysResult asked = SysResult.Of(clock_gettime((~thread << 3) | PerThread | Scheduled, &time));
        return asked.Failed ? asked : SysResult.Success((nint)((time.Seconds * 1_000_000_000) + time.Nanoseconds));
    }

    /// <summary>setpriority(2) of one thread: above 0 it goes after the others. Taking it back needs a privilege.</summary>
    internal static SysResult LowerPriority(int thread, int niceness) => SysResult.Of(setpriority(0, (uint)thread, niceness));

    /// <summary>
    /// sigaction(2): makes SIGURG interrupt system calls, unless the program has a handler of its own for it, which is left alone.
    /// </summary>
    /// <remarks>
    /// The handler is libc's abs(3): a function of one int that touches nothing, so it is safe at any instant and needs no
    /// managed code in a signal's context. Without SA_RESTART an interrupted call ends with EINTR, which is all we want of it.
    /// </remarks>
    internal static void InstallInterruption()
    {
        SignalAction old = default;
        _ = sigaction(SIGURG, null, &old);
        if (old.Handler is not (SignalAction.Default or SignalAction.Ignore))
        {
            return;
        }

        nint libc = NativeLibrary.Load("libc", typeof(ThreadCalls).Assembly, searchPath: null);
        var quiet = new SignalAction { Handler = NativeLibrary.GetExport(libc, "abs"), Flags = SignalAction.SA_ONSTACK };
        _ = sigaction(SIGURG, &quiet, null);
    }

    [LibraryImport("libc")]
    private static partial nuint pthread_self();

    [LibraryImport("libc")]
    private static partial int pthread_kill(nuint thread, int signal);

    [LibraryImport("libc")]
    private static partial int sched_yield();

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, TimeSpec* time);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int niceness);

    [LibraryImport("libc")]
    private static partial int sigaction(int signal, SignalAction* action, SignalAction* old);
}
