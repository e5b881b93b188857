namespace Sockeye.Wire.Captures;

/// <summary>What a section says about an interface.</summary>
/// <param name="LinkType">What its packets start with.</param>
/// <param name="SnapLength">The most bytes captured of a packet; 0 for all.</param>
/// <param name="Resolution">The unit of time: 10 to the minus n seconds, or 2 to the minus n with the top bit set.</param>
internal readonly record struct CaptureInterface(ushort LinkType, uint SnapLength, byte Resolution)
{
    /// <summary>The moment a time stamp means; null when it lies outside what .NET can say.</summary>
    internal DateTimeOffset? Time(ulong stamp)
    {
        double unit = (Resolution & 0x80) != 0 ? Math.Pow(2, -(Resolution & 0x7F)) : 0;
        int decimals = Resolution & 0x7F;
        UInt128 ticks;
        if (unit > 0)
        {
            double t = stamp * unit * TimeSpan.TicksPerSecond;
            if (t >= long.MaxValue) return null;
            ticks = (UInt128)t;
        }
        else if (decimals <= 7)
        {
            ticks = stamp * (UInt128)Math.Pow(10, 7 - decimals);
        }
        else
        {
            ticks = decimals > 26 ? 0 : stamp / (UInt128)Math.Pow(10, decimals - 7);
        }

        UInt128 most = (UInt128)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks;
        return ticks > most ? null : DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
    }
}
