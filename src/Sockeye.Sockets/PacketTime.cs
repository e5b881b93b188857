using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Sockets;

/// <summary>When a packet passed: struct timespec, as the kernel stamped it. See SO_TIMESTAMPNS in socket(7).</summary>
/// <param name="Seconds">Since 1970-01-01 UTC; of a network card's own clock, since whenever that began.</param>
/// <param name="Nanoseconds">0 to 999999999 within the second; in thousands where the kernel was asked for microseconds.</param>
public readonly record struct PacketTime(long Seconds, int Nanoseconds)
{
    /// <summary>True where the kernel left it empty: no such stamp was taken.</summary>
    public bool IsNone => this == default;

    /// <summary>The time as .NET has it, in steps of 100 ns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is before the year 1 or after 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    internal static PacketTime Read(ReadOnlySpan<byte> from, int nanosecondsPerUnit = 1) => new(
        MemoryMarshal.Read<long>(from[ControlDataLayout.Time.Seconds..]),
        (int)(MemoryMarshal.Read<long>(from[ControlDataLayout.Time.Fraction..]) * nanosecondsPerUnit));
}

/// <summary>The stamps that SO_TIMESTAMPING asks for. See the kernel's timestamping.rst.</summary>
/// <param name="Software">By the kernel's clock; empty where it was not asked for.</param>
/// <param name="Hardware">By the network card's own clock; empty where it was not asked for or the card has none.</param>
public readonly record struct PacketTimes(PacketTime Software, PacketTime Hardware)
{
    internal static PacketTimes Read(ReadOnlySpan<byte> from) => new(
        PacketTime.Read(from[ControlDataLayout.PacketTimes.Software..]),
        PacketTime.Read(from[ControlDataLayout.PacketTimes.Hardware..]));
}
