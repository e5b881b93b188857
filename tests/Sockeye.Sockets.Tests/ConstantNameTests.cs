namespace Sockeye.Sockets.Tests;

/// <summary>What the constants print.</summary>
public sealed class ConstantNameTests
{
    public static TheoryData<string> OptionNames => [.. HeaderConstant.Options.Select(known => known.Name)];

    // Names for which the usual name of the same option is printed.
    private static readonly Dictionary<string, string> UsualName = new()
    {
        ["SO_RCVTIMEO_OLD"] = "SO_RCVTIMEO",
        ["SO_SNDTIMEO_OLD"] = "SO_SNDTIMEO",
        ["SO_TIMESTAMP_OLD"] = "SO_TIMESTAMP",
        ["SO_TIMESTAMPNS_OLD"] = "SO_TIMESTAMPNS",
        ["SO_TIMESTAMPING_OLD"] = "SO_TIMESTAMPING",
        ["SO_GET_FILTER"] = "SO_ATTACH_FILTER",
        ["SO_DETACH_BPF"] = "SO_DETACH_FILTER",
        ["SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD"] = "SO_VM_SOCKETS_CONNECT_TIMEOUT",
        ["TCP_CM_INQ"] = "TCP_INQ",
        ["IP_RECVRETOPTS"] = "IP_RETOPTS",
        ["IP_PMTUDISC"] = "IP_MTU_DISCOVER",
        ["IP_RECVORIGDSTADDR"] = "IP_ORIGDSTADDR",
        ["IPV6_ADD_MEMBERSHIP"] = "IPV6_JOIN_GROUP",
        ["IPV6_DROP_MEMBERSHIP"] = "IPV6_LEAVE_GROUP",
        ["IPV6_RXHOPOPTS"] = "IPV6_HOPOPTS",
        ["IPV6_RXDSTOPTS"] = "IPV6_DSTOPTS",
        ["IPV6_RECVORIGDSTADDR"] = "IPV6_ORIGDSTADDR",
    };

    [Theory]
    [MemberData(nameof(OptionNames))]
    public void OptionPrintsItsName(string name)
    {
        SocketOption option = HeaderConstant.Options.Single(known => known.Name == name).Option;
        Assert.Equal(UsualName.GetValueOrDefault(name, name), option.ToString());
    }

    [Fact]
    public void OptionWithoutANamePrintsItsNumbers()
    {
        Assert.Equal("level 1 option 999", new SocketOption(1, 999).ToString());
        Assert.Equal("level 9999 option 1", new SocketOption(9999, 1).ToString());
        Assert.Equal("level 41 option -1", new SocketOption(41, -1).ToString());
        Assert.Equal("level 41 option 41", new SocketOption(41, SocketOption.IP_MSFILTER.Number).ToString());
    }

    [Fact]
    public void MulticastOptionServesIpv6Too()
    {
        SocketOption join = SocketOption.MCAST_JOIN_GROUP.AtLevel((int)Protocol.IPPROTO_IPV6);
        Assert.Equal(new SocketOption(41, 42), join);
        Assert.Equal("MCAST_JOIN_GROUP", join.ToString());
    }

    // .NET promises no particular name where a number has several: this holds the runtime to the usual ones.
    [Theory]
    [InlineData(Family.AF_FILE, "AF_UNIX")]
    [InlineData(Family.AF_ROUTE, "AF_NETLINK")]
    [InlineData(Protocol.IPPROTO_HOPOPTS, "IPPROTO_IP")]
    public void SharedNumberPrintsItsUsualName(Enum constant, string usual) => Assert.Equal(usual, constant.ToString());
}
