using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Tests;

/// <summary>System calls that only the tests make.</summary>
internal static unsafe partial class TestCalls
{
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int SIG_BLOCK = 0;

    /// <summary>dup(2) to the first free number from <paramref name="least"/> on.</summary>
    internal static int DuplicateAtLeast(int fd, int least)
    {
        int copy = fcntl(fd, F_DUPFD_CLOEXEC, least);
        Assert.True(copy >= least);
        return copy;
    }

    /// <summary>dup2(2)</summary>
    internal static void DuplicateTo(int fd, int number) => Assert.Equal(number, dup2(fd, number));

    /// <summary>Blocks a signal in this thread: pthread_sigmask(3).</summary>
    internal static void BlockSignal(int signal)
    {
        SignalAction.SignalMask mask = default;
        Assert.Equal(0, sigemptyset(&mask));
        Assert.Equal(0, sigaddset(&mask, signal));
        Assert.Equal(0, pthread_sigmask(SIG_BLOCK, &mask, null));
    }

    /// <summary>sigaction(2): sets what is given and returns what was.</summary>
    internal static SignalAction Exchange(int signal, SignalAction action)
    {
        SignalAction old = default;
        Assert.Equal(0, sigaction(signal, &action, &old));
        return old;
    }

    /// <summary>sigaction(2): what is set now.</summary>
    internal static SignalAction Current(int signal)
    {
        SignalAction now = default;
        Assert.Equal(0, sigaction(signal, null, &now));
        return now;
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc")]
    private static partial int dup2(int fd, int number);

    [LibraryImport("libc")]
    private static partial int sigemptyset(void* mask);

    [LibraryImport("libc")]
    private static partial int sigaddset(void* mask, int signal);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, void* mask, void* old);

    [LibraryImport("libc")]
    private static partial int sigaction(int signal, void* action, void* old);
}
