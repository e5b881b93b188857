namespace Sockeye.Cli.Labs;

/// <summary>What came from the other side, and why no more was waited for.</summary>
internal readonly record struct Heard(byte[] Bytes, Ending How);

/// <summary>Why listening ended.</summary>
internal enum Ending
{
    /// <summary>All that was waited for has come.</summary>
    Enough,

    /// <summary>The other side has ended its half or closed.</summary>
    Closed,

    /// <summary>The other side broke off.</summary>
    Reset,

    /// <summary>Nothing came for a long time.</summary>
    Silent,
}
