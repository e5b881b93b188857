using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sockeye.Sockets.Tests;

/// <summary>Constants by prefix, name and number. That the numbers are the system's is <see cref="HeaderConstantsTests"/>'s matter.</summary>
public sealed partial class ConstantsTests
{
    private const string NamesOfPython = """
        import socket
        for name in dir(socket):
            value = getattr(socket, name)
            if name.isupper() and isinstance(value, int): print(name, int(value))
        """;

    [NeedsFact("python3")]
    public void EveryConstantOfPython_IsKnown_WithItsNumber()
    {
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", NamesOfPython]) { RedirectStandardOutput = true })!;
        string[] lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();

        Assert.True(lines.Length > 300, "Python named too few of its constants to be believed");
        Assert.Equal(lines, lines.Select(static line => Constants.TryGet(line.Split(' ')[0], out Constant? known)
            ? string.Create(CultureInfo.InvariantCulture, $"{known.Name} {known.Value}")
            : $"{line.Split(' ')[0]} is not known"));
    }

    // Names that Python got after the version of Debian 12.
    [Theory]
    [InlineData("CAN_RAW_ERR_FILTER", 2)]
    [InlineData("ETHERTYPE_ARP", 0x806)]
    [InlineData("ETH_P_ALL", 3)]
    [InlineData("IPV6_RECVERR", 25)]
    [InlineData("IP_PKTINFO", 8)]
    [InlineData("IP_RECVERR", 11)]
    [InlineData("IP_RECVORIGDSTADDR", 20)]
    [InlineData("IP_RECVTTL", 12)]
    [InlineData("NI_IDN", 32)]
    [InlineData("SO_BINDTOIFINDEX", 62)]
    [InlineData("SO_ORIGINAL_DST", 80)]
    [InlineData("VMADDR_CID_LOCAL", 1)]
    public void NewerConstantsOfPython_AreKnown(string name, long number)
    {
        Assert.True(Constants.TryGet(name, out Constant? known));
        Assert.Equal(number, known.Value);
    }

    [Fact]
    public void EveryPublicConstant_IsInTheList_WithItsMember()
    {
        (string Name, string Member)[] members =
        [
            .. from type in new[] { typeof(Socket), typeof(Native.Errno) }.SelectMany(static type => type.Assembly.GetExportedTypes())
               from member in type.GetMembers(BindingFlags.Public | BindingFlags.Static)
               where member is FieldInfo { IsLiteral: true } or PropertyInfo && HeaderName().IsMatch(member.Name)
               select (member.Name, $"{type}.{member.Name}"),
        ];
        Assert.True(members.Length > 600);
        Assert.All(members, static member => Assert.Equal(member.Member, Constants.TryGet(member.Name, out Constant? known) ? known.Member : null));
    }

    [Fact]
    public void EveryMemberThatTheListNames_IsThere()
    {
        Assembly[] ours = [typeof(Socket).Assembly, typeof(Native.Errno).Assembly];
        string[] members = [.. Constants.Prefixes.SelectMany(Constants.WithPrefix).Select(static constant => constant.Member).OfType<string>().Distinct()];
        Assert.All(members, member =>
        {
            int dot = member.LastIndexOf('.');
            Type? type = ours.Select(assembly => assembly.GetType(member[..dot])).FirstOrDefault(static found => found is not null);
            Assert.Single(type!.GetMember(member[(dot + 1)..]));
        });
    }

    [Theory]
    [InlineData("AF_")]
    [InlineData("AF")]
    [InlineData("af_")]
    [InlineData(" af ")]
    public void APrefix_IsWrittenAsOneLikes(string prefix)
    {
        Assert.Equal(Constants.WithPrefix("AF_"), Constants.WithPrefix(prefix));
        Assert.Contains(Constants.WithPrefix(prefix), static constant => constant == new Constant("AF_INET6", 10, "AF_", "Sockeye.Sockets.Family.AF_INET6"));
    }

