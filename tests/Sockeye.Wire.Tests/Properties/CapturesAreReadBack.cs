using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;
using Sockeye.Wire.Captures;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Tests.Properties;

/// <summary>Conversations nobody thought of, written as a capture and found in it again, wherever the file is cut.</summary>
public sealed class CapturesAreReadBack
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(150);

    private static readonly Gen<CaptureTransport> Transports = Gen.Elements(CaptureTransport.Tcp, CaptureTransport.Udp);

    /// <summary>Two different end points of one family.</summary>
    private static readonly Gen<IPEndPoint[]> Ends =
        from size in Gen.Elements(4, 16)
        from address in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(size)
        from other in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(size)
        from ports in Gen.OneOf(Gen.Choose(0, 65535), Gen.Elements(0, 65535)).ArrayOf(2)
        where !address.AsSpan().SequenceEqual(other) || ports[0] != ports[1]
        select (IPEndPoint[])[new IPEndPoint(new IPAddress(address), ports[0]), new IPEndPoint(new IPAddress(other), ports[1])];

    private static readonly Gen<TransportPacket> Packets =
        from transport in Transports
        from ends in Ends
        from payload in Stirred.Bytes.Generator
        from numbers in Gen.OneOf(Gen.Choose(int.MinValue, int.MaxValue), Gen.Elements(0, -1)).ArrayOf(2)
        from flags in Gen.Choose(0, 63)
        select new TransportPacket(transport, ends[0], ends[1], payload)
        {
            Sequence = transport == CaptureTransport.Tcp ? (uint)numbers[0] : 0,
            Acknowledgement = transport == CaptureTransport.Tcp ? (uint)numbers[1] : 0,
            Flags = transport == CaptureTransport.Tcp ? (TcpFlags)flags : TcpFlags.None,
        };

    private static readonly Gen<ConversationEntry> Entries =
        from who in Gen.Elements(Speaker.Client, Speaker.Server)
        from note in Gen.Elements(true, false, false)
        from other in Gen.Elements(true, false, false)
        from said in Gen.Frequency((6, Stirred.Bytes.Generator), (1, Gen.Choose(1400, 5000).Select(n => Enumerable.Range(0, n).Select(i => (byte)i).ToArray())))
        select note
            ? new ConversationEntry(TimeSpan.Zero, other ? new Speaker("Relay") : who, ConversationEvent.Note) { Text = Encoding.Latin1.GetString(said) }
            : new ConversationEntry(TimeSpan.Zero, who, ConversationEvent.Says) { Bytes = said };

    [Fact]
    public void Packets_OfBothFamiliesAndTransports_ChecksumsIncluded() => Prop.ForAll(Arb.From(Packets), packet =>
    {
        byte[] bytes = PacketCodec.Write(packet);
        // A link layer may pad what it carries.
        Assert.True(PacketCodec.TryRead((byte[])[.. bytes, 1, 2, 3], out TransportPacket? read));
        Assert.Equal(packet.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(packet with { Payload = default, ChecksumsGood = true }, read with { Payload = default });
        for (int i = 0; i < bytes.Length; i++)
        {
            // What no sum covers: traffic class, flow label and hop limit of IPv6.
            bool six = packet.Source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            if (six && i is (1 or 2 or 3 or 7)) continue;
            bytes[i] ^= 0x10;
            bool none = !six && packet.Transport == CaptureTransport.Udp && bytes[26] == 0 && bytes[27] == 0;
            bool good = PacketCodec.TryRead(bytes, out TransportPacket? bad) && bad.ChecksumsGood;
            Assert.False(good && !none, $"byte {i} of {bytes.Length} was changed and nobody saw it");
            bytes[i] ^= 0x10;
        }
    }).Check(Quick);

    [Fact]
    public void Conversations_WithTheirNotesAndTimes()
    {
        int found = 0;
        var options = from transport in Transports from ends in Ends select new CaptureOptions { Transport = transport, Client = ends[0], Server = ends[1] };
        Prop.ForAll(Arb.From(Entries.ArrayOf()), Arb.From(options), Stirred.Cuts, (entries, how, cuts) =>
        {
            ConversationEntry[] talk = [.. entries.Select((e, i) => e with { At = TimeSpan.FromTicks(12_345_678L * i) })];
            var file = new ArrayBufferWriter<byte>();
            var writer = new CaptureWriter(file, how);
            foreach (ConversationEntry entry in talk) writer.Write(entry);
            writer.Complete();

            IReadOnlyList<CapturedConversation> all = Read(file.WrittenSpan.ToArray(), Stirred.Arrival(file.WrittenCount, cuts));
            if (talk.All(e => e.What == ConversationEvent.Note))
            {
                Assert.Empty(all);
                return;
            }

            CapturedConversation one = Assert.Single(all);
            Assert.Equal((how.Transport, how.Start + talk.First(e => e.What == ConversationEvent.Says).At), (one.Transport, one.Start));
            bool turned = !one.Client.Equals(how.Client);
            Assert.Equal(Told(talk.Select(Noted), how.Transport, false), Told(one.Talk.Entries, how.Transport, turned));
            found++;
        }).Check(Quick);
        Assert.True(found > 100, $"only {found} conversations were found");
    }

    /// <summary>A note as the writer words it: who made it stands in front.</summary>
    private static ConversationEntry Noted(ConversationEntry entry) =>
        entry.What != ConversationEvent.Note ? entry
        : entry with { Text = (entry.Who == Speaker.Client || entry.Who == Speaker.Server ? $"{entry.Who} " : $"{entry.Who}: ") + entry.Text };

    /// <summary>What was said and noted, in order. TCP keeps no borders between what one side says in a row; each datagram counts.</summary>
    private static string Told(IEnumerable<ConversationEntry> entries, CaptureTransport transport, bool turned)
    {
        var text = new StringBuilder();
        string last = "";
        foreach (ConversationEntry entry in entries)
        {
            if (entry.What == ConversationEvent.Connects) continue;
            if (entry.What == ConversationEvent.Note)
            {
                text.Append("\nnote ").Append(entry.Text);
                last = "";
                continue;
            }

            if (entry.Bytes.IsEmpty && transport == CaptureTransport.Tcp) continue;
            string who = entry.Who == Speaker.Client != turned ? "client" : "server";
            if (transport == CaptureTransport.Udp || who != last) text.Append('\n').Append(who).Append(' ');
            text.Append(Convert.ToHexString(entry.Bytes.Span));
            last = who;
        }

        return text.ToString();
    }

    private static IReadOnlyList<CapturedConversation> Read(byte[] file, Arrival arrival)
    {
        var reader = new CaptureReader();
        var all = new CaptureConversations();
        int consumed = 0;
        foreach (ReadOnlySequence<byte> piece in arrival.Pieces(file, () => consumed))
        {
            var input = new SequenceReader<byte>(piece);
            while (reader.TryRead(ref input, out CaptureBlock block)) all.Add(block);
            consumed += (int)input.Consumed;
        }

        Assert.Equal(file.Length, consumed);
        Assert.False(reader.TryReadLast(default, out _));
        all.Complete();
        return all.Conversations;
    }
}
