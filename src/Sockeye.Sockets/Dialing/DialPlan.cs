using System.Net;

namespace Sockeye.Sockets.Dialing;

// Happy Eyeballs version 2 (RFC 8305), as far as it can be thought without a clock, a socket or a name server:
//
// - Addresses come in by lookup. The preferred family need not wait for the other; the other waits 50 ms for the preferred one,
//   because a name server often answers the two questions a little apart (section 3).
// - The families take turns, beginning with the preferred one; within a family the order is the lookup's (section 4).
// - An attempt has 250 ms to itself; then the next begins beside it. One that fails lets the next begin at once (section 5).
// - Addresses that come late join those that are not yet tried (section 3).
//
// Times are counted from any one moment, and only told: whoever drives the plan has the clock.

/// <summary>Which address is to be tried when. Told what happens, it says what to do next.</summary>
internal sealed class DialPlan
{
    /// <summary>How long addresses of the other family wait for those of the preferred one (RFC 8305, section 8).</summary>
    internal static readonly TimeSpan ResolutionDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an attempt is alone before the next begins (RFC 8305, section 8).</summary>
    internal static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly List<Family> _asked;
    private readonly List<AddressInfo> _waiting = [];
    private readonly HashSet<EndPoint> _known = [];
    private Family _preferred;
    private Family? _last;
    private TimeSpan? _heldUntil;
    private TimeSpan _nextAt;
    private int _running;

    /// <param name="asked">The lookups that are under way, the preferred family first; AF_UNSPEC for one that brings all there is, in its own order.</param>
    internal DialPlan(params IEnumerable<Family> asked)
    {
        _asked = [.. asked];
        _preferred = _asked[0];
    }

    /// <summary>The addresses that nobody has tried.</summary>
    internal IReadOnlyList<AddressInfo> Untried => _waiting;

    /// <summary>A lookup is done. A failed one brings nothing.</summary>
    internal void Answered(Family asked, IReadOnlyList<AddressInfo> addresses, TimeSpan now)
    {
        _asked.Remove(asked);
        // The hosts file may hold an address twice, and glibc gives 127.0.0.1 for a ::1 in it where IPv4 is asked for.
        _waiting.AddRange(addresses.Where(one => _known.Add(one.EndPoint)));
        if (asked == Family.AF_UNSPEC && addresses.Count > 0)
        {
            _preferred = addresses[0].Family;
        }

        _heldUntil ??= _waiting.Count > 0 ? now + ResolutionDelay : null;
    }

    /// <summary>An attempt has failed: the next need not wait.</summary>
    internal void Failed(TimeSpan now)
    {
        _running--;
        _nextAt = now;
    }

    /// <summary>What to do. After a start, ask again: there may be more.</summary>
    internal DialStep Next(TimeSpan now)
    {
        if (_waiting.Count == 0)
        {
            return _running > 0 || _asked.Count > 0 ? DialStep.Wait(null) : DialStep.Over;
        }

        if (_last is null && _asked.Contains(_preferred) && now < _heldUntil)
        {
            return DialStep.Wait(_heldUntil);
        }

        if (_running > 0 && now < _nextAt)
        {
            return DialStep.Wait(_nextAt);
        }

        AddressInfo next = _waiting.Find(IsItsTurn) ?? _waiting[0];
        _waiting.Remove(next);
        _last = next.Family;
        _running++;
        _nextAt = now + AttemptDelay;
        return DialStep.Now(next);
    }

    private bool IsItsTurn(AddressInfo address) => _last is null ? address.Family == _preferred : address.Family != _last;
}
