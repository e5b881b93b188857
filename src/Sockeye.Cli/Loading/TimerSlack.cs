namespace Sockeye.Cli.Loading;

/// <summary>How late the kernel may wake this process's first thread, so as to wake it once for several timers: usually 50 µs, too much for a schedule.</summary>
internal static class TimerSlack
{
    private const string File = "/proc/self/timerslack_ns";
    private const string Least = "1000";

    internal static void Lower()
    {
        try
        {
            System.IO.File.WriteAllText(File, Least);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            // It then wakes a little late, and the latencies say so: they count from when a message was due.
        }
    }
}