    [Fact]
    public void TheyComeInTheOrderOfTheirNumbers_AndAllNamesOfANumberAreThere()
    {
        long[] numbers = [.. Constants.WithPrefix("AF").Select(static constant => constant.Value)];
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(["AF_UNIX", "AF_LOCAL", "AF_FILE"], Constants.NamesOf("AF_", 1));
        Assert.Equal(["AF_NETLINK", "AF_ROUTE"], Constants.NamesOf("AF_", 16));
        Assert.Equal(["EAGAIN", "EWOULDBLOCK"], Constants.NamesOf("E", 11));
        Assert.Equal(["TCP_ESTABLISHED", "TCP_NODELAY"], Constants.NamesOf("TCP", 1).Where(static name => name is "TCP_NODELAY" or "TCP_ESTABLISHED").Order());
        Assert.Empty(Constants.NamesOf("AF_", 999));
    }

    [Fact]
    public void ALongerPrefix_AsksForLess() => Assert.Equal(
        ["IP_PMTUDISC_DONT", "IP_PMTUDISC_WANT", "IP_PMTUDISC_DO", "IP_PMTUDISC_PROBE", "IP_PMTUDISC_INTERFACE", "IP_PMTUDISC_OMIT"],
        Constants.WithPrefix("IP_PMTUDISC_").Select(static constant => constant.Name));

    [Fact]
    public void ErrorNumbers_AreAPrefixOfTheirOwn()
    {
        Assert.Contains(Constants.WithPrefix("E"), static constant => constant.Name == "ECONNREFUSED");
        Assert.DoesNotContain(Constants.WithPrefix("E"), static constant => constant.Name.Contains('_', StringComparison.Ordinal));
        Assert.Equal("SOMAXCONN", Assert.Single(Constants.WithPrefix("somaxconn")).Name);
    }

    [Fact]
    public void NamesAreUnique_AndEachPrefixLeadsToItsNames()
    {
        Constant[] all = [.. Constants.Prefixes.SelectMany(Constants.WithPrefix)];
        Assert.Equal(all.Length, all.Select(static constant => constant.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Constants.Prefixes, static prefix => Assert.All(Constants.WithPrefix(prefix), constant => Assert.Equal(prefix, constant.Prefix)));
    }

    [Theory]
    [InlineData("AFF_", "AF_")]
    [InlineData("SOK_", "SO_, SOL_")]
    [InlineData("IPROTO", "IPPROTO_")]
    [InlineData("", "no constant has the prefix ''")]
    [InlineData("_", "no constant has the prefix '_'")]
    [InlineData("AF_IN", "AF_INET")]
    public void AnUnknownPrefix_IsAClearAnswer(string prefix, string words)
    {
        var unknown = Assert.Throws<KeyNotFoundException>(() => Constants.WithPrefix(prefix));
        Assert.Contains($"no constant has the prefix '{prefix}'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains(words, unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ECONREFUSED", "ECONNREFUSED")]
    [InlineData("ECONNERFUSED", "ECONNREFUSED")]
    [InlineData("refused", "ECONNREFUSED")]
    [InlineData("sock_steam", "SOCK_STREAM")]
    public void AMisspeltName_IsNearTheRightOne(string word, string meant) => Assert.Equal(meant, Constants.Near(word)[0]);

    [Fact]
    public void ThereIsNothingNearNonsense()
        => Assert.All(["certainly nothing of this kind", "", "6", "*"], static word => Assert.Empty(Constants.Near(word)));

    [Fact]
    public void UnsignedNumbersAreNotNegative()
    {
        Assert.True(Constants.TryGet("vmaddr_cid_any", out Constant? any));
        Assert.Equal(new Constant("VMADDR_CID_ANY", uint.MaxValue, "VMADDR_", "Sockeye.Sockets.VsockNumbers.VMADDR_CID_ANY"), any);
        Assert.False(Constants.TryGet("AF_NOSUCH", out _));
    }

    [GeneratedRegex("^[A-Z0-9]+_[A-Z0-9_]+$|^E[A-Z0-9]{2,}$|^AF_DECnet$|^SOMAXCONN$")]
    private static partial Regex HeaderName();
}
