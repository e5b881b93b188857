using System.Runtime.InteropServices;

namespace Sockeye.Connections.Tests;

/// <summary>System calls that only the tests make.</summary>
internal static unsafe partial class TestCalls
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Lets this process open no descriptor whose number is that or more, until the result is disposed. What is open stays open.</summary>
    internal static IDisposable LimitDescriptors(ulong limit)
    {
        Limit before = default;
        Assert.Equal(0, getrlimit(RLIMIT_NOFILE, &before));
        var restored = new Restored(before);
        Limit lower = before with { Soft = limit };
        Assert.Equal(0, setrlimit(RLIMIT_NOFILE, &lower));
        return restored;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int what, Limit* limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int what, Limit* limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Soft, ulong Hard);

    private sealed class Restored(Limit before) : IDisposable
    {
        public void Dispose()
        {
            Limit limit = before;
            Assert.Equal(0, setrlimit(RLIMIT_NOFILE, &limit));
        }
    }
}
