using System.Net;
using Sockeye.Native;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>The error queue: what became of a datagram, who said so, and what was sent where.</summary>
public sealed class ErrorQueueTests
{
    [Theory]
    [InlineData("127.0.0.1", ErrorOrigin.SO_EE_ORIGIN_ICMP, 3, 3)]
    [NeedsData(Machine.Loopback6, "::1", ErrorOrigin.SO_EE_ORIGIN_ICMP6, 1, 4)]
    [NeedsData(Machine.Loopback6, "::ffff:127.0.0.1", ErrorOrigin.SO_EE_ORIGIN_ICMP, 3, 3)]
    public void ARefusedDatagram_ComesBackWithWhoRefusedIt(string address, ErrorOrigin origin, int type, int code)
    {
        IPAddress there = IPAddress.Parse(address);
        Family family = there.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET;
        var deaf = new Socket(family, SocketKind.SOCK_DGRAM);
        deaf.Bind(new IPEndPoint(there, 0));
        EndPoint nobody = deaf.LocalEndPoint;
        deaf.Dispose();

        using var sender = new Socket(family, SocketKind.SOCK_DGRAM);
        sender.Options.ReceiveErrors = true;
        Assert.True(sender.Options.ReceiveErrors);
        sender.Timeout = Connected.Patience;
        sender.SendTo("lost"u8, nobody);
        using var beside = new AncillaryData(256);
        Assert.Throws<ConnectionRefusedException>(() => sender.Receive(1));     // waits until the error is there

        byte[] room = new byte[10];
        ReceivedMessage got = sender.ReceiveMessage(room, new() { Ancillary = beside, Flags = MessageFlags.MSG_ERRQUEUE });
        Assert.Equal((4, nobody, true), (got.Count, got.Sender, (got.Flags & MessageFlags.MSG_ERRQUEUE) != 0));
        Assert.Equal("lost"u8.ToArray(), room[..4]);
        QueuedError error = Assert.NotNull(beside.Error);
        Assert.Equal((Errno.ECONNREFUSED, origin, type, code), (error.Errno, error.Origin, (int)error.Type, (int)error.Code));
        Assert.Equal(there, Assert.IsAssignableFrom<IPEndPoint>(error.Offender).Address);
        Assert.Throws<WouldBlockException>(() => sender.ReceiveMessage(room, new() { Ancillary = beside, Flags = MessageFlags.MSG_ERRQUEUE }));
        Assert.Equal(0, beside.Size);
    }

    [Fact]
    public void ATimeStampOfWhatWasSent_IsNoError()
    {
        const int TxSoftware = 2, Software = 16, OptId = 128;
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        using (var beside = new AncillaryData(512))
        {
            one.SetOption(SO_TIMESTAMPING, TxSoftware | Software | OptId);
            one.Send("a"u8);
            one.Send("b"u8);
            two.Receive(1);
            two.Receive(1);
            for (uint which = 0; which < 2; which++)
            {
                one.ReceiveMessage(new byte[100], new() { Ancillary = beside, Flags = MessageFlags.MSG_ERRQUEUE });
                QueuedError stamp = Assert.NotNull(beside.Error);
                Assert.Equal((Errno.ENOMSG, ErrorOrigin.SO_EE_ORIGIN_TIMESTAMPING, which), (stamp.Errno, stamp.Origin, stamp.Data));
                Assert.Null(stamp.Offender);
                Assert.False(Assert.NotNull(beside.Times).Software.IsNone);
            }
        }
    }
}
