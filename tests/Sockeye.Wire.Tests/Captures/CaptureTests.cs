using System.Buffers;
using System.Net;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire.Captures;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Tests.Peers;

namespace Sockeye.Wire.Tests.Captures;

public sealed class CaptureTests
{
    private const string Tshark = "/usr/bin/tshark";

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, CaptureTransport> Carriers => new()
    {
        { "192.0.2.1:40000", "198.51.100.2:40001", CaptureTransport.Tcp },
        { "[2001:db8::1]:40000", "[2001:db8::2]:40001", CaptureTransport.Tcp },
        { "192.0.2.1:40000", "198.51.100.2:40001", CaptureTransport.Udp },
        { "[2001:db8::1]:40000", "[2001:db8::2]:40001", CaptureTransport.Udp },
    };

    [Theory]
    [MemberData(nameof(Carriers))]
    public void WhatWasSaid_IsInThePackets_WithRightNumbersAndSums(string client, string server, CaptureTransport transport)
    {
        var options = new CaptureOptions { Client = IPEndPoint.Parse(client), Server = IPEndPoint.Parse(server), Transport = transport, Start = Start };
        Conversation talk = Talk();
        var next = new Dictionary<IPEndPoint, uint>();
        var said = new Dictionary<IPEndPoint, List<byte>> { [options.Client] = [], [options.Server] = [] };
        foreach (CaptureBlock block in Blocks(Capture(talk, options)))
        {
            if (block.Packet is not { } packet) continue;
            Assert.Equal((101, (uint)packet.Bytes.Length), (packet.LinkType, packet.Length));
            Assert.True(PacketCodec.TryRead(packet.Bytes, out TransportPacket? read));
            Assert.True(read.ChecksumsGood);
            Assert.Equal(transport, read.Transport);
            said[read.Source].AddRange(read.Payload.ToArray());
            if (transport == CaptureTransport.Udp) continue;
            if (next.TryGetValue(read.Source, out uint expected)) Assert.Equal(expected, read.Sequence);
            if ((read.Flags & TcpFlags.Ack) != 0) Assert.Equal(next[read.Destination], read.Acknowledgement);
            next[read.Source] = read.Sequence + (uint)read.Payload.Length + ((read.Flags & (TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1u : 0);
        }

        Assert.Equal(Said(talk, Speaker.Client), said[options.Client]);
        Assert.Equal(Said(talk, Speaker.Server), said[options.Server]);
    }

    [Fact]
    public void TimesAndComments_AreKept()
    {
        var talk = new Conversation();
        talk.Note(TimeSpan.Zero, new Speaker("Relay"), "watch this");
        talk.Says(TimeSpan.FromTicks(12_345_678), Speaker.Client, "hi"u8);
        talk.Fails(TimeSpan.FromSeconds(2), Speaker.Server, "gave up");
        List<CaptureBlock> blocks = Blocks(Capture(talk, new CaptureOptions { Start = Start }));
        CaptureBlock data = blocks.Single(b => b.Packet is { } p && p.Bytes.Span.EndsWith("hi"u8));
        Assert.Equal(Start + TimeSpan.FromTicks(12_345_678), data.Packet!.Time);
        Assert.Contains("Relay: watch this", blocks.SelectMany(b => b.Comments));
        Assert.Equal("Server fails: gave up", blocks[^1].Comments.Single());
    }

    [Theory]
    [InlineData("192.0.2.1:40000", "198.51.100.2:40001", 65_507)]
    [InlineData("[2001:db8::1]:40000", "[2001:db8::2]:40001", 65_527)]
    public void TheLargestDatagram_IsKeptWhole_AndWhatNoneCanBeIsCutWithAComment(string client, string server, int most)
    {
        var options = new CaptureOptions { Client = IPEndPoint.Parse(client), Server = IPEndPoint.Parse(server), Transport = CaptureTransport.Udp, Start = Start };
        var bytes = new byte[most + 3];
        new Random(11).NextBytes(bytes);
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, bytes.AsSpan(0, most));
        talk.Says(TimeSpan.Zero, Speaker.Client, bytes);
        CaptureBlock[] packets = [.. Blocks(Capture(talk, options)).Where(b => b.Packet is not null)];
        Assert.Equal(2, packets.Length);
        foreach (CaptureBlock packet in packets)
        {
            Assert.True(PacketCodec.TryRead(packet.Packet!.Bytes, out TransportPacket? read));
            Assert.True(read.ChecksumsGood);
            Assert.True(read.Payload.Span.SequenceEqual(bytes.AsSpan(0, most)));
        }

        Assert.Empty(packets[0].Comments);
        Assert.Equal("3 bytes said here were not kept", Assert.Single(packets[1].Comments));
        var tooLong = new TransportPacket(CaptureTransport.Udp, options.Client, options.Server, bytes);
        Assert.Contains($"{most} bytes", Assert.Throws<ArgumentException>(() => PacketCodec.Write(tooLong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NotesOfAnyLength_AreReadBackWhole_ByAReaderThatWasToldNothing()
    {
        // Two bytes a letter, with one in front: a cut at a round number would fall inside a letter.
        string note = "x" + new string('ü', 2 << 20);
        var talk = new Conversation();
        talk.Note(TimeSpan.Zero, new Speaker("Relay"), note);
        for (int i = 0; i < 30_000; i++) talk.Note(TimeSpan.Zero, Speaker.Client, $"note {i} {new string('y', 40)}");
        talk.Says(TimeSpan.FromSeconds(1), Speaker.Client, "hi"u8);
        List<CaptureBlock> blocks = Blocks(Capture(talk, new CaptureOptions { Start = Start }));
        string comments = string.Concat(blocks.SelectMany(b => b.Comments));
        Assert.StartsWith("Relay: " + note + "Client note 0 ", comments, StringComparison.Ordinal);
        Assert.Equal(30_000, blocks.SelectMany(b => b.Comments).Count(c => c.StartsWith("Client note ", StringComparison.Ordinal)));
        Assert.Contains(blocks, b => b.Packet is { } p && p.Bytes.Span.EndsWith("hi"u8));
    }

    [Fact]
    public void TheReader_KeepsTheRulesOfEveryReader()
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.FromSeconds(1), Speaker.Client, "hello"u8);
        byte[] file = Capture(talk, new CaptureOptions { Start = Start });
        string[] blocks = [.. Blocks(file).Select(Show)];
        Assert.Equal(7, blocks.Length);
        Check.Reads(file, blocks);
    }

    [Fact]
    public void AFileOfTheOtherByteOrder_AndAnotherClock_IsRead()
    {
        byte[] file = Convert.FromHexString(
            "0A0D0D0A0000001C1A2B3C4D00010000FFFFFFFFFFFFFFFF0000001C" + // section, big-endian
            "00000001000000200001000000000000" + "0009000103000000" + "00000000" + "00000020" + // Ethernet, milliseconds
            "00000006000000240000000000000000000003E80000000200000003AABB000000000024" + // 1 s, two of three bytes
            "00000BAD0000000C0000000C" + // a custom block
            "00000003000000140000000200112233" + "00000014"); // a simple packet
        List<CaptureBlock> blocks = Blocks(file);
        Assert.Equal([0x0A0D0D0Au, 1u, 6u, 0xBADu, 3u], blocks.Select(b => b.Type));
        CapturedPacket packet = blocks[2].Packet!;
        Assert.Equal((1, 3u, DateTimeOffset.UnixEpoch.AddSeconds(1), "AABB"), (packet.LinkType, packet.Length, packet.Time!.Value, Convert.ToHexString(packet.Bytes.Span)));
        Assert.Null(blocks[4].Packet!.Time);
    }

    [Theory]
    [InlineData("", "00000006", ProtocolError.Malformed)] // no section
    [InlineData("", "0A0D0D0A1C00000011111111", ProtocolError.Malformed)] // no such byte order
    [InlineData("S", "060000000B00000000000000", ProtocolError.Malformed)] // length not a multiple of four
    [InlineData("S", "060000000800000000000000", ProtocolError.Malformed)] // shorter than a block
    [InlineData("S", "06000000FCFFFFFF00000000", ProtocolError.TooLarge)]
    [InlineData("S", "0600000010000000000000000C000000", ProtocolError.Malformed)] // lengths differ
    [InlineData("S", "060000001000000000000000" + "10000000", ProtocolError.Malformed)] // too short for a packet
    [InlineData("S", "0600000020000000" + "0000000000000000000000000000000000000000" + "20000000", ProtocolError.Malformed)] // no interface
    [InlineData("SI", "0600000020000000" + "000000000000000000000000FFFFFFFF00000000" + "20000000", ProtocolError.Malformed)] // more bytes than there are
    [InlineData("SI", "0500000020000000" + "00000000000000000000000001000F0041414141" + "20000000", ProtocolError.Malformed)] // option too long
    public void Malformed(string before, string rest, ProtocolError kind)
    {
        string start = before.Replace("S", "0A0D0D0A1C0000004D3C2B1A01000000FFFFFFFFFFFFFFFF1C000000", StringComparison.Ordinal)
            .Replace("I", "01000000140000006500000000000000" + "14000000", StringComparison.Ordinal);
        string[] blocks = before switch { "SI" => ["168627466", "1"], "S" => ["168627466"], _ => [] };
        byte[] wire = Convert.FromHexString(start + rest);
        if (wire.Length < 12) wire = [.. wire, .. new byte[12]];
        Check.Refuses(wire, kind, blocks);
    }

    [ProgramFact(Tshark, "tshark")]
    public async Task Tshark_FindsNothingWrong_AndGivesBackTheExactBytes()
    {
        foreach (object[] carrier in Carriers)
        {
            var options = new CaptureOptions
            {
                Client = IPEndPoint.Parse((string)carrier[0]), Server = IPEndPoint.Parse((string)carrier[1]), Transport = (CaptureTransport)carrier[2], Start = Start,
            };
            Conversation talk = Talk();
            string file = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(file, Capture(talk, options));
                string[] read = ["-n", "-r", file, "-d", "tcp.port==40001,data", "-d", "udp.port==40001,data", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
                const string Wrong = "_ws.malformed || tcp.analysis.flags || ip.checksum.status == \"Bad\" || tcp.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\"";
                Assert.Equal("", await OtherProgram.Run(Tshark, [.. read, "-Y", Wrong]));
                // That filter must be able to find something: the good ones are there.
                string good = await OtherProgram.Run(Tshark, [.. read, "-Y", "tcp.checksum.status == \"Good\" || udp.checksum.status == \"Good\""]);
                Assert.Equal(Blocks(await File.ReadAllBytesAsync(file)).Count(b => b.Packet is not null), good.Split('\n').Length - 1);
                Assert.Contains("the relay watches", await OtherProgram.Run(Tshark, [.. read, "-T", "fields", "-e", "frame.comment"]), StringComparison.Ordinal);
                string kind = options.Transport == CaptureTransport.Tcp ? "tcp" : "udp";
                Assert.Equal(Spoken(talk), Followed(await OtherProgram.Run(Tshark, [.. read, "-q", "-z", $"follow,{kind},raw,0"])));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [ProgramFact(Tshark, "tshark")]
    public async Task Tshark_ReadsTheLargestDatagrams_AndLongNotes()
    {
        foreach ((string client, string server, int most) in ((string, string, int)[])
            [("192.0.2.1:40000", "198.51.100.2:40001", 65_507), ("[2001:db8::1]:40000", "[2001:db8::2]:40001", 65_527)])
        {
            var talk = new Conversation();
            for (int i = 0; i < 3; i++) talk.Note(TimeSpan.Zero, new Speaker("Relay"), $"note {i} {new string('ü', 100_000)}");
            talk.Says(TimeSpan.FromMilliseconds(1), Speaker.Client, new byte[most]);
            string file = Path.GetTempFileName();
            try
            {
                var options = new CaptureOptions { Client = IPEndPoint.Parse(client), Server = IPEndPoint.Parse(server), Transport = CaptureTransport.Udp, Start = Start };
                await File.WriteAllBytesAsync(file, Capture(talk, options));
                string[] read = ["-n", "-r", file, "-d", "udp.port==40001,data", "-o", "udp.check_checksum:TRUE"];
                string fields = await OtherProgram.Run(Tshark, [.. read, "-T", "fields", "-e", "udp.length", "-e", "udp.checksum.status", "-e", "_ws.malformed"]);
                Assert.Equal($"{most + 8}\t1\t", fields.TrimEnd('\n'));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    private static readonly FrameCheck<CaptureBlock> Check = new(new ReadOnlyFormat(), Show);

    private static Conversation Talk()
    {
        var random = new Random(7);
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client);
        talk.Says(TimeSpan.FromMilliseconds(1), Speaker.Client, "GET / HTTP/1.0\r\n\r\n"u8);
        talk.Note(TimeSpan.FromMilliseconds(2), new Speaker("Relay"), "the relay watches");
        for (int i = 0; i < 6; i++)
        {
            var bytes = new byte[(i * 9_000) + 1];
            random.NextBytes(bytes);
            talk.Says(TimeSpan.FromMilliseconds(3 + i), i % 2 == 0 ? Speaker.Server : Speaker.Client, bytes);
        }

        talk.EndsHalf(TimeSpan.FromMilliseconds(20), Speaker.Client);
        talk.Says(TimeSpan.FromMilliseconds(21), Speaker.Server, "bye"u8);
        talk.Closes(TimeSpan.FromMilliseconds(22), Speaker.Server);
        talk.Closes(TimeSpan.FromMilliseconds(23), Speaker.Client);
        return talk;
    }

    private static byte[] Capture(Conversation talk, CaptureOptions options)
    {
        var file = new ArrayBufferWriter<byte>();
        var writer = new CaptureWriter(file, options);
        talk.Follow(writer).Dispose();
        writer.Complete();
        return file.WrittenSpan.ToArray();
    }

    private static List<CaptureBlock> Blocks(byte[] file)
    {
        var feed = new FrameFeed<CaptureBlock>(new CaptureReader());
        feed.Add(file);
        var blocks = new List<CaptureBlock>();
        while (feed.TryRead(out CaptureBlock block)) blocks.Add(block);
        Assert.False(feed.TryReadLast(out _));
        return blocks;
    }

    private static byte[] Said(Conversation talk, Speaker who) => [.. talk.Entries.Where(e => e.Who == who).SelectMany(e => e.Bytes.ToArray())];

    /// <summary>Who said what, one string a side in turn, as tshark's follow shows it: the server's lines are indented.</summary>
    private static string Spoken(Conversation talk) => Joined(talk.Entries
        .Where(e => e.What == ConversationEvent.Says)
        .Select(e => (e.Who == Speaker.Server, Convert.ToHexStringLower(e.Bytes.Span))));

    private static string Followed(string output) => Joined(output.Split('\n')
        .Where(line => line.Trim().Length > 0 && line.Trim().All(char.IsAsciiHexDigitLower))
        .Select(line => (line[0] == '\t', line.Trim())));

    private static string Joined(IEnumerable<(bool Server, string Hex)> pieces)
    {
        var text = new StringBuilder();
        bool? last = null;
        foreach ((bool server, string hex) in pieces)
        {
            if (server != last) text.Append(server ? "\nserver " : "\nclient ");
            text.Append(hex);
            last = server;
        }

        return text.ToString();
    }

    private static string Show(CaptureBlock block) =>
        block.Type + (block.Packet is { } p ? $" {p.LinkType} {p.Time:O} {Convert.ToHexString(p.Bytes.Span)}" : "") + string.Concat(block.Comments);

    private sealed class ReadOnlyFormat : IFrameFormat<CaptureBlock>
    {
        public IFrameReader<CaptureBlock> CreateReader() => new CaptureReader();

        public void Write(in CaptureBlock frame, IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
