using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Sockeye.Sockets.Tests;

/// <summary>Every number is compared with the C headers of glibc and musl, on x64 and arm64, and no name of theirs is missing.</summary>
/// <remarks>
/// A C compiler says which names its headers have, and then reads one assertion for each of them that we know, so that a test counts
/// evidence and not silence. The C library's headers and the kernel's define the same structs and cannot stand in one file: there are two.
/// </remarks>
public sealed partial class HeaderConstantsTests(ITestOutputHelper output)
{
    private static readonly string[] LibraryHeaders =
    [
        "errno.h", "sys/socket.h", "sys/un.h", "netinet/in.h", "netinet/ip.h", "netinet/tcp.h", "netinet/udp.h", "netdb.h", "net/ethernet.h",
        "netax25/ax25.h", "netipx/ipx.h", "netatalk/at.h", "netrom/netrom.h", "netrose/rose.h", "bluetooth/bluetooth.h", "bluetooth/hci.h", "net/if.h",
    ];

    private static readonly string[] KernelHeaders =
    [
        "sys/socket.h", "sys/ioctl.h", "asm/socket.h", "linux/in.h", "linux/in6.h", "linux/tcp.h", "linux/udp.h", "linux/can.h",
        "linux/can/raw.h", "linux/can/bcm.h", "linux/can/isotp.h", "linux/can/j1939.h", "linux/vm_sockets.h", "linux/netlink.h",
        "linux/if_packet.h", "linux/if_ether.h", "linux/tipc.h", "linux/if_alg.h", "linux/errqueue.h", "linux/netfilter_ipv4.h", "linux/if.h",
    ];

