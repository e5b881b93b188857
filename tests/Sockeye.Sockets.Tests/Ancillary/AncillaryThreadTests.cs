namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>Ancillary data is for one thread at a time: another is refused, and no descriptor is closed twice or forgotten by it.</summary>
public sealed class AncillaryThreadTests
{
    [Fact]
    public void WhatAReceiveFills_IsNobodyElsesMeanwhile()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        using (var room = new AncillaryData(AncillaryData.Space(4)))
        {
            var call = new BlockedCall(() => two.ReceiveMessage(new byte[1], new() { Ancillary = room }));
            call.UntilAsleepIn(two);
            Action[] others =
            [
                () => one.SendMessage("x"u8, new() { Ancillary = room }),
                () => one.SendMessage([new byte[1]], new() { Ancillary = room }),
                () => one.ReceiveMessage(new byte[1], new() { Ancillary = room, Flags = MessageFlags.MSG_DONTWAIT }),
                () => one.ReceiveMessage([new byte[1]], new() { Ancillary = room, Flags = MessageFlags.MSG_DONTWAIT }),
                () => room.Add(1, 1, []),
                () => room.AddTimeToLive(1),
                () => room.AddDescriptors([file.Handle]),
                () => room.TakeDescriptors(),
                room.DetachDescriptors,
                room.Clear,
            ];
            Assert.All(others, other => Assert.Contains("concurrent", Assert.Throws<InvalidOperationException>(other).Message, StringComparison.Ordinal));
            one.SendDescriptors("x"u8, [file.Handle]);
            Assert.Null(call.End());
            Assert.Equal(2, file.Descriptors);
            Assert.Single(room.TakeDescriptors()).Dispose();
            Assert.Equal(1, file.Descriptors);
        }
    }

    [Fact]
    public void DisposedDuringAReceive_ItClosesWhatComes()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using var file = new OpenFile();
        using (one)
        using (two)
        {
            var room = new AncillaryData(AncillaryData.Space(4));
            var call = new BlockedCall(() => Assert.Equal(1, two.ReceiveMessage(new byte[1], new() { Ancillary = room }).Count));
            call.UntilAsleepIn(two);
            room.Dispose();
            one.SendDescriptors("x"u8, [file.Handle]);
            Assert.Null(call.End());
            Assert.Equal((1, 0), (file.Descriptors, room.DescriptorCount));
            Assert.Empty(room.TakeDescriptors());
        }
    }

    // A descriptor that two threads close is, the second time, a stranger's.
    [Fact]
    public void TwoThreadsWithOne_CloseNoStrangersDescriptor()
    {
        const int Rounds = 3000;
        using var file = new OpenFile();
        using var room = new AncillaryData(40);
        int received = 0;
        BlockedCall[] both = [.. Enumerable.Range(0, 2).Select(_ => new BlockedCall(Receive))];
        Assert.All(both, static call => Assert.Null(call.End()));
        Assert.InRange(received, 1, 2 * Rounds);
        room.Clear();
        Assert.Equal(1, file.Descriptors);

        void Receive()
        {
            (Socket one, Socket two) = Socket.SocketPair();
            for (int round = 0; round < Rounds; round++)
            {
                one.SendDescriptors("x"u8, [file.Handle, file.Handle]);
                try
                {
                    two.ReceiveMessage(new byte[1], new() { Ancillary = room });
                    Interlocked.Increment(ref received);
                }
                catch (InvalidOperationException)
                {
                    two.Receive(1);     // the other thread was in it
                }

                new Socket(Family.AF_UNIX, SocketKind.SOCK_STREAM).Close();     // says EBADF where somebody has closed its number
            }

            one.Close();
            two.Close();
        }
    }
}
