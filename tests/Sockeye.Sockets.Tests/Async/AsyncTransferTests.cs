using System.Net;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>The verbs that move bytes, awaited: there at once, waited for, in parts, at the end.</summary>
public sealed class AsyncTransferTests
{
    public static TheoryData<string> All => Scene.Of(Scene.All);

    public static TheoryData<string> Streams => Scene.Of(Scene.Streams);

    public static TheoryData<string> Datagrams => Scene.Of(Scene.Datagrams);

    [Theory]
    [MemberData(nameof(All))]
    public async Task WhatIsThereAtOnce_IsReturnedAtOnce(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            Assert.Equal(3, await one.SendAsync("abc"u8.ToArray()).InTime());
            byte[] room = new byte[10];
            ValueTask<int> received = two.ReceiveAsync(room);
            Assert.True(received.IsCompletedSuccessfully);
            Assert.Equal(3, await received);
            Assert.Equal("abc"u8, room.AsSpan(0, 3));
            await one.SendAllAsync("more"u8.ToArray()).InTime();
            Assert.Equal(4, await two.ReceiveAsync(room).InTime());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task WhatComesLater_IsWaitedFor(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] room = new byte[10];
            for (int round = 0; round < 100; round++)
            {
                ValueTask<int> received = two.ReceiveAsync(room);
                Assert.False(received.IsCompleted);
                one.Send([(byte)round]);
                Assert.Equal(1, await received.InTime());
                Assert.Equal(round, room[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task BytesThatDoNotFitIntoOneReceive_AreThereForTheNext(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] room = new byte[4];
            ValueTask<int> first = two.ReceiveAsync(room);
            one.SendAll("0123456789"u8);
            Assert.Equal(4, await first.InTime());
            Assert.Equal(4, await two.ReceiveAsync(room).InTime());
            Assert.Equal(2, await two.ReceiveAsync(room).InTime());
            Assert.Equal("89"u8, room.AsSpan(0, 2));
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task AllThatIsSent_ArrivesWhole_WhenThePeerIsSlow(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] data = Connected.Pattern(8_000_000);
            byte[] got = new byte[data.Length];
            Task sending = one.SendAllAsync(data).AsTask();
            Assert.False(sending.IsCompleted);
            await two.ReceiveExactlyAsync(got.AsMemory(0, 1000)).InTime();
            await two.ReceiveExactlyAsync(got.AsMemory(1000)).InTime();
            await sending.WaitAsync(Connected.Patience);
            Assert.True(data.AsSpan().SequenceEqual(got));
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task TheEndOfTheStream_IsZero_AgainAndAgain(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] room = new byte[10];
            ValueTask<int> waiting = two.ReceiveAsync(room);
            one.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Equal(0, await waiting.InTime());
            Assert.Equal(0, await two.ReceiveAsync(room).InTime());
            Assert.Equal(0, await two.ReceiveAsync(room).InTime());
            EndOfStreamException cut = await Assert.ThrowsAsync<EndOfStreamException>(() => two.ReceiveExactlyAsync(room).InTime());
            Assert.Contains("after 0 of 10 bytes", cut.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Receives_WithFlags_PeekAndWaitForAll()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            byte[] room = new byte[6];
            ValueTask<int> peeked = two.ReceiveAsync(room, MessageFlags.MSG_PEEK);
            one.SendAll("abc"u8);
            Assert.Equal(3, await peeked.InTime());
            Assert.Equal(3, await two.ReceiveAsync(room, MessageFlags.MSG_PEEK).InTime());
            ValueTask<int> all = two.ReceiveAsync(room, MessageFlags.MSG_WAITALL);
            Assert.False(all.IsCompleted);
            one.SendAll("def"u8);
            Assert.Equal(6, await all.InTime());
            Assert.Equal("abcdef"u8, room);
            await Assert.ThrowsAsync<WouldBlockException>(() => two.ReceiveAsync(room, MessageFlags.MSG_DONTWAIT).InTime());
        }
    }

    [Theory]
    [MemberData(nameof(Datagrams))]
    public async Task Datagrams_KeepTheirBounds_AndACutOneIsAnError(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] room = new byte[4];
            ValueTask<int> waiting = two.ReceiveAsync(room);
            one.Send("far too long"u8);
            MessageTooLongException cut = await Assert.ThrowsAsync<MessageTooLongException>(() => waiting.InTime());
            Assert.Equal("far "u8, cut.Received.Span);
            one.Send("ab"u8);
            one.Send("cd"u8);
            Assert.Equal(2, await two.ReceiveAsync(room).InTime());
            ReceivedFrom second = await two.ReceiveFromAsync(room).InTime();
            Assert.Equal((2, 2, false), (second.Count, second.Length, second.Truncated));
            Assert.Equal("cd"u8, room.AsSpan(0, 2));
        }
    }

    [Fact]
    public async Task SendersAndReceiversOfDatagrams_AreTold()
    {
        using var one = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        using var two = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        one.Bind(Connected.Loopback);
        two.Bind(Connected.Loopback);
        byte[] room = new byte[100];
        ValueTask<ReceivedFrom> first = two.ReceiveFromAsync(room);
        Assert.Equal(5, await one.SendToAsync("hello"u8.ToArray(), two.LocalEndPoint).InTime());
        Assert.Equal(one.LocalEndPoint, (await first.InTime()).Sender);

        var envelope = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
        ValueTask<int> second = two.ReceiveFromAsync(room, envelope);
        await one.SendToAsync("you"u8.ToArray(), two.LocalEndPoint).InTime();
        Assert.Equal(3, await second.InTime());
        Assert.Equal(4, await two.SendToAsync("back"u8.ToArray(), envelope).InTime());
        Assert.Equal(4, await one.ReceiveAsync(room).InTime());
        await Assert.ThrowsAsync<ArgumentException>(() => two.ReceiveFromAsync(room, new SocketAddress(System.Net.Sockets.AddressFamily.Unix, 4)).AsTask());
    }

    [Fact]
    public async Task MessagesAndTheirDescriptors_AreAwaited()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var room = new AncillaryData(AncillaryData.Space(4)))
        using (var rights = new AncillaryData(AncillaryData.Space(4)))
        {
            byte[] bytes = new byte[10];
            ValueTask<ReceivedMessage> waiting = two.ReceiveMessageAsync(bytes, new() { Ancillary = room });
            Assert.Throws<InvalidOperationException>(() => two.ReceiveMessage(bytes, new() { Ancillary = room }));
            rights.AddDescriptors([one.Descriptor]);
            Assert.Equal(1, await one.SendMessageAsync("x"u8.ToArray(), new() { Ancillary = rights }).InTime());
            Assert.Equal(1, (await waiting.InTime()).Count);
            using Native.Descriptor got = Assert.Single(room.TakeDescriptors());
            room.Clear();
        }
    }

    [Fact]
    public async Task AMessageThatIsToBeFull_IsWaitedForInParts()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            byte[] bytes = new byte[6];
            ValueTask<ReceivedMessage> waiting = two.ReceiveMessageAsync(bytes, new() { Flags = MessageFlags.MSG_WAITALL });
            one.Send("abc"u8);
            Assert.False(waiting.IsCompleted);
            one.Send("def"u8);
            Assert.Equal(6, (await waiting.InTime()).Count);
            Assert.Equal("abcdef"u8, bytes);
        }
    }

    [Fact]
    public async Task AUnixDatagramSocketWhoseReceiverIsFull_WaitsUntilThereIsRoom()
    {
        using var receiver = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        using var sender = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        UnixEndPoint name = Connected.FreshName;
        receiver.Bind(name);
        byte[] one = new byte[1];
        int fitted = 0;
        ValueTask<int> sending = sender.SendToAsync(one, name);
        while (sending.IsCompleted)
        {
            await sending;
            fitted++;
            sending = sender.SendToAsync(one, name);
        }

        Assert.True(fitted > 1);
        receiver.Receive(one.AsSpan());
        Assert.Equal(1, await sending.InTime());
        for (int i = 0; i < fitted; i++)
        {
            Assert.Equal(1, receiver.Receive(one.AsSpan(), MessageFlags.MSG_DONTWAIT));
        }
    }

    [Fact]
    public async Task BlockingVerbs_MayBeMixedIn()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            byte[] room = new byte[10];
            ValueTask<int> waiting = two.ReceiveAsync(room);
            one.Send("a"u8);
            Assert.Equal(1, await waiting.InTime());
            var blocked = new BlockedCall(() => two.ReceiveExactly(new byte[2]));
            blocked.UntilAsleepIn(two);
            one.Send("bc"u8);
            Assert.Null(blocked.End());
            Assert.True(two.Blocking && two.NonBlockingDescriptor);
            one.Send("d"u8);
            Assert.Equal(1, await two.ReceiveAsync(room).InTime());
            Assert.Equal((byte)'d', room[0]);
        }
    }
}
