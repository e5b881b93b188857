namespace Sockeye.Sockets.Tests;

/// <summary>The send and the receive of an event loop: what is not possible now is an answer and no error.</summary>
public sealed class TryTests
{
    public static TheoryData<bool, double?> Ways => new() { { false, null }, { false, 0 }, { false, 30 }, { true, null }, { true, 0 }, { true, 30 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void WhatIsNotThere_AndWhatDoesNotFit_IsFalse_AndEveryByteArrives(bool unix, double? timeout)
    {
        (Socket one, Socket two) = unix ? Socket.SocketPair() : Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = two.Timeout = timeout is double seconds ? TimeSpan.FromSeconds(seconds) : null;
            const int Size = 100_000;
            byte[] room = new byte[Size];
            Assert.False(two.TryReceive(room, out int count));
            Assert.Equal(0, count);
            byte[] data = Connected.Pattern(Size);
            long sent = 0;
            for (; one.TrySend(data.AsSpan((int)(sent % Size)), out count); sent += count)
            {
            }

            Assert.Equal(0, count);
            Assert.True(sent > 0);
            one.Shutdown(ShutdownHow.SHUT_WR);
            for (long got = 0; got < sent; got += count)
            {
                int at = (int)(got % Size);
                Eventually.True(() => two.TryReceive(room.AsSpan(at), out count), Connected.Patience);
                Assert.True(data.AsSpan(at, count).SequenceEqual(room.AsSpan(at, count)));
            }

            Eventually.True(() => two.TryReceive(room, out count), Connected.Patience);
            Assert.Equal(0, count);     // the end
        }
    }

    [Fact]
    public void AReset_IsAnErrorOfItsType()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        {
            two.Options.Linger = TimeSpan.Zero;
            two.Dispose();
            byte[] room = new byte[10];
            SocketFaultException? fault = null;
            Eventually.True(
                () =>
                {
                    fault = Record.Exception(() => one.TryReceive(room, out _)) as SocketFaultException;
                    return fault is not null;
                },
                Connected.Patience);
            Assert.IsType<ConnectionResetException>(fault);
            Assert.IsType<BrokenPipeException>(Record.Exception(() => one.TrySend(room, out _)));
        }
    }

    [Fact]
    public void ADatagramSocketHasNoEnd_SoItIsNotReceivedFromLikeThis()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            Assert.True(one.TrySend("hello"u8, out int count));
            Assert.Equal(5, count);
            Assert.Contains("SOCK_DGRAM", Assert.Throws<InvalidOperationException>(() => two.TryReceive(new byte[9], out _)).Message, StringComparison.Ordinal);
            Assert.Throws<MessageTooLongException>(() => one.TrySend(new byte[100_000], out _));
        }
    }
}
