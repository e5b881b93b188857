namespace Sockeye.Sockets;

/// <summary>A point in time by which something must be done. It spans several calls, where a timeout is for one.</summary>
/// <remarks>Immutable; measured by a monotonic clock. <c>default</c> is <see cref="Never"/>.</remarks>
public readonly struct Deadline : IEquatable<Deadline>
{
    private readonly TimeProvider? _clock;
    private readonly long _start;
    private readonly TimeSpan _span;

    private Deadline(TimeProvider clock, TimeSpan span) => (_clock, _start, _span) = (clock, clock.GetTimestamp(), span);

    /// <summary>No deadline at all.</summary>
    public static Deadline Never => default;

    /// <summary>A deadline that is <paramref name="span"/> from now.</summary>
    /// <param name="span">Zero or more; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="span"/> is negative and not infinite.</exception>
    public static Deadline After(TimeSpan span) => After(span, TimeProvider.System);

    // Another clock is for tests of the arithmetic: the kernel waits by its own.
    internal static Deadline After(TimeSpan span, TimeProvider clock)
    {
        if (span == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        return new Deadline(clock, span);
    }

    /// <summary>True when there is no deadline.</summary>
    public bool IsNever => _clock is null;

    /// <summary>True when the time has come.</summary>
    public bool HasPassed => _clock is not null && Left == TimeSpan.Zero;

    /// <summary>What is left: never below zero; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> when there is no deadline.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_clock is null)
            {
                return Timeout.InfiniteTimeSpan;
            }

            TimeSpan left = _span - _clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The one that comes first.</summary>
    public static Deadline Earlier(Deadline one, Deadline other)
        => one.IsNever ? other : other.IsNever || one.Left <= other.Left ? one : other;

    /// <inheritdoc/>
    public bool Equals(Deadline other) => ReferenceEquals(_clock, other._clock) && _start == other._start && _span == other._span;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Deadline other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_clock, _start, _span);

    /// <summary>Equal clocks, starts and spans.</summary>
    public static bool operator ==(Deadline one, Deadline other) => one.Equals(other);

    /// <summary>Not equal.</summary>
    public static bool operator !=(Deadline one, Deadline other) => !one.Equals(other);

    /// <summary>"in 1.5 s", "passed" or "never".</summary>
    public override string ToString()
        => IsNever ? "never" : HasPassed ? "passed" : FormattableString.Invariant($"in {Left.TotalSeconds:0.###} s");
}
