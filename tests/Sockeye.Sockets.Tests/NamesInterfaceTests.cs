using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Sockeye.Native;
using Sockeye.Sockets.Tests.Namespaces;
using static Sockeye.Sockets.Names;

namespace Sockeye.Sockets.Tests;

/// <summary>Network interfaces: names, numbers, addresses.</summary>
public sealed class NamesInterfaceTests
{
    [Fact]
    public void NamesAndNumbers_BothWays()
    {
        IReadOnlyList<InterfaceName> all = IfNameIndex();
        Assert.Contains(new InterfaceName(1, "lo"), all);
        Assert.Equal("lo", IfIndexToName(IfNameToIndex("lo")));
    }

    [Fact]
    public void WhatIsNotThere_IsSaid()
    {
        var byName = Assert.Throws<SocketFaultException>(() => IfNameToIndex("no-such"));
        Assert.Equal((Errno.ENODEV, "if_nametoindex: no such device (ENODEV); there is no interface no-such"), (byName.Errno, byName.Message));
        var byNumber = Assert.Throws<SocketFaultException>(() => IfIndexToName(int.MaxValue));
        Assert.Equal(Errno.ENXIO, byNumber.Errno);
        Assert.EndsWith("there is no interface with the number 2147483647", byNumber.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENXIO, Assert.Throws<SocketFaultException>(() => IfIndexToName(0)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>(() => IfIndexToName(-1));
        Assert.Throws<ArgumentException>(() => IfNameToIndex("lo\0"));
        Assert.Throws<SocketFaultException>(() => IfNameToIndex(new string('a', 300)));
    }

    [Fact]
    public void Loopback_HasItsAddress()
    {
        InterfaceAddress loopback = Assert.Single(GetIfAddrs(), static one => IPAddress.Loopback.Equals(one.Address));
        Assert.Equal(("lo", 1, Family.AF_INET, 8), (loopback.Name, loopback.Index, loopback.Family, loopback.PrefixLength));
        Assert.True(loopback.Flags.HasFlag(InterfaceFlags.IFF_LOOPBACK | InterfaceFlags.IFF_UP));
        Assert.Null(loopback.Broadcast);
        Assert.Null(loopback.Peer);
    }

    [PrivateMachineFact("ip")]
    public void EveryKindOfAddress_IsToldAsItWasSet() => PrivateMachine.Run("", static () =>
    {
        foreach (string setting in new[]
        {
            "link set lo up",
            "link add cable address 02:00:00:00:00:07 type veth peer name other",
            "link set cable up",
            "link set other up",
            "addr add 10.7.0.1/20 brd + dev cable",
            "addr add fd07::1/64 dev cable nodad",
            "addr add fe80::7/64 dev cable nodad",
            "tuntap add dev tunnel mode tun",
            "addr add 10.9.0.1 peer 10.9.0.2/32 dev tunnel",
        })
        {
            new Command("/").Succeed("ip", setting.Split(' ')).GetAwaiter().GetResult();
        }

        Assert.Equal(["cable", "lo", "other", "tunnel"], IfNameIndex().Select(static one => one.Name).Order());
        int index = IfNameToIndex("cable");
        IReadOnlyList<InterfaceAddress> all = GetIfAddrs();
        InterfaceAddress Of(string address) => Assert.Single(all, one => IPAddress.Parse(address).Equals(one.Address));

        InterfaceAddress four = Of("10.7.0.1");
        Assert.Equal(("cable", index, 20, IPAddress.Parse("10.7.15.255"), null), (four.Name, four.Index, four.PrefixLength, four.Broadcast, four.Peer));
        Assert.Equal((Family.AF_INET6, 64, null), (Of("fd07::1").Family, Of("fd07::1").PrefixLength, Of("fd07::1").Broadcast));
        Assert.Equal(index, Of(string.Create(CultureInfo.InvariantCulture, $"fe80::7%{index}")).Address!.ScopeId);
        Assert.Equal((IPAddress.Parse("10.9.0.2"), null), (Of("10.9.0.1").Peer, Of("10.9.0.1").Broadcast));
        Assert.True(Of("10.9.0.1").Flags.HasFlag(InterfaceFlags.IFF_POINTOPOINT));

        InterfaceAddress link = Assert.Single(all, static one => one is { Family: Family.AF_PACKET, Name: "cable" });
        Assert.Equal((index, PhysicalAddress.Parse("02-00-00-00-00-07"), null, null), (link.Index, link.HardwareAddress, link.Address, link.PrefixLength));
        InterfaceAddress bare = Assert.Single(all, static one => one is { Address: null, Name: "tunnel" });
        Assert.Equal((Family.AF_UNSPEC, IfNameToIndex("tunnel"), null), (bare.Family, bare.Index, bare.HardwareAddress));
    });
}
