namespace Sockeye.Connections.Framing;

/// <summary>How long a stream of frames waits for its peer. <see cref="Timeout.InfiniteTimeSpan"/> is "for ever" in each.</summary>
public sealed record FramingOptions
{
    /// <summary>How long the peer may say nothing at all between two frames. For ever by default: a client waits for what its server has to say. Servers set one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan IdleTimeout { get; init => field = Checked(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a frame may take from its first bytes to its last, however steadily they drip. 30 s: who needs longer for one frame is slow on purpose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan FrameTimeout { get; init => field = Checked(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long a flush may wait for the peer to take what was written. 30 s: a peer that reads nothing for so long will not read on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan WriteTimeout { get; init => field = Checked(value); } = TimeSpan.FromSeconds(30);

    /// <summary>What they are measured by; another one for tests.</summary>
    public TimeProvider Clock { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    private static TimeSpan Checked(TimeSpan value) => value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "above zero, or Timeout.InfiniteTimeSpan");
}
