using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Sockets;

// Several tests are about descriptor numbers, which the whole process shares.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Sockeye.Readiness.Tests;

/// <summary>System calls that the tests need and the library does not.</summary>
internal static partial class TestCalls
{
    private const int CLOCK_MONOTONIC = 1;
    private const int F_DUPFD_CLOEXEC = 1030;

    // Out of reach of everything else in this process, which is given the lowest free number, and below what select takes.
    private const int HighNumber = 900;

    /// <summary>A duplicate at a number that nobody else is given: the same each time, as long as it is free.</summary>
    internal static Socket DuplicateHigh(Socket socket) => Socket.Adopt(fcntl(socket.Descriptor.Number, F_DUPFD_CLOEXEC, HighNumber));

    /// <summary>timerfd_create(2): a descriptor that becomes readable when its time has come.</summary>
    internal static Descriptor Timer(TimeSpan span)
    {
        Descriptor timer = Descriptor.Adopt(timerfd_create(CLOCK_MONOTONIC, 0));
        long[] interval = [0, 0, span.Ticks / TimeSpan.TicksPerSecond, span.Ticks % TimeSpan.TicksPerSecond * 100];
        Assert.Equal(0, timerfd_settime(timer.Number, 0, interval, 0));
        return timer;
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc")]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc")]
    private static partial int timerfd_settime(int fd, int flags, long[] value, nint old);
}
