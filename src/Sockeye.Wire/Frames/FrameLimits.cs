namespace Sockeye.Wire.Frames;

/// <summary>The limits formats have unless told otherwise.</summary>
public static class FrameLimits
{
    /// <summary>1 MiB: the largest payload of a frame whose length is written in front of it. Larger than most messages, small enough for thousands of connections.</summary>
    public const int Frame = 1 << 20;

    /// <summary>64 KiB: the longest line or delimited frame. What other line readers of the Internet accept too.</summary>
    public const int Line = 1 << 16;

    internal static int Checked(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        return maximum;
    }
}