    /// <summary>Names of the headers that have a prefix of ours and are no constant of ours, each with its reason.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["AF_MAX"] = "a count that grows with the kernel",
        ["PF_MAX"] = "a count that grows with the kernel",
        ["IPPROTO_MAX"] = "a count that grows with the kernel",
        ["SCM_SRCRT"] = "stands for a name that no header has",
        ["ETHERMIN"] = "a size of net/ethernet.h, and no error number",
        ["ETHERMTU"] = "a size of net/ethernet.h, and no error number",
    };

    // Names that headers of Linux 6.1 may lack. Any other unknown name is a misspelt one.
    private static readonly HashSet<string> Young =
    [
        "IPPROTO_AGGFRAG", "IPPROTO_SMC", "MSG_SOCK_DEVMEM", "SOL_VSOCK", "IP_LOCAL_PORT_RANGE", "IP_PROTOCOL",
        "SO_PASSPIDFD", "SO_PEERPIDFD", "SO_DEVMEM_LINEAR", "SO_DEVMEM_DMABUF", "SO_DEVMEM_DONTNEED", "SO_RCVPRIORITY",
        "SO_PASSRIGHTS", "SO_INQ", "TCP_AO_ADD_KEY", "TCP_AO_DEL_KEY", "TCP_AO_INFO", "TCP_AO_GET_KEYS", "TCP_AO_REPAIR",
        "TCP_IS_MPTCP", "TCP_RTO_MAX_MS", "TCP_RTO_MIN_US", "TCP_DELACK_MAX_US",

        "PACKET_VNET_HDR_SZ", "CAN_RAW_XL_VCID_OPTS", "ALG_SET_KEY_BY_KEY_SERIAL",

        // In no header at all: udplite(7) tells a program to define them.
        "UDPLITE_SEND_CSCOV", "UDPLITE_RECV_CSCOV",

        // Python's own.
        "ALG_OP_SIGN", "ALG_OP_VERIFY", "ALG_SET_PUBKEY",
    ];

    // Headers of a package that the test does without, and names that only Python spells so.
    private static bool IsNotAsked(string name) =>
        name.StartsWith("BTPROTO_", StringComparison.Ordinal) || name.StartsWith("HCI_", StringComparison.Ordinal)
        || name.StartsWith("CAN_BCM_", StringComparison.Ordinal) || name is "SOL_HCI" or "SOL_L2CAP" or "SOL_SCO" or "SOL_RFCOMM";

    // Not the kernel's but the C library's, and ours are those of glibc.
    private static readonly HashSet<string> OtherInMusl = ["NI_MAXHOST", "SOMAXCONN"];

    [NeedsFact("gcc")]
    public async Task Glibc()
    {
        string[] unknown = await CheckAsync(CCompiler.Gcc, [LibraryHeaders, KernelHeaders], leastPercent: 95);
        Assert.Subset(Young, unknown.ToHashSet());
    }

    // The cross packages may carry older kernel headers than the machine's own.
    [NeedsFact("aarch64-linux-gnu-gcc")]
    public async Task GlibcArm64()
    {
        string[] unknown = await CheckAsync(CCompiler.Arm64Gcc, [LibraryHeaders, KernelHeaders], leastPercent: 94);
        Assert.Subset(Young, unknown.ToHashSet());
    }

    // musl brings no kernel headers, and leaves out what only GNU has.
    [NeedsFact("musl-gcc")]
    public Task Musl() => CheckAsync(CCompiler.MuslGcc, [LibraryHeaders], leastPercent: 50, OtherInMusl);

    [NeedsFact("gcc")]
    public async Task NoNameOfTheHeadersIsMissing()
    {
        HashSet<string> names =
        [
            .. await CCompiler.Gcc.NamesAsync(Includes(LibraryHeaders)),
            .. await CCompiler.Gcc.NamesAsync(Includes(KernelHeaders)),
        ];
        string[] ours = [.. names.Where(static name => OurPrefix().IsMatch(name) || ErrorName().IsMatch(name))];
        Assert.True(ours.Length > 1000, $"the headers have only {ours.Length} such names: too few to be believed");
        Assert.Equal([], ours.Where(static name => !Constants.TryGet(name, out _) && !Excused.ContainsKey(name)).Order(StringComparer.Ordinal));
        Assert.Subset(ours.ToHashSet(), Excused.Keys.ToHashSet());
    }

    [NeedsFact("gcc")]
    public async Task MacrosAndMembersOfEnumsAreNames_AndMacrosWithArgumentsAreNot()
    {
        HashSet<string> names = await CCompiler.Gcc.NamesAsync("#define A_ONE 1\n#define A_CALL(x) x\n#define A_EMPTY\nenum a { A_TWO, A_THREE = 3 };");
        Assert.Superset(new HashSet<string> { "A_ONE", "A_TWO", "A_THREE" }, names);
        Assert.DoesNotContain("A_CALL", names);
        Assert.DoesNotContain("A_EMPTY", names);
    }

    [NeedsFact("gcc")]
    public async Task AWrongNumberIsFound()
    {
        HeaderConstant wrong = new("AF_INET", "(AF_INET) == (3)");
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync(Source(LibraryHeaders, [wrong]));
        Assert.False(compiled);
        Assert.Contains("AF_INET", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingCompilerIsAskedFor()
    {
        CCompiler missing = new("no-such-compiler", "some-package");
        Exception asked = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => missing.CheckAsync(""));
        Assert.Contains("install the Debian package some-package", asked.Message, StringComparison.Ordinal);
    }

    private async Task<string[]> CheckAsync(CCompiler compiler, string[][] files, int leastPercent, IReadOnlySet<string>? other = null)
    {
        HashSet<string> known = [];
        foreach (string[] headers in files)
        {
            HashSet<string> names = await compiler.NamesAsync(Includes(headers));
            HeaderConstant[] there = [.. HeaderConstant.All.Where(constant => names.Contains(constant.Name) && other?.Contains(constant.Name) != true)];
            (bool compiled, string messages) = await compiler.CheckAsync(Source(headers, there));
            Assert.True(compiled, "The headers say otherwise:\n" + Errors(messages));
            known.UnionWith(there.Select(static constant => constant.Name));
        }

        string[] asked = [.. HeaderConstant.All.Select(static constant => constant.Name).Distinct().Where(static name => !IsNotAsked(name))];
        string[] unknown = [.. asked.Where(name => !known.Contains(name))];
        string summary = $"{asked.Length - unknown.Length} of {asked.Length} names checked; unknown to the headers: {string.Join(", ", unknown)}";
        output.WriteLine(summary);
        Assert.True((asked.Length - unknown.Length) * 100 >= asked.Length * leastPercent, $"Under {leastPercent} %: {summary}");
        return unknown;
    }

    private static string Includes(IEnumerable<string> headers) =>
        "#define _GNU_SOURCE\n" + string.Concat(headers.Select(static header => $"#if __has_include(<{header}>)\n#include <{header}>\n#endif\n"));

    private static string Source(IEnumerable<string> headers, IEnumerable<HeaderConstant> constants)
    {
        StringBuilder source = new(Includes(headers));
        foreach (HeaderConstant constant in constants)
        {
            source.Append($"_Static_assert({constant.Claim}, \"{constant.Name}\");\n");
        }

        return source.ToString();
    }

    private static string Errors(string messages) =>
        string.Join('\n', messages.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)));

    [GeneratedRegex(@"^((AF|PF|SOCK|IPPROTO|SO|SOL|MSG|TCP|IP|IPV6|MCAST|UDP|UDPLITE|AI|NI|EAI|SHUT|INADDR|IPPORT|NETLINK|PACKET|VMADDR|VM|IOCTL_VM|CAN|J1939|TIPC|ALG|SCM|ETH_P|ETHERTYPE)_\w+|SOMAXCONN|HOST_NOT_FOUND|TRY_AGAIN|NO_RECOVERY|NO_DATA|NO_ADDRESS)$")]
    private static partial Regex OurPrefix();

    [GeneratedRegex("^E[A-Z0-9]{3,}$")]
    private static partial Regex ErrorName();
}
