using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Captures;

/// <summary>
/// One direction of a captured TCP connection: puts the segments in order again. A repeated byte is taken once, a segment that came
/// early waits (within a limit), and a gap that is never filled is told.
/// </summary>
internal sealed class CapturedStream(Speaker who, Conversation talk)
{
    private const int MostWaiting = 1 << 20;

    private readonly SortedDictionary<long, Segment> _early = [];
    private long _waiting;
    private long? _next;
    private bool _ended;

    /// <summary>Takes a segment. Sequence numbers count on from where this direction stands, whatever their 32 bits wrap to.</summary>
    internal void Take(TimeSpan at, TransportPacket packet)
    {
        bool syn = (packet.Flags & TcpFlags.Syn) != 0, fin = (packet.Flags & TcpFlags.Fin) != 0;
        _next ??= packet.Sequence + (syn ? 1L : 0);
        long start = _next.Value + unchecked((int)(packet.Sequence + (syn ? 1u : 0) - (uint)_next.Value));
        if (packet.Payload.IsEmpty && !fin) return;
        if (start > _next) Keep(start, new Segment(at, packet.Payload, fin));
        else Say(start, at, packet.Payload, fin);
        Follow();
        if (_waiting > MostWaiting) Skip();
    }

    /// <summary>Tells what still waits behind gaps: no more will come.</summary>
    internal void Finish()
    {
        while (_early.Count > 0) Skip();
    }

    private void Keep(long start, Segment segment)
    {
        if (_early.TryGetValue(start, out Segment there) && there.Payload.Length >= segment.Payload.Length) return;
        _early[start] = segment;
        _waiting += segment.Payload.Length + 64;
    }

    private void Follow()
    {
        while (_early.Count > 0 && _early.First() is var (start, segment) && start <= _next)
        {
            _early.Remove(start);
            _waiting -= segment.Payload.Length + 64;
            Say(start, segment.At, segment.Payload, segment.Fin);
        }
    }

    private void Skip()
    {
        (long start, Segment segment) = _early.First();
        talk.Note(segment.At, who, $"{start - _next} bytes are missing from the capture");
        _next = start;
        Follow();
    }

    private void Say(long start, TimeSpan at, ReadOnlyMemory<byte> payload, bool fin)
    {
        long seen = _next!.Value - start;
        if (seen < payload.Length)
        {
            payload = payload[(int)seen..];
            talk.Says(at, who, payload.Span);
            _next += payload.Length;
        }

        if (!fin || _ended) return;
        _ended = true;
        talk.EndsHalf(at, who);
    }

    private readonly record struct Segment(TimeSpan At, ReadOnlyMemory<byte> Payload, bool Fin);
}
