using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Sockeye.Bench;

/// <summary>What a handler of the stalls case does before it echoes: blocks its thread, or burns it. The protocol is in c/stall.c.</summary>
internal static class Misbehaviour
{
    private const int Turns = 20_000_000;

    private static long s_turnsInAMillisecond;
    private static ulong s_sink;

    /// <summary>Measured before anybody is served: how much work a millisecond is. Work and not wall clock, or who is preempted would do less.</summary>
    internal static void Calibrate()
    {
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Burn(Turns);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        s_turnsInAMillisecond = (long)(Turns / best.TotalMilliseconds);
    }

    internal static void Obey(ReadOnlySpan<byte> message)
    {
        if (message.Length < 6 || message[0] != 'Z')
        {
            return;
        }

        int milliseconds = int.Parse(message.Slice(2, 4), System.Globalization.CultureInfo.InvariantCulture);
        if (message[1] == 'S')
        {
            Thread.Sleep(milliseconds);
        }
        else
        {
            Burn(s_turnsInAMillisecond * milliseconds);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Burn(long turns)
    {
        ulong x = 88172645463325252;
        for (long i = 0; i < turns; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        s_sink += x;
    }
}
