using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>Who sent, and who is at the other end.</summary>
public sealed class CredentialsTests
{
    [Theory]
    [InlineData(SocketKind.SOCK_STREAM)]
    [InlineData(SocketKind.SOCK_DGRAM)]
    [InlineData(SocketKind.SOCK_SEQPACKET)]
    public void AskedFor_EveryMessageSaysWhoSentIt(SocketKind kind)
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: kind);
        using (one)
        using (two)
        using (var beside = new AncillaryData(AncillaryData.Space(12)))
        {
            Assert.False(two.Options.PassCredentials);
            two.Options.PassCredentials = true;
            Assert.True(two.Options.PassCredentials);
            one.Send("x"u8);
            two.ReceiveMessage(new byte[1], new() { Ancillary = beside });
            Assert.Equal(Environment.ProcessId, Assert.NotNull(beside.Credentials).ProcessId);
            Assert.Equal(one.GetPeerCredentials(), beside.Credentials);
        }
    }

    // One call in the eyes of the caller, and several in the kernel's: the last of them finds nothing, and brings nothing beside it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OfAReceiveThatWantsAll_AndGetsAPart_TheyAreThere(bool scattered)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var beside = new AncillaryData(AncillaryData.Space(12)))
        {
            two.Options.PassCredentials = true;
            two.Blocking = false;
            one.SendAll("xy"u8);
            var options = new MessageOptions { Ancillary = beside, Flags = MessageFlags.MSG_WAITALL };
            ReceivedMessage got = scattered ? two.ReceiveMessage([new byte[1], new byte[2]], options) : two.ReceiveMessage(new byte[3], options);
            Assert.Equal(2, got.Count);
            Assert.Equal(one.GetPeerCredentials(), beside.Credentials);
            Assert.Throws<WouldBlockException>(() => two.ReceiveMessage(new byte[1], options));
            Assert.Null(beside.Credentials);        // another receive: what it held is let go of
        }
    }

    [Fact]
    public void OnesOwn_MayBeSent_AndAStrangersMayNotOrNeedPrivileges()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var toSend = new AncillaryData(AncillaryData.Space(12)))
        using (var beside = new AncillaryData(AncillaryData.Space(12)))
        {
            two.Options.PassCredentials = true;
            Credentials self = one.GetPeerCredentials();
            toSend.AddCredentials(self);
            one.SendMessage("x"u8, new() { Ancillary = toSend });
            two.ReceiveMessage(new byte[1], new() { Ancillary = beside });
            Assert.Equal(self, beside.Credentials);

            // A process that is not there cannot be vouched for, by nobody.
            toSend.Clear();
            toSend.AddCredentials(self with { ProcessId = int.MaxValue });
            SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(() => one.SendMessage("x"u8, new() { Ancillary = toSend }));
            Assert.True(refused.Errno is Errno.EPERM or Errno.ESRCH, refused.Message);
        }
    }

    [Fact]
    public void WithoutAPeer_ItIsSaid()
    {
        using var lonely = new Socket(Family.AF_UNIX);
        Assert.Throws<NotConnectedException>(() => lonely.GetPeerCredentials());
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Assert.Contains("SO_PEERCRED", Assert.Throws<NotConnectedException>(() => one.GetPeerCredentials()).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ObjectDisposedException>(() => one.GetPeerCredentials());
    }
}
