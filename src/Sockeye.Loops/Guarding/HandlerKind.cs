namespace Sockeye.Loops.Guarding;

/// <summary>All channels that one handler serves. Several stalls within a second are the handler's fault, and all of them leave the loop.</summary>
/// <remarks>
/// Without this rule a lock that two hundred connections share brings the whole server down: each of them stalls a loop once. They are
/// forgiven after a second, and after twice as long each time that they leave again, up to a minute. By then those that do stall are known one by one, and stay off the loop.
/// One that has behaved on the loop for long since begins anew: with ten times its penance between two of them it costs a loop next to nothing.
/// </remarks>
internal sealed class HandlerKind(string name)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPenance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPenance = TimeSpan.FromMinutes(1);

    // How many times as long as its last penance it is to be on the loop for that to be forgotten.
    private const int Forgetting = 10;

    private readonly Lock _lock = new();
    private long _windowBegan;
    private long _lastStall;
    private int _stalls;
    private TimeSpan _penance = TimeSpan.Zero;      // how long the last one was; zero before the first
    private long _forgiven;
    private volatile bool _offLoop;
    private long _all;

    /// <summary>Who runs it, for whom its channels stand: they need no field for that.</summary>
    internal object? Owner { get; init; }

    /// <summary>What is told of it in logs: the handler's method.</summary>
    internal string Name { get; } = name;

    internal bool IsOffLoop => _offLoop;

    /// <summary>How often one of its handlers held up a loop.</summary>
    internal long Stalls => Interlocked.Read(ref _all);

    /// <param name="clock">By which the second is measured.</param>
    /// <param name="patience">Stalls within a second that move all of its channels off the loop.</param>
    /// <returns>True when this was one too many: all of its channels are off the loop from now on.</returns>
    internal bool Stalled(TimeProvider clock, int patience)
    {
        Interlocked.Increment(ref _all);
        lock (_lock)
        {
            long now = clock.GetTimestamp();
            if (_stalls == 0 || clock.GetElapsedTime(_windowBegan, now) > Window)
            {
                (_windowBegan, _stalls) = (now, 0);
            }

            _lastStall = now;
            if (++_stalls < patience || _offLoop)
            {
                return false;
            }

            bool isForgotten = _penance == TimeSpan.Zero || clock.GetElapsedTime(_forgiven, now) >= _penance * Forgetting;
            _penance = isForgotten ? FirstPenance : _penance * 2 < LongestPenance ? _penance * 2 : LongestPenance;
            return _offLoop = true;
        }
    }

    /// <summary>By its lane: one that nothing was held against was slow there too.</summary>
    internal void WasSlow(TimeProvider clock)
    {
        lock (_lock)
        {
            _lastStall = clock.GetTimestamp();
        }
    }

    /// <summary>Lets it back onto the loop if it has behaved for long enough.</summary>
    internal bool TryForgive(TimeProvider clock)
    {
        lock (_lock)
        {
            if (!_offLoop || clock.GetElapsedTime(_lastStall) < _penance)
            {
                return false;
            }

            _forgiven = clock.GetTimestamp();
            _stalls = 0;
            _offLoop = false;
            return true;
        }
    }
}
