using System.Net;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Captures;

/// <summary>
/// Plays a conversation as TCP segments. Each side counts its own bytes; a SYN and a FIN count as one; what one side has sent is
/// acknowledged by the other at once, so that the window never fills.
/// </summary>
internal sealed class TcpScript(IPEndPoint client, IPEndPoint server)
{
    /// <summary>Payload of a segment: what fits an Ethernet frame under either IP.</summary>
    private const int SegmentSize = 1440;

    /// <summary>Bytes sent before an acknowledgement is put in, half the window.</summary>
    private const int Burst = 32 << 10;

    private readonly Side _client = new(client, 1_000_000);
    private readonly Side _server = new(server, 5_000_000);
    private bool _open;
    private bool _tried;

    internal IEnumerable<TransportPacket> Play(ConversationEntry entry, bool fromClient)
    {
        Side from = fromClient ? _client : _server, to = fromClient ? _server : _client;
        if (entry.What is ConversationEvent.Note) return [];
        if (entry.What is ConversationEvent.Fails) return _open ? [] : Refused();
        IEnumerable<TransportPacket> opening = _open ? [] : Handshake();
        return opening.Concat(entry.What switch
        {
            ConversationEvent.Says => Data(from, to, entry),
            ConversationEvent.EndsHalf or ConversationEvent.Closes => Fin(from, to),
            ConversationEvent.Resets => Reset(from, to),
            _ => [],
        });
    }

    private IEnumerable<TransportPacket> Handshake()
    {
        _open = true;
        yield return Segment(_client, _server, TcpFlags.Syn, default);
        yield return Segment(_server, _client, TcpFlags.Syn | TcpFlags.Ack, default);
        yield return Segment(_client, _server, TcpFlags.Ack, default);
    }

    /// <summary>A connection that never came about is shown as a SYN; whether anything answered, the comment says.</summary>
    private IEnumerable<TransportPacket> Refused()
    {
        if (_tried) yield break;
        _tried = true;
        yield return new TransportPacket(CaptureTransport.Tcp, _client.EndPoint, _server.EndPoint, default) { Sequence = _client.Next, Flags = TcpFlags.Syn };
    }

    private static IEnumerable<TransportPacket> Data(Side from, Side to, ConversationEntry entry)
    {
        int unacknowledged = 0;
        for (int at = 0; at < entry.Bytes.Length;)
        {
            int size = Math.Min(SegmentSize, entry.Bytes.Length - at);
            bool last = at + size == entry.Bytes.Length;
            yield return Segment(from, to, last ? TcpFlags.Psh | TcpFlags.Ack : TcpFlags.Ack, entry.Bytes.Slice(at, size));
            at += size;
            unacknowledged += size;
            if (!last && unacknowledged < Burst) continue;
            unacknowledged = 0;
            yield return Segment(to, from, TcpFlags.Ack, default);
        }

        // What the record did not keep was sent all the same: the numbers show the gap.
        from.Next += (uint)(entry.Length - entry.Bytes.Length);
    }

    private static IEnumerable<TransportPacket> Reset(Side from, Side to)
    {
        yield return Segment(from, to, TcpFlags.Rst | TcpFlags.Ack, default);
    }

    private static IEnumerable<TransportPacket> Fin(Side from, Side to)
    {
        if (from.Ended) yield break;
        from.Ended = true;
        yield return Segment(from, to, TcpFlags.Fin | TcpFlags.Ack, default);
        yield return Segment(to, from, TcpFlags.Ack, default);
    }

    private static TransportPacket Segment(Side from, Side to, TcpFlags flags, ReadOnlyMemory<byte> payload)
    {
        var segment = new TransportPacket(CaptureTransport.Tcp, from.EndPoint, to.EndPoint, payload)
        {
            Sequence = from.Next,
            Acknowledgement = (flags & TcpFlags.Ack) != 0 ? to.Next : 0,
            Flags = flags,
        };
        from.Next += (uint)payload.Length + ((flags & (TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1u : 0);
        return segment;
    }

    private sealed class Side(IPEndPoint endPoint, uint first)
    {
        internal IPEndPoint EndPoint { get; } = endPoint;

        /// <summary>Number of the next byte to be sent.</summary>
        internal uint Next { get; set; } = first;

        internal bool Ended { get; set; }
    }
}
