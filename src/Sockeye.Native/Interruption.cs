using Sockeye.Native.Libc;

namespace Sockeye.Native;

/// <summary>Wakes the threads that are blocked inside of a descriptor which is being closed.</summary>
/// <remarks>
/// <para>Why a signal. close(2) does not wake a thread blocked in recv(2). shutdown(2) does, but it acts on the connection or
/// listener itself, which another process or a duplicate may go on using. A poll on a second, wake-up descriptor would cost a
/// system call more in every verb. A signal that only interrupts costs nothing until somebody closes.</para>
/// <para>The gap. A signal that arrives just before the thread enters the kernel is lost, so it is sent again, with growing
/// pauses, until no thread is inside. After <see cref="Patience"/> a thread that blocks the signal is left to shutdown(2).</para>
/// </remarks>
internal static class Interruption
{
    /// <summary>How long a thread is signalled that does not come out: it blocks the signal, or the program's own handler restarts calls.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int SHUT_RDWR = 2;

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<BlockedThread>> Threads = [];
    private static int s_pruneAt = 64;
    private static bool s_installed;

    internal static BlockedThread Register(BlockedThread thread)
    {
        lock (Gate)
        {
            if (!s_installed)
            {
                ThreadCalls.InstallInterruption();
                s_installed = true;
            }

            if (Threads.Count >= s_pruneAt)
            {
                Threads.RemoveAll(static held => !held.TryGetTarget(out _));
                s_pruneAt = Math.Max(64, Threads.Count * 2);
            }

            Threads.Add(new WeakReference<BlockedThread>(thread));
        }

        return thread;
    }

    /// <summary>Returns when the last call has left and closed the descriptor, or this thread itself is inside, or patience is at its end.</summary>
    internal static void WakeAll(Descriptor descriptor)
    {
        long start = TimeProvider.System.GetTimestamp();
        var pause = new SpinWait();
        bool interrupted = false;
        while (!descriptor.IsReleased)
        {
            bool anyInside = InterruptInside(descriptor);
            if (!anyInside && BlockedThread.Current.IsInside(descriptor))
            {
                break;      // closed from within a call of this thread: its own leaving closes
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                if (anyInside && !descriptor.IsBorrowed)
                {
                    _ = SocketCalls.Shutdown(descriptor.Raw, SHUT_RDWR);
                }

                break;
            }

            try
            {
                pause.SpinOnce();
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;     // Thread.Interrupt is for a wait of the caller's, not for a close
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private static bool InterruptInside(Descriptor descriptor)
    {
        bool any = false;
        lock (Gate)
        {
            foreach (WeakReference<BlockedThread> held in Threads)
            {
                any |= held.TryGetTarget(out BlockedThread? thread) && thread.InterruptIfInside(descriptor);
            }
        }

        return any;
    }
}
