using System.Net;
using System.Net.NetworkInformation;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>Multicast within one machine, by the loopback interface: needs no privilege. Between two machines: see Namespaces.</summary>
public sealed class OptionsMulticastTests
{
    private static readonly IPAddress Group = IPAddress.Parse("239.7.7.8");

    // The index of "lo" where these tests run.
    private static readonly int Loopback = NetworkInterface.LoopbackInterfaceIndex;

    [Fact]
    public void AGroup_IsHeardOnLoopbackUntilItIsLeft()
    {
        (Socket sender, Socket receiver, IPEndPoint group, IPEndPoint own) = Scene();
        using (sender)
        using (receiver)
        {
            receiver.Options.JoinGroup(Group, Loopback);
            sender.SendTo("to the group"u8, group);
            Assert.Equal("to the group"u8.ToArray(), receiver.Receive(100));
            receiver.Options.LeaveGroup(Group, Loopback);
            sender.SendTo("to the group"u8, group);
            sender.SendTo("to you"u8, own);
            Assert.Equal("to you"u8.ToArray(), receiver.Receive(100));
        }
    }

    [Fact]
    public void ASourceGroup_IsHeardFromThatSourceAlone()
    {
        (Socket sender, Socket receiver, IPEndPoint group, IPEndPoint own) = Scene();
        using (sender)
        using (receiver)
        {
            receiver.Options.JoinSourceGroup(Group, IPAddress.Parse("127.0.0.9"), Loopback);
            sender.SendTo("from 127.0.0.1"u8, group);
            sender.SendTo("to you"u8, own);
            Assert.Equal("to you"u8.ToArray(), receiver.Receive(100));
            receiver.Options.JoinSourceGroup(Group, IPAddress.Loopback, Loopback);
            sender.SendTo("from 127.0.0.1"u8, group);
            Assert.Equal("from 127.0.0.1"u8.ToArray(), receiver.Receive(100));
        }
    }

    [Theory]
    [InlineData("udp4", "ff15::7")]
    [InlineData("udp6", "239.7.7.7")]
    [InlineData("udp4", "127.0.0.1")]
    [InlineData("udp6", "::1")]
    public void AGroupOfAnotherFamily_OrNoGroup_IsATypedError(string kind, string group)
    {
        using Socket socket = OptionsScene.Make(kind);
        SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(() => socket.Options.JoinGroup(IPAddress.Parse(group), Loopback));
        Assert.True(refused.Errno is Errno.EINVAL or Errno.EADDRNOTAVAIL, refused.Message);
        Assert.Contains("MCAST_JOIN_GROUP", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutMulticastAll_AGroupThatOnlyOthersJoined_IsNotHeard()
    {
        (Socket sender, Socket receiver, IPEndPoint group, IPEndPoint own) = Scene();
        using (sender)
        using (receiver)
        using (Socket other = OptionsScene.Make("udp4"))
        {
            other.Options.JoinGroup(Group, Loopback);
            sender.SendTo("to the group"u8, group);
            Assert.Equal("to the group"u8.ToArray(), receiver.Receive(100));
            receiver.Options.MulticastAll = false;
            sender.SendTo("to the group"u8, group);
            sender.SendTo("to you"u8, own);
            Assert.Equal("to you"u8.ToArray(), receiver.Receive(100));
        }
    }

    [Fact]
    public void AnInterface_IsFoundByItsName()
    {
        Assert.Equal(Loopback, Names.IfNameToIndex("lo"));
        SocketFaultException missing = Assert.ThrowsAny<SocketFaultException>(() => Names.IfNameToIndex("nosuch0"));
        Assert.Equal(Errno.ENODEV, missing.Errno);
        Assert.Contains("nosuch0", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANegativeInterface_IsATypedError()
    {
        using Socket socket = OptionsScene.Make("udp4");
        Assert.Equal(Errno.ENODEV, Assert.Throws<SocketFaultException>(() => socket.Options.JoinGroup(Group, -1)).Errno);
    }

    private static (Socket Sender, Socket Receiver, IPEndPoint Group, IPEndPoint Own) Scene()
    {
        Socket receiver = OptionsScene.Make("udp4");
        receiver.Timeout = OptionsScene.Patience;
        receiver.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)receiver.LocalEndPoint).Port;
        Socket sender = OptionsScene.Make("udp4");
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sender.Options.MulticastInterface = Loopback;
        return (sender, receiver, new IPEndPoint(Group, port), new IPEndPoint(IPAddress.Loopback, port));
    }
}
