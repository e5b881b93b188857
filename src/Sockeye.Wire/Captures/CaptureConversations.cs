using System.Net;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Captures;

/// <summary>
/// Finds the conversations in a capture: packets in, who said what out. TCP streams are put in order again; comments become notes.
/// Packets that are neither TCP nor UDP, and fragments, are passed over and counted.
/// </summary>
/// <remarks>
/// Comments in statistics blocks, where <see cref="CaptureWriter"/> puts those that had no room on a packet, are notes of a speaker named
/// "Capture" in the conversation of the next packet, or of the last when none follows. In a capture without conversations there is no place
/// for them.
/// </remarks>
/// <param name="maximum">The most conversations followed; packets of further ones are counted as passed over. Default 10,000.</param>
public sealed class CaptureConversations(int maximum = 10_000)
{
    private readonly Dictionary<(CaptureTransport, IPEndPoint, IPEndPoint), Found> _byEnds = [];
    private readonly List<Found> _found = [];
    private readonly List<CaptureBlock> _remarks = [];
    private long _remarksSize;
    private int _remarksLeft;
    private Found? _last;

    /// <summary>The conversations so far, in the order they began.</summary>
    public IReadOnlyList<CapturedConversation> Conversations => [.. _found.Select(f => f.Conversation)];

    /// <summary>Packets that belong to no conversation here.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Takes the next block of a capture; blocks that are neither packets nor statistics are ignored.</summary>
    public void Add(CaptureBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Type == PcapngBlocks.Statistics) Remark(block);
        if (block.Packet is not { } packet) return;
        if (!LinkLayer.TryFindIP(packet.LinkType, packet.Bytes, out ReadOnlyMemory<byte> ip) || !PacketCodec.TryRead(ip, out TransportPacket? read)
            || Of(read, packet.Time ?? DateTimeOffset.UnixEpoch) is not { } found)
        {
            PassedOver++;
            return;
        }

        Tell(found);
        found.Take(read, packet.Time, block.Comments);
        _last = found;
    }

    /// <summary>The capture has ended: what waits behind a gap is told.</summary>
    public void Complete()
    {
        if (_last is not null) Tell(_last);
        foreach (Found found in _found) found.Finish();
    }

    /// <summary>Keeps comments until it is known whose they are, as many as a conversation would hold.</summary>
    private void Remark(CaptureBlock block)
    {
        long size = block.Comments.Sum(c => 128 + (2L * c.Length));
        bool kept = _remarksSize + size <= Conversation.DefaultMaximumSize;
        if (kept) _remarks.Add(block);
        else _remarksLeft += block.Comments.Count;
        if (kept) _remarksSize += size;
    }

    private void Tell(Found found)
    {
        foreach (CaptureBlock block in _remarks) found.Remark(block);
        if (_remarksLeft > 0) found.Remark(new CaptureBlock(PcapngBlocks.Statistics) { Comments = [$"{_remarksLeft} more comments were not kept"] });
        _remarks.Clear();
        (_remarksSize, _remarksLeft) = (0, 0);
    }

    private Found? Of(TransportPacket packet, DateTimeOffset time)
    {
        bool opens = packet.Transport == CaptureTransport.Tcp && (packet.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;
        bool known = _byEnds.TryGetValue((packet.Transport, packet.Source, packet.Destination), out Found? found);
        // The same ports again, with a SYN after the last conversation's end: another conversation.
        if (known && !(opens && found!.IsOver)) return found;
        if (_found.Count >= maximum) return null;
        bool answers = (packet.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == (TcpFlags.Syn | TcpFlags.Ack);
        (IPEndPoint client, IPEndPoint server) = answers ? (packet.Destination, packet.Source) : (packet.Source, packet.Destination);
        found = new Found(new CapturedConversation(packet.Transport, client, server, time, new Conversation()));
        _byEnds[(packet.Transport, client, server)] = _byEnds[(packet.Transport, server, client)] = found;
        _found.Add(found);
        return found;
    }

    private sealed class Found
    {
        private static readonly Speaker Capture = new("Capture");

        private readonly CapturedStream _client;
        private readonly CapturedStream _server;
        private bool _connected;

        internal Found(CapturedConversation conversation)
        {
            Conversation = conversation;
            _client = new CapturedStream(Speaker.Client, conversation.Talk);
            _server = new CapturedStream(Speaker.Server, conversation.Talk);
        }

        internal CapturedConversation Conversation { get; }

        internal bool IsOver { get; private set; }

        internal void Take(TransportPacket packet, DateTimeOffset? time, IReadOnlyList<string> comments)
        {
            TimeSpan at = time is { } moment ? moment - Conversation.Start : TimeSpan.Zero;
            bool client = packet.Source.Equals(Conversation.Client);
            Speaker who = client ? Speaker.Client : Speaker.Server;
            foreach (string comment in comments) Conversation.Talk.Note(at, who, comment);
            if (packet.Transport == CaptureTransport.Udp)
            {
                Conversation.Talk.Says(at, who, packet.Payload.Span);
                return;
            }

            if (!_connected && (packet.Flags & TcpFlags.Syn) != 0)
            {
                _connected = true;
                Conversation.Talk.Connects(at, Speaker.Client);
            }

            (client ? _client : _server).Take(at, packet);
            if ((packet.Flags & TcpFlags.Rst) != 0) Conversation.Talk.Resets(at, who);
            IsOver |= (packet.Flags & (TcpFlags.Rst | TcpFlags.Fin)) != 0;
        }

        internal void Remark(CaptureBlock block)
        {
            TimeSpan at = block.Time > Conversation.Start ? block.Time.Value - Conversation.Start : TimeSpan.Zero;
            foreach (string comment in block.Comments) Conversation.Talk.Note(at, Capture, comment);
        }

        internal void Finish()
        {
            _client.Finish();
            _server.Finish();
        }
    }
}
