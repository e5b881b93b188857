using System.Buffers;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Captures;

/// <summary>
/// Writes a conversation as a pcapng capture that Wireshark and tshark read: IP packets are made up around what was said, with
/// sequence numbers and checksums that are right. No root, no capture device.
/// </summary>
/// <remarks>
/// The client's and the server's entries become packets; remarks, failures and other speakers' entries become comments on the next
/// packet; those that would make its block too long stand in blocks of their own in front of it. The handshake stands where the client connects, or before the first thing said. It writes into a buffer; saving that is the
/// caller's. Call <see cref="Complete"/> at the end for comments that no packet followed.
/// </remarks>
public sealed class CaptureWriter : IConversationWriter
{
    private readonly IBufferWriter<byte> _to;
    private readonly CaptureOptions _options;
    private readonly TcpScript _tcp;
    private readonly CommentBasket _comments = new();
    private readonly int _longest;
    private TimeSpan _last;

    /// <summary>A writer onto <paramref name="to"/>; the file's head is written at once.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <exception cref="ArgumentException">Client and server are of different families.</exception>
    public CaptureWriter(IBufferWriter<byte> to, CaptureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        _to = to;
        _options = options ?? new CaptureOptions();
        if (_options.Client.AddressFamily != _options.Server.AddressFamily)
            throw new ArgumentException("client and server must be of one address family", nameof(options));
        // TCP's segments take any length.
        _longest = _options.Transport == CaptureTransport.Tcp ? int.MaxValue : PacketCodec.MaximumPayload(_options.Transport, _options.Client.AddressFamily);
        _tcp = new TcpScript(_options.Client, _options.Server);
        PcapngBlocks.WriteStart(to, "conversation");
    }

    /// <inheritdoc/>
    public void Write(ConversationEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _last = entry.At;
        bool client = entry.Who == Speaker.Client;
        if (!client && entry.Who != Speaker.Server)
        {
            Comment($"{entry.Who}: {entry.Text ?? entry.What.ToString()}");
            return;
        }

        if (entry.What is ConversationEvent.Note or ConversationEvent.Fails) Comment($"{entry.Who} {(entry.What == ConversationEvent.Fails ? "fails: " : "")}{entry.Text}");
        else if (entry.Text is not null) Comment($"{entry.Who} {entry.What}: {entry.Text}");
        int kept = Math.Min(entry.Bytes.Length, _longest);
        if (entry.Length > kept) Comment($"{entry.Length - kept} bytes said here were not kept");
        foreach (TransportPacket packet in _options.Transport == CaptureTransport.Tcp ? _tcp.Play(entry, client) : Datagrams(entry, client)) Packet(packet);
    }

    /// <summary>Writes the comments that wait for a packet. Nothing is written when there are none.</summary>
    public void Complete()
    {
        if (_comments.Pieces.Count > 0) PcapngBlocks.WriteEnd(_to, Nanoseconds(_last), _comments.Pieces);
        _comments.Clear();
    }

    private IEnumerable<TransportPacket> Datagrams(ConversationEntry entry, bool client)
    {
        if (entry.What != ConversationEvent.Says) yield break;
        // Nothing longer can have been one datagram.
        ReadOnlyMemory<byte> payload = entry.Bytes[..Math.Min(entry.Bytes.Length, _longest)];
        yield return client
            ? new TransportPacket(CaptureTransport.Udp, _options.Client, _options.Server, payload)
            : new TransportPacket(CaptureTransport.Udp, _options.Server, _options.Client, payload);
    }

    private void Comment(string text)
    {
        foreach (ReadOnlyMemory<byte> piece in CommentBasket.Cut(text))
        {
            if (!_comments.TryAdd(piece))
            {
                Complete();
                _comments.TryAdd(piece);
            }
        }
    }

    private void Packet(TransportPacket packet)
    {
        PcapngBlocks.WritePacket(_to, Nanoseconds(_last), PacketCodec.Write(packet), _comments.Pieces);
        _comments.Clear();
    }

    /// <summary>A file cannot say a time before 1970, nor one after 2262.</summary>
    private long Nanoseconds(TimeSpan at) =>
        Math.Clamp((_options.Start - DateTimeOffset.UnixEpoch + at).Ticks, 0, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;
}
