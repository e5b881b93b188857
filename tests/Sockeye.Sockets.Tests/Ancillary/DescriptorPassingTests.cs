using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native;
using static Sockeye.Sockets.SocketNumbers;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>Open descriptors that go over a Unix socket: who owns them, and that none is left open.</summary>
public sealed class DescriptorPassingTests
{
    [Theory]
    [InlineData(SocketKind.SOCK_STREAM)]
    [InlineData(SocketKind.SOCK_DGRAM)]
    [InlineData(SocketKind.SOCK_SEQPACKET)]
    public void ASocket_ArrivesAsTheSameOpenSocket(SocketKind kind)
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: kind);
        (Socket near, Socket far) = Socket.SocketPair();
        using (one)
        using (two)
        using (near)
        {
            Assert.Equal(2, one.SendDescriptors("hi"u8, [far]));
            far.Dispose();
            byte[] room = new byte[10];
            ReceivedDescriptors got = two.ReceiveDescriptors(room, 3);
            Assert.Equal((2, false, false), (got.Message.Count, got.Message.Truncated, got.Message.AncillaryTruncated));
            using Socket arrived = Socket.Adopt(Assert.Single(got.Descriptors).Detach());
            Assert.False(arrived.Inheritable);
            arrived.SendAll("through"u8);
            Assert.Equal("through"u8.ToArray(), near.Receive(10));
        }
    }

    [Fact]
    public void EveryKindOfOwner_CanBeSent_AndKeepsItsOwn()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            one.SendDescriptors("a"u8, [file.Handle, file.Handle]);
            Descriptor[] first = [.. two.ReceiveDescriptors(new byte[1], 2).Descriptors];
            Assert.Equal((2, 3), (first.Length, file.Descriptors));
            one.SendDescriptors("b"u8, first);
            Assert.All(first, static descriptor => Assert.False(descriptor.IsClosed));
            IReadOnlyList<Descriptor> second = two.ReceiveDescriptors(new byte[1], 2).Descriptors;
            Assert.Equal(5, file.Descriptors);
            foreach (Descriptor descriptor in (Descriptor[])[.. first, .. second])
            {
                descriptor.Dispose();
            }

            Assert.Equal(1, file.Descriptors);
            Assert.False(file.Handle.IsClosed);
        }
    }

    [Fact]
    public void WhatIsNotTaken_IsClosedByTheNextReceive_ByClear_AndByDispose()
    {
        using var file = new OpenFile();
        var room = new AncillaryData(AncillaryData.Space(8));
        foreach (Action<Socket> letGo in (Action<Socket>[])
        [
            socket => Get(socket),
            _ => room.Clear(),
            _ => room.Dispose(),
        ])
        {
            (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_DGRAM);
            using (one)
            using (two)
            {
                one.SendDescriptors("x"u8, [file.Handle, file.Handle]);
                Get(two);
                Assert.Equal((2, 3), (room.DescriptorCount, file.Descriptors));
                one.SendMessage("without"u8);
                letGo(two);
                Assert.Equal((0, 1), (room.DescriptorCount, file.Descriptors));
            }
        }

        void Get(Socket socket) => socket.ReceiveMessage(new byte[10], new() { Ancillary = room });
    }

    [Fact]
    public void ForgottenAncillaryData_IsClosedByItsFinalizer()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            one.SendDescriptors("x"u8, [file.Handle]);
            Forget(two);
            Eventually.True(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return file.Descriptors == 1;
                },
                Connected.Patience);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Socket from)
        {
            var room = new AncillaryData(AncillaryData.Space(4));
            from.ReceiveMessage(new byte[1], new() { Ancillary = room });
            Assert.Equal(1, room.DescriptorCount);
        }
    }

    [Fact]
    public void TakenAsNumbers_TheyAreTheCallers()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        using (var room = new AncillaryData(AncillaryData.Space(8)))
        {
            one.SendDescriptors("x"u8, [file.Handle, file.Handle]);
            two.ReceiveMessage(new byte[1], new() { Ancillary = room });
            List<int> numbers = [];
            foreach (AncillaryMessage message in room)
            {
                Assert.Equal(((int)SocketLevel.SOL_SOCKET, SCM_RIGHTS), (message.Level, message.Type));
                numbers.AddRange(MemoryMarshal.Cast<byte, int>(message.Data));
            }

            room.DetachDescriptors();
            room.Clear();
            Assert.Equal((2, 3), (numbers.Count, file.Descriptors));
            numbers.ForEach(static number => Descriptor.Adopt(number).Dispose());
            Assert.Equal(1, file.Descriptors);
        }
    }

    [Fact]
    public void MoreThanAskedFor_AreClosed_AndItIsSaid()
    {
        using var file = new OpenFile();
        for (int most = 0; most <= 6; most++)
        {
            (Socket one, Socket two) = Socket.SocketPair();
            using (one)
            using (two)
            {
                one.SendDescriptors("x"u8, [.. Enumerable.Repeat(file.Handle, 5)]);
                ReceivedDescriptors got = two.ReceiveDescriptors(new byte[1], most);
                int came = Math.Min(most, 5);
                Assert.Equal((came, most < 5, came + 1), (got.Descriptors.Count, got.Message.AncillaryTruncated, file.Descriptors));
                foreach (Descriptor descriptor in got.Descriptors)
                {
                    descriptor.Dispose();
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CredentialsThatComeToo_TakeNoDescriptorsRoom(int most)
    {
        using var file = new OpenFile();
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            two.Options.PassCredentials = true;
            one.SendDescriptors("x"u8, [file.Handle, file.Handle]);
            ReceivedDescriptors got = two.ReceiveDescriptors(new byte[1], most);
            Assert.Equal((Math.Min(most, 2), most < 2), (got.Descriptors.Count, got.Message.AncillaryTruncated));
            Array.ForEach([.. got.Descriptors], static descriptor => descriptor.Dispose());
        }
    }

    [Fact]
    public void WhatWasTakenOut_IsNotSentByItsNumber()
    {
        using var file = new OpenFile();
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var rights = new AncillaryData(AncillaryData.Space(4)))
        {
            rights.AddDescriptors([file.Handle]);
            one.SendMessage("x"u8, new() { Ancillary = rights });
            two.ReceiveMessage(new byte[1], new() { Ancillary = rights });
            two.SendMessage("x"u8, new() { Ancillary = rights });       // on to somebody else: it has it still
            Array.ForEach(rights.TakeDescriptors(), static descriptor => descriptor.Dispose());
            Assert.Throws<InvalidOperationException>(() => two.SendMessage("x"u8, new() { Ancillary = rights }));
            rights.Clear();
            two.SendMessage("x"u8, new() { Ancillary = rights });
            Assert.Single(one.ReceiveDescriptors(new byte[1], 1).Descriptors).Dispose();
        }
    }

    [Fact]
    public void ANullAmongThem_IsRefused_AndNothingLeaks()
    {
        using var file = new OpenFile();
        using var rights = new AncillaryData(AncillaryData.Space(8));
        ArgumentNullException refused = Assert.Throws<ArgumentNullException>(() => rights.AddDescriptors([file.Handle, null!]));
        Assert.Contains("number 2 is null", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1), (rights.Size, rights.DescriptorCount, file.Descriptors));
    }

    [Fact]
    public void AClosedOneAmongThem_IsNamed_AndNothingLeaks()
    {
        using var file = new OpenFile();
        using var other = new OpenFile();
        using var rights = new AncillaryData(AncillaryData.Space(8));
        using var open = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        var socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        socket.Dispose();
        other.Handle.Dispose();
        ObjectDisposedException closed = Assert.Throws<ObjectDisposedException>(() => rights.AddDescriptors([open, socket]));
        Assert.Equal("Socket", closed.ObjectName);
        Assert.StartsWith("of 2 descriptors to send, number 2 is closed", closed.Message, StringComparison.Ordinal);
        closed = Assert.Throws<ObjectDisposedException>(() => rights.AddDescriptors([file.Handle, other.Handle]));
        Assert.StartsWith("of 2 descriptors to send, number 2 is closed", closed.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1), (rights.Size, rights.DescriptorCount, file.Descriptors));
    }

    // The kernel gives whole descriptors, and as many as there is room for; every odd capacity has its own end.
    [Theory]
    [InlineData(SocketKind.SOCK_STREAM)]
    [InlineData(SocketKind.SOCK_SEQPACKET)]
    public void AtEveryCapacity_NoneLeaks_AndThoseThatFitCome(SocketKind kind)
    {
        using var file = new OpenFile();
        for (int capacity = 0; capacity <= AncillaryData.Space(12) + 24; capacity++)
        {
            (Socket one, Socket two) = Socket.SocketPair(kind: kind);
            using (one)
            using (two)
            {
                one.SendDescriptors("abc"u8, [file.Handle, file.Handle, file.Handle]);
                using var room = new AncillaryData(capacity);
                ReceivedMessage got = two.ReceiveMessage(new byte[10], new() { Ancillary = room });
                int fit = Math.Clamp((capacity - AncillaryData.Length(0)) / 4, 0, 3);
                Assert.Equal((3, fit < 3, false), (got.Count, got.AncillaryTruncated, got.Truncated));
                Assert.Equal((fit, fit + 1), (room.DescriptorCount, file.Descriptors));
                Assert.InRange(room.Size, 0, capacity);
                int seen = 0;
                foreach (AncillaryMessage message in room)
                {
                    seen += message.Data.Length / 4;
                }

                Assert.Equal(fit, seen);
                room.Clear();
                Assert.Equal(1, file.Descriptors);
            }
        }
    }

    [Fact]
    public void WithoutRoomForThem_ThePlainVerbsCloseThem()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            one.SendDescriptors("x"u8, [file.Handle]);
            Assert.True(two.ReceiveMessage(new byte[1]).AncillaryTruncated);
            one.SendDescriptors("x"u8, [file.Handle]);
            Assert.Equal(1, two.Receive(new byte[1]));
            Assert.Equal(1, file.Descriptors);
        }
    }

    [Fact]
    public void PeekedAt_TheyComeTwice()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            one.SendDescriptors("x"u8, [file.Handle]);
            ReceivedDescriptors peeked = two.ReceiveDescriptors(new byte[1], 1, MessageFlags.MSG_PEEK);
            ReceivedDescriptors got = two.ReceiveDescriptors(new byte[1], 1);
            Assert.Equal(3, file.Descriptors);
            peeked.Descriptors[0].Dispose();
            got.Descriptors[0].Dispose();
        }
    }

    [Fact]
    public void WaitingForAll_EndsWhereDescriptorsCome()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        using (var room = new AncillaryData(AncillaryData.Space(4)))
        {
            two.Timeout = Connected.Patience;
            var options = new MessageOptions { Ancillary = room, Flags = MessageFlags.MSG_WAITALL };
            one.SendDescriptors("ab"u8, [file.Handle]);
            one.SendAll("cdef"u8);
            Assert.Equal(2, two.ReceiveMessage(new byte[6], options).Count);
            Assert.Equal(1, room.DescriptorCount);
            one.SendAll("gh"u8);
            byte[] rest = new byte[6];
            Assert.Equal(6, two.ReceiveMessage([rest.AsMemory(0, 1), rest.AsMemory(1)], options).Count);
            Assert.Equal("cdefgh"u8.ToArray(), rest);
            Assert.Equal(1, file.Descriptors);
        }
    }

    [Fact]
    public void WhatCannotBeSent_IsRefused_AndNothingStaysOpen()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using var udp = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        using (one)
        using (two)
        {
            Assert.Contains("at least one byte", Assert.Throws<ArgumentException>(() => one.SendDescriptors([], [file.Handle])).Message, StringComparison.Ordinal);
            Assert.Equal("descriptors", Assert.Throws<ArgumentException>(() => one.SendDescriptors("x"u8, Array.Empty<Descriptor>())).ParamName);
            Assert.Equal("descriptors", Assert.Throws<ArgumentException>(() => one.SendDescriptors("x"u8, [.. Enumerable.Repeat(file.Handle, AncillaryData.MaxDescriptors + 1)])).ParamName);
            Assert.Throws<ArgumentOutOfRangeException>(() => two.ReceiveDescriptors(new byte[1], -1));
            Descriptor closed = Descriptor.Adopt(two.Duplicate().Detach());
            closed.Dispose();
            using (Descriptor open = Descriptor.Adopt(one.Duplicate().Detach()))
            {
                Assert.Throws<ObjectDisposedException>(() => one.SendDescriptors("x"u8, [open, closed]));
            }

            // The kernel would take the message and drop them.
            udp.Connect(new IPEndPoint(IPAddress.Loopback, 9));
            Assert.Contains("Unix sockets alone", Assert.Throws<InvalidOperationException>(() => udp.SendDescriptors("x"u8, [file.Handle])).Message, StringComparison.Ordinal);
            Assert.Equal(1, file.Descriptors);

            one.SendDescriptors("x"u8, [.. Enumerable.Repeat(file.Handle, AncillaryData.MaxDescriptors)]);
            ReceivedDescriptors got = two.ReceiveDescriptors(new byte[1], int.MaxValue);
            Assert.Equal((AncillaryData.MaxDescriptors, false), (got.Descriptors.Count, got.Message.AncillaryTruncated));
            Assert.All(got.Descriptors, static descriptor => descriptor.Dispose());
            Assert.Equal(1, file.Descriptors);
        }
    }

    [Fact]
    public void AnEmptyDatagram_CarriesThem()
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_DGRAM);
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            Assert.Equal(0, one.SendDescriptors([], [file.Handle]));
            Assert.Single(two.ReceiveDescriptors([], 1).Descriptors).Dispose();
        }
    }

    [Fact]
    public void WhatWasReceived_CanBePassedOn()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        (Socket three, Socket four) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        using (three)
        using (four)
        using (var room = new AncillaryData(AncillaryData.Space(4)))
        {
            one.SendDescriptors("x"u8, [file.Handle]);
            two.ReceiveMessage(new byte[1], new() { Ancillary = room });
            three.SendMessage("y"u8, new() { Ancillary = room });
            Assert.Single(four.ReceiveDescriptors(new byte[1], 1).Descriptors).Dispose();
            Assert.Throws<InvalidOperationException>(() => room.Add(1, 1, [0, 0, 0, 0]));
            room.Clear();
            room.AddDescriptors([file.Handle]);
            Assert.Equal((1, 2), (room.DescriptorCount, file.Descriptors));
        }

        Assert.Equal(1, file.Descriptors);
    }
}
