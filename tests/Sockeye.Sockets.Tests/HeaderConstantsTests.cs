using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Sockeye.Sockets.Tests;

/// <summary>Every public number is compared with the C headers of glibc and musl, on x64 and arm64.</summary>
/// <remarks>
/// A C compiler reads one assertion a name. It reports each name its headers know, so that a test counts evidence and not
/// silence. The C library's headers and the kernel's define the same structs and cannot stand in one file: there are two.
/// </remarks>
public sealed partial class HeaderConstantsTests(ITestOutputHelper output)
{
    private static readonly string[] LibraryHeaders =
    [
        "sys/socket.h", "netinet/in.h", "netinet/ip.h", "netinet/tcp.h", "netinet/udp.h", "netdb.h",
        "netax25/ax25.h", "netipx/ipx.h", "netatalk/at.h", "netrom/netrom.h", "netrose/rose.h", "net/if.h",
    ];

    private static readonly string[] KernelHeaders =
    [
        "sys/socket.h", "asm/socket.h", "linux/if.h", "linux/in.h", "linux/in6.h", "linux/tcp.h", "linux/udp.h", "linux/can.h",
        "linux/can/raw.h", "linux/can/isotp.h", "linux/can/j1939.h", "linux/vm_sockets.h",
    ];

    // Names that headers of Linux 6.1 may lack. Any other unknown name is a misspelt one.
    private static readonly HashSet<string> Young =
    [
        "IPPROTO_AGGFRAG", "IPPROTO_SMC", "MSG_SOCK_DEVMEM", "SOL_VSOCK", "IP_LOCAL_PORT_RANGE", "IP_PROTOCOL",
        "SO_PASSPIDFD", "SO_PEERPIDFD", "SO_DEVMEM_LINEAR", "SO_DEVMEM_DMABUF", "SO_DEVMEM_DONTNEED", "SO_RCVPRIORITY",
        "SO_PASSRIGHTS", "SO_INQ", "TCP_AO_ADD_KEY", "TCP_AO_DEL_KEY", "TCP_AO_INFO", "TCP_AO_GET_KEYS", "TCP_AO_REPAIR",
        "TCP_IS_MPTCP", "TCP_RTO_MAX_MS", "TCP_RTO_MIN_US", "TCP_DELACK_MAX_US",

        // In no header at all: udplite(7) tells a program to define them.
        "UDPLITE_SEND_CSCOV", "UDPLITE_RECV_CSCOV",
    ];

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
    public Task Musl() => CheckAsync(CCompiler.MuslGcc, [LibraryHeaders], leastPercent: 80);

    [NeedsFact("gcc")]
    public async Task AWrongNumberIsFound()
    {
        HeaderConstant wrong = new("AF_INET", "(AF_INET) == (3)");
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync(Source(LibraryHeaders, [wrong]));
        Assert.False(compiled);
        Assert.Contains("AF_INET", messages, StringComparison.Ordinal);
    }

    [NeedsFact("gcc")]
    public async Task AnUnknownNameIsNotCounted()
    {
        HeaderConstant unknown = new("AF_NOSUCH", "(AF_NOSUCH) == (3)");
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync(Source(LibraryHeaders, [unknown]));
        Assert.True(compiled, messages);
        Assert.Empty(KnownName().Matches(messages));
    }

    [Fact]
    public async Task AMissingCompilerIsAskedFor()
    {
        CCompiler missing = new("no-such-compiler", "some-package");
        Exception asked = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => missing.CheckAsync(""));
        Assert.Contains("install the Debian package some-package", asked.Message, StringComparison.Ordinal);
    }

    private async Task<string[]> CheckAsync(CCompiler compiler, string[][] files, int leastPercent)
    {
        HashSet<string> known = [];
        foreach (string[] headers in files)
        {
            (bool compiled, string messages) = await compiler.CheckAsync(Source(headers, HeaderConstant.All));
            Assert.True(compiled, "The headers say otherwise:\n" + Errors(messages));
            known.UnionWith(KnownName().Matches(messages).Select(match => match.Groups[1].Value));
        }

        string[] unknown = [.. HeaderConstant.All.Select(constant => constant.Name).Where(name => !known.Contains(name))];
        string summary = $"{known.Count} of {HeaderConstant.All.Count} names checked; unknown to the headers: {string.Join(", ", unknown)}";
        output.WriteLine(summary);
        Assert.True(known.Count * 100 >= HeaderConstant.All.Count * leastPercent, $"Under {leastPercent} %: {summary}");
        return unknown;
    }

    private static string Source(IEnumerable<string> headers, IEnumerable<HeaderConstant> constants)
    {
        StringBuilder source = new("#define _GNU_SOURCE\n");
        foreach (string header in headers)
        {
            source.Append($"#if __has_include(<{header}>)\n#include <{header}>\n#endif\n");
        }

        foreach (HeaderConstant constant in constants)
        {
            source.Append($"#ifdef {constant.Name}\n")
                .Append($"_Static_assert({constant.Claim}, \"{constant.Name}\");\n")
                .Append($"#pragma message \"known: {constant.Name};\"\n")
                .Append("#endif\n");
        }

        return source.ToString();
    }

    private static string Errors(string messages) =>
        string.Join('\n', messages.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)));

    [GeneratedRegex(@"known: (\w+);")]
    private static partial Regex KnownName();
}
