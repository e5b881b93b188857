using System.Net;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Multicast from one machine to another, for IPv4 and IPv6.</summary>
/// <remarks>
/// That something is <b>not</b> heard is shown by what is heard next: the same sender sends a datagram to the receiver's own
/// address behind it, the cable keeps the order, and the receiver must hear that one first.
/// </remarks>
public sealed class NamespaceMulticastTests(SharedNamespacePair shared) : NamespaceTests(shared), IClassFixture<SharedNamespacePair>
{
    public static TheoryData<Family> Families => [Family.AF_INET, Family.AF_INET6];

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void AGroup_IsHeardWhileItIsJoined(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, receiver);

        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));
        receiver.Options.JoinGroup(group.Address, Index("cable0", far: true));
        AssertHeard(sender, receiver, group);
        receiver.Options.LeaveGroup(group.Address, Index("cable0", far: true));
        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));
    }

    // The route for 224.0.0.0/4, or the first interface for IPv6, decides.
    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void AGroup_IsJoinedOnTheRoutesInterface_WhereNoneIsNamed(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, receiver);
        receiver.Options.JoinGroup(group.Address);
        AssertHeard(sender, receiver, group);
        receiver.Options.LeaveGroup(group.Address);
        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void ASourceGroup_IsHeardFromThatSourceAlone(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket right = Sender(family, NamespacePair.NearAddress(family));
        Socket wrong = Sender(family, NamespacePair.NearSecondAddress(family));
        IPEndPoint group = Group(family, receiver);
        int index = Index("cable0", far: true);

        receiver.Options.JoinSourceGroup(group.Address, NamespacePair.NearAddress(family), index);
        AssertHeard(right, receiver, group);
        AssertNotHeard(wrong, receiver, group, FarEnd(family, receiver));

        receiver.Options.JoinSourceGroup(group.Address, NamespacePair.NearSecondAddress(family), index);
        AssertHeard(wrong, receiver, group);

        receiver.Options.LeaveSourceGroup(group.Address, NamespacePair.NearAddress(family), index);
        AssertNotHeard(right, receiver, group, FarEnd(family, receiver));
        AssertHeard(wrong, receiver, group);
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void AGroup_IsTheDestinationOfItsDatagrams_AndNoAddressToAnswerFrom(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, receiver);
        int index = Index("cable0", far: true);
        receiver.Options.JoinGroup(group.Address, index);
        receiver.Options.ReceivePacketInfo = true;
        sender.SendTo("to the group"u8, group);

        using var beside = new AncillaryData(AncillaryData.Space(20));
        EndPoint? from = receiver.ReceiveMessage(new byte[12], new() { Ancillary = beside }).Sender;
        PacketInfo info = Assert.NotNull(beside.PacketInfo);
        Assert.Equal((group.Address, index), (info.Destination, info.InterfaceIndex));
        Assert.Equal(family == Family.AF_INET ? NamespacePair.FarAddress(family) : IPAddress.IPv6Any, info.Local);
        beside.Clear();
        beside.AddPacketInfo(info);
        receiver.SendMessage("from me"u8, new() { Ancillary = beside, To = from });
        IPAddress answeredFrom = ((IPEndPoint)sender.ReceiveFrom(new byte[7]).Sender!).Address;
        Assert.Contains(answeredFrom, new[] { NamespacePair.FarAddress(family), IPAddress.Parse(NamespacePair.FarAddress(family) + "2") });      // of two, the kernel's choice
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void TimeToLiveOfZero_StaysOnTheMachine_AndOneReachesTheNext(Family family)
    {
        Socket far = Receiver(family, far: true);
        Socket near = Receiver(family, far: false, ((IPEndPoint)far.LocalEndPoint).Port);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, far);
        far.Options.JoinGroup(group.Address, Index("cable0", far: true));
        near.Options.JoinGroup(group.Address, Index("cable0", far: false));

        Assert.Equal(1, sender.Options.MulticastTimeToLive);
        sender.Options.MulticastTimeToLive = 0;
        AssertNotHeard(sender, far, group, FarEnd(family, far));
        Assert.Equal("to the group"u8.ToArray(), near.Receive(100));

        sender.Options.MulticastTimeToLive = 1;
        AssertHeard(sender, far, group);
        Assert.Equal("to the group"u8.ToArray(), near.Receive(100));
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void Loop_DecidesWhetherTheSendersMachineHears(Family family)
    {
        Socket near = Receiver(family, far: false);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, near);
        IPEndPoint own = new(NamespacePair.NearAddress(family), group.Port);
        near.Options.JoinGroup(group.Address, Index("cable0", far: false));

        Assert.True(sender.Options.MulticastLoop);
        AssertHeard(sender, near, group);
        sender.Options.MulticastLoop = false;
        AssertNotHeard(sender, near, group, own);
        sender.Options.MulticastLoop = true;
        AssertHeard(sender, near, group);
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void AnInterface_IsChosenByIndex_OnBothSides(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, receiver);
        receiver.Options.JoinGroup(group.Address, Index("cable1", far: true));

        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));      // it goes out by cable 0
        sender.Options.MulticastInterface = Index("cable1", far: false);
        AssertHeard(sender, receiver, group);
        sender.Options.MulticastInterface = Index("cable0", far: false);
        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void OneSocket_HearsAGroupOnSeveralInterfaces(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        Socket sender = Sender(family);
        IPEndPoint group = Group(family, receiver);
        foreach (string cable in new[] { "cable0", "cable1" })
        {
            receiver.Options.JoinGroup(group.Address, Index(cable, far: true));
        }

        foreach (string cable in new[] { "cable0", "cable1" })
        {
            sender.Options.MulticastInterface = Index(cable, far: false);
            AssertHeard(sender, receiver, group);
        }

        receiver.Options.LeaveGroup(group.Address, Index("cable1", far: true));
        AssertNotHeard(sender, receiver, group, FarEnd(family, receiver));
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void WrongMemberships_AreTypedErrors(Family family)
    {
        Socket receiver = Receiver(family, far: true);
        IPAddress group = Group(family, receiver).Address;
        int index = Index("cable0", far: true);
        receiver.Options.JoinGroup(group, index);
        Assert.Throws<AddressInUseException>(() => receiver.Options.JoinGroup(group, index));
        receiver.Options.LeaveGroup(group, index);
        Assert.Throws<AddressNotAvailableException>(() => receiver.Options.LeaveGroup(group, index));
        Assert.Equal(Native.Errno.ENODEV, Assert.Throws<SocketFaultException>(() => receiver.Options.JoinGroup(group, 9999)).Errno);
        Assert.Equal(Native.Errno.EINVAL, Assert.Throws<SocketFaultException>(() => receiver.Options.JoinGroup(NamespacePair.NearAddress(family), index)).Errno);
    }

    private int Index(string name, bool far)
    {
        int index = far ? Pair.Far(() => Names.IfNameToIndex(name)) : Pair.Near(() => Names.IfNameToIndex(name));
        Assert.NotEqual(0, index);
        return index;
    }

    private Socket Receiver(Family family, bool far, int port = 0)
    {
        Socket Make()
        {
            var socket = new Socket(family, SocketKind.SOCK_DGRAM);
            socket.Bind(new IPEndPoint(family == Family.AF_INET6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            return socket;
        }

        return Keep(far ? Pair.Far(Make) : Pair.Near(Make));
    }

    private Socket Sender(Family family, IPAddress? from = null)
    {
        Socket sender = Keep(Pair.Near(() => new Socket(family, SocketKind.SOCK_DGRAM)));
        if (from is not null)
        {
            sender.Bind(new IPEndPoint(from, 0));
        }

        if (family == Family.AF_INET6)
        {
            sender.Options.MulticastInterface = Index("cable0", far: false);
        }

        return sender;
    }

    // The tests of a class run one after the other, and memberships end with the sockets: one group does for all.
    private static IPEndPoint Group(Family family, Socket receiver)
        => new(IPAddress.Parse(family == Family.AF_INET6 ? "ff15::7" : "239.7.7.7"), ((IPEndPoint)receiver.LocalEndPoint).Port);

    private static IPEndPoint FarEnd(Family family, Socket receiver)
        => new(NamespacePair.FarAddress(family), ((IPEndPoint)receiver.LocalEndPoint).Port);

    private static void AssertHeard(Socket sender, Socket receiver, IPEndPoint group)
    {
        sender.SendTo("to the group"u8, group);
        Assert.Equal("to the group"u8.ToArray(), receiver.Receive(100));
    }

    private static void AssertNotHeard(Socket sender, Socket receiver, IPEndPoint group, IPEndPoint own)
    {
        sender.SendTo("to the group"u8, group);
        sender.SendTo("to you"u8, own);
        Assert.Equal("to you"u8.ToArray(), receiver.Receive(100));
    }
}
