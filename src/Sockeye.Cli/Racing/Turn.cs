namespace Sockeye.Cli.Racing;

/// <summary>One turn of one way: a fresh pair of ends, a thread at each, closed when it is over.</summary>
internal static class Turn
{
    /// <summary>What is written at once where bytes per second are measured.</summary>
    internal const int Chunk = 64 * 1024;

    /// <summary>Messages there and back, one at a time; how long each took is added to <paramref name="times"/>, in ticks of <see cref="TimeProvider"/>.</summary>
    internal static void RoundTrips(RaceWay way, int size, Stint stint, List<long> times, CancellationToken stop)
    {
        Between(way, far => Echo(far, size), near =>
        {
            byte[] message = new byte[size];
            byte[] answer = new byte[size];
            long start = TimeProvider.System.GetTimestamp();
            for (long done = 0; !stint.IsOver(start, done); done++)
            {
                stop.ThrowIfCancellationRequested();
                long before = TimeProvider.System.GetTimestamp();
                near.Write(message);
                if (!Fill(near, answer))
                {
                    return;    // the other thread failed, and says why
                }

                times.Add(TimeProvider.System.GetTimestamp() - before);
            }
        });
    }

    /// <summary>Bytes one way, as fast as they go; the reader's count and time.</summary>
    internal static (long Bytes, TimeSpan Time) Flood(RaceWay way, Stint stint, CancellationToken stop)
    {
        long bytes = 0;
        long start = TimeProvider.System.GetTimestamp();
        Between(way, far => bytes = Drain(far), near =>
        {
            byte[] chunk = new byte[Chunk];
            for (long done = 0; !stint.IsOver(start, done); done++)
            {
                stop.ThrowIfCancellationRequested();
                near.Write(chunk);
            }
        });
        return (bytes, TimeProvider.System.GetElapsedTime(start));
    }

    private static void Between(RaceWay way, Action<IRaceEnd> there, Action<IRaceEnd> here)
    {
        (IRaceEnd near, IRaceEnd far) = way.Open();
        using (far)
        {
            var beside = new Beside(far, there);
            try
            {
                here(near);
            }
            finally
            {
                near.Dispose();    // what ends the other thread
                beside.Join();
            }
        }
    }

    private static void Echo(IRaceEnd end, int size)
    {
        byte[] message = new byte[size];
        while (Fill(end, message))
        {
            end.Write(message);
        }
    }

    private static long Drain(IRaceEnd end)
    {
        byte[] into = new byte[Chunk];
        long bytes = 0;
        for (int count; (count = end.Read(into)) > 0;)
        {
            bytes += count;
        }

        return bytes;
    }

    private static bool Fill(IRaceEnd end, Span<byte> whole)
    {
        while (!whole.IsEmpty)
        {
            int count = end.Read(whole);
            if (count == 0)
            {
                return false;
            }

            whole = whole[count..];
        }

        return true;
    }
}
