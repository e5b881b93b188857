using System.Diagnostics;
using Bcl = System.Net.Sockets;
using Socket = Sockeye.Sockets.Socket;

namespace Sockeye.Bench;

/// <summary>One thread, a pair of Unix stream sockets, a message there and back: what a call costs over the system call itself.</summary>
internal static class RoundTrip
{
    internal static int Run(int rounds, int count, int size)
    {
        using var c = new CReference();
        (Socket first, Socket second) = Socket.SocketPair();
        (Socket one, Socket other) = Socket.SocketPair();
        (Socket timedFirst, Socket timedSecond) = Socket.SocketPair();
        timedFirst.Timeout = timedSecond.Timeout = TimeSpan.FromSeconds(10);
        using var bclFirst = new Bcl.Socket(one.DetachToSafeHandle());
        using var bclSecond = new Bcl.Socket(other.DetachToSafeHandle());
        byte[] data = new byte[size];

        var contenders = new (string Name, Action Trips)[]
        {
            ("C", () => c.RoundTrips(first.Descriptor.Number, second.Descriptor.Number, count, size)),
            ("Sockeye", () => Trips(first, second, data, count)),
            ("Sockeye, 10 s timeout", () => Trips(timedFirst, timedSecond, data, count)),
            ("System.Net.Sockets", () => Trips(bclFirst, bclSecond, data, count)),
        };
        var times = contenders.Select(_ => new List<double>(rounds)).ToArray();
        long allocated = 0;

        // The first rounds let the JIT finish; a round goes through all contenders, beginning with another one each time.
        const int Warmup = 30;
        for (int round = -Warmup; round < rounds; round++)
        {
            for (int turn = 0; turn < contenders.Length; turn++)
            {
                int who = (turn + Math.Abs(round)) % contenders.Length;
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                contenders[who].Trips();
                double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
                if (round >= 0)
                {
                    times[who].Add(nanoseconds);
                    allocated += who == 1 ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
                }
            }
        }

        Console.WriteLine($"round trip of {size} bytes on a socket pair, one thread; {rounds} alternated rounds of {count}");
        for (int who = 0; who < contenders.Length; who++)
        {
            List<double> ratios = [.. times[who].Zip(times[0], (mine, theirs) => mine / theirs)];
            (double low, double high) = Statistics.Interval90(ratios);
            Console.WriteLine($"{contenders[who].Name,-22} {Statistics.Median(times[who]),7:0} ns   x {Statistics.Median(ratios):0.000} of C   90 % interval {low:0.000} to {high:0.000}");
        }

        Console.WriteLine($"Sockeye allocated {allocated} bytes in {(long)rounds * count} round trips");
        return allocated == 0 ? 0 : 1;
    }

    private static void Trips(Socket first, Socket second, byte[] data, int count)
    {
        for (int i = 0; i < count; i++)
        {
            first.Send(data);
            second.Receive(data.AsSpan());
            second.Send(data);
            first.Receive(data.AsSpan());
        }
    }

    private static void Trips(Bcl.Socket first, Bcl.Socket second, byte[] data, int count)
    {
        for (int i = 0; i < count; i++)
        {
            first.Send(data.AsSpan());
            second.Receive(data.AsSpan());
            second.Send(data.AsSpan());
            first.Receive(data.AsSpan());
        }
    }
}
