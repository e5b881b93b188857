using System.Buffers;
using System.Net;
using Sockeye.Wire.Captures;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Tests.Captures;

public sealed class CaptureConversationsTests
{
    private static readonly IPEndPoint Client = IPEndPoint.Parse("192.0.2.1:4000");
    private static readonly IPEndPoint Server = IPEndPoint.Parse("192.0.2.2:80");

    [Fact]
    public void AConversationWrittenAsACapture_IsFoundInIt()
    {
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client);
        talk.Says(TimeSpan.FromSeconds(1), Speaker.Client, "hello\n"u8);
        talk.Note(TimeSpan.FromSeconds(2), Speaker.Server, "thinks");
        talk.Says(TimeSpan.FromSeconds(2), Speaker.Server, "hi\n"u8);
        talk.EndsHalf(TimeSpan.FromSeconds(3), Speaker.Client);
        talk.Resets(TimeSpan.FromSeconds(4), Speaker.Server);
        var file = new ArrayBufferWriter<byte>();
        var writer = new CaptureWriter(file);
        talk.Follow(writer).Dispose();
        writer.Complete();

        CapturedConversation found = Assert.Single(Read(file.WrittenSpan));
        Assert.Equal(
            "0.000000 Client: connects\n1.000000 Client: hello\\n\n2.000000 Server: (Server thinks)\n2.000000 Server: hi\\n\n3.000000 Client: ends its half\n4.000000 Server: resets\n",
            DialogueWriter.ToText(found.Talk, new DialogueOptions { ShowTimes = true }));
    }

    [Fact]
    public void CommentsThatHadNoRoomOnAPacket_AreNotesToo()
    {
        string[] notes = [.. Enumerable.Range(0, 8).Select(i => $"{i}{new string('x', 60_000)}")];
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client);
        foreach (string note in notes) talk.Note(TimeSpan.FromSeconds(1), new Speaker("Relay"), note);
        talk.Says(TimeSpan.FromSeconds(2), Speaker.Client, "hello\n"u8);
        talk.Fails(TimeSpan.FromSeconds(3), Speaker.Server, "gave up");
        var file = new ArrayBufferWriter<byte>();
        var writer = new CaptureWriter(file);
        talk.Follow(writer).Dispose();
        writer.Complete();

        ConversationEntry[] found = [.. Assert.Single(Read(file.WrittenSpan)).Talk.Entries.Where(e => e.What is ConversationEvent.Note)];
        Assert.Equal([.. notes.Select(n => "Relay: " + n), "Server fails: gave up"], found.Select(e => e.Text));
        // Those in a block of their own have its time; those on a packet have the packet's.
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3], found.Select(e => e.At.TotalSeconds));
        Assert.Equal(["Capture", "Capture", "Capture", "Capture", "Client", "Client", "Client", "Client", "Capture"], found.Select(e => e.Who.Name));
    }

    [Fact]
    public void ARemarkOnTheCapture_BelongsToTheNextPacket_OrTheLast_OrNobody()
    {
        var all = new CaptureConversations();
        all.Complete();
        all.Add(new CaptureBlock(5) { Comments = ["before"], Time = DateTimeOffset.UnixEpoch.AddDays(-1) });
        all.Add(new CaptureBlock(5) { Comments = ["timeless"] });
        all.Add(new CaptureBlock(1) { Comments = ["an interface's"] });
        all.Add(new CaptureBlock(6) { Packet = new CapturedPacket(147, new byte[60], 60, null) });
        all.Add(Block(new TransportPacket(CaptureTransport.Udp, Client, Server, "x"u8.ToArray())));
        all.Add(Block(new TransportPacket(CaptureTransport.Udp, Server, new IPEndPoint(Client.Address, 1), "y"u8.ToArray())));
        all.Add(new CaptureBlock(5) { Comments = ["behind"], Time = DateTimeOffset.UnixEpoch.AddSeconds(1) });
        all.Complete();
        all.Complete();
        Assert.Equal(
            ["0.000000 Capture: (before)\n0.000000 Capture: (timeless)\n0.000000 Client: x\n", "0.000000 Client: y\n1.000000 Capture: (behind)\n"],
            all.Conversations.Select(c => DialogueWriter.ToText(c.Talk, new DialogueOptions { ShowTimes = true })));
    }

    [Fact]
    public void MoreRemarksThanAConversationHolds_AreCounted()
    {
        var all = new CaptureConversations();
        string[] comments = [.. Enumerable.Repeat(new string('x', 1 << 20), 10)];
        for (int i = 0; i < 5; i++) all.Add(new CaptureBlock(5) { Comments = comments });
        all.Add(Block(new TransportPacket(CaptureTransport.Udp, Client, Server, "x"u8.ToArray())));
        IReadOnlyList<ConversationEntry> entries = Assert.Single(all.Conversations).Talk.Entries;
        Assert.Equal((30, "20 more comments were not kept"), (entries.Count(e => e.Text?.Length == 1 << 20), entries[30].Text));
    }

    [Fact]
    public void Datagrams_AreKeptApart()
    {
        CapturedConversation found = Found(
            new TransportPacket(CaptureTransport.Udp, Client, Server, "one"u8.ToArray()),
            new TransportPacket(CaptureTransport.Udp, Server, Client, "two"u8.ToArray()),
            new TransportPacket(CaptureTransport.Udp, Client, Server, default));
        Assert.Equal("Client: one\nServer: two\nClient: says nothing (0 bytes)\n", DialogueWriter.ToText(found.Talk));
    }

    [Fact]
    public void SegmentsOutOfOrderAndRepeated_AreToldOnceAndInOrder()
    {
        const uint First = uint.MaxValue - 3; // the numbers wrap in the middle
        (uint Offset, string Text)[] segments = [(0, "abc"), (3, "def"), (6, "ghi"), (9, "jkl"), (1, "bcde"), (4, "efghijkl")];
        var random = new Random(5);
        for (int i = 0; i < 200; i++)
        {
            (uint Offset, string Text)[] order = [.. segments, .. segments];
            random.Shuffle(order);
            TransportPacket[] packets =
            [
                Tcp(First - 1, TcpFlags.Syn, ""),
                .. order.Select(s => Tcp(unchecked(First + s.Offset), TcpFlags.Ack, s.Text)),
                Tcp(unchecked(First + 12), TcpFlags.Fin | TcpFlags.Ack, ""),
                Tcp(unchecked(First + 12), TcpFlags.Fin | TcpFlags.Ack, ""),
            ];
            CapturedConversation found = Found(packets);
            Assert.Equal("abcdefghijkl"u8.ToArray(), found.Talk.Entries.SelectMany(e => e.Bytes.ToArray()));
            Assert.Equal([ConversationEvent.Connects, ConversationEvent.EndsHalf], found.Talk.Entries.Select(e => e.What).Where(w => w != ConversationEvent.Says));
        }
    }

    [Fact]
    public void AGap_IsTold() =>
        Assert.Equal(
            "Client: ab\nClient: (3 bytes are missing from the capture)\nClient: fg\n",
            DialogueWriter.ToText(Found(Tcp(10, TcpFlags.Ack, "ab"), Tcp(15, TcpFlags.Ack, "fg")).Talk));

    [Fact]
    public void TheSamePortsAgain_AreAnotherConversation()
    {
        var all = new CaptureConversations();
        foreach (TransportPacket packet in (TransportPacket[])[Tcp(1, TcpFlags.Syn, ""), Tcp(2, TcpFlags.Ack | TcpFlags.Rst, ""), Tcp(900, TcpFlags.Syn, "")]) all.Add(Block(packet));
        Assert.Equal(2, all.Conversations.Count);
    }

    [Fact]
    public void WhatIsNoConversation_IsPassedOver_AndCounted()
    {
        var all = new CaptureConversations(maximum: 1);
        all.Add(new CaptureBlock(6) { Packet = new CapturedPacket(101, new byte[60], 60, null) });
        all.Add(new CaptureBlock(6) { Packet = new CapturedPacket(147, new byte[60], 60, null) });
        all.Add(new CaptureBlock(1));
        all.Add(Block(Tcp(1, TcpFlags.Syn, "")));
        all.Add(Block(new TransportPacket(CaptureTransport.Udp, Client, Server, default)));
        Assert.Equal((3L, 1), (all.PassedOver, all.Conversations.Count));
    }

    [Theory]
    [InlineData(1, "0102030405060708090A0B0C0800")]
    [InlineData(1, "0102030405060708090A0B0C810000050800")]
    [InlineData(0, "02000000")]
    [InlineData(113, "00000304000600000000000000000800")]
    [InlineData(276, "0800000000000001030406000000000000000000")]
    public void LinkLayers(ushort linkType, string header)
    {
        var all = new CaptureConversations();
        byte[] bytes = [.. Convert.FromHexString(header), .. PacketCodec.Write(new TransportPacket(CaptureTransport.Udp, Client, Server, "x"u8.ToArray()))];
        all.Add(new CaptureBlock(6) { Packet = new CapturedPacket(linkType, bytes, (uint)bytes.Length, null) });
        Assert.Equal(Server, Assert.Single(all.Conversations).Server);
    }

    private static TransportPacket Tcp(uint sequence, TcpFlags flags, string text) =>
        new(CaptureTransport.Tcp, Client, Server, System.Text.Encoding.ASCII.GetBytes(text)) { Sequence = sequence, Flags = flags };

    private static CaptureBlock Block(TransportPacket packet)
    {
        byte[] bytes = PacketCodec.Write(packet);
        return new CaptureBlock(6) { Packet = new CapturedPacket(101, bytes, (uint)bytes.Length, DateTimeOffset.UnixEpoch) };
    }

    private static CapturedConversation Found(params TransportPacket[] packets)
    {
        var all = new CaptureConversations();
        foreach (TransportPacket packet in packets) all.Add(Block(packet));
        all.Complete();
        return Assert.Single(all.Conversations);
    }

    private static IReadOnlyList<CapturedConversation> Read(ReadOnlySpan<byte> file)
    {
        var feed = new FrameFeed<CaptureBlock>(new CaptureReader());
        feed.Add(file);
        var all = new CaptureConversations();
        while (feed.TryRead(out CaptureBlock block)) all.Add(block);
        all.Complete();
        return all.Conversations;
    }
}
