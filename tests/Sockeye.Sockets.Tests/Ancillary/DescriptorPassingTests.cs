
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
}
