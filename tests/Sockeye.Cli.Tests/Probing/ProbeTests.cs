using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Probing;

/// <summary>sockeye probe: what it says of this machine is what Python finds, and what is taken away is missed.</summary>
public sealed class ProbeTests
{
    private const string LoopbackUp = "ip link set lo up; ";

    [NeedsFact("python3")]
    public void Each_row_is_what_Python_finds()
    {
        using Peer python = Programs.Python(
            """
            import resource, errno, tempfile, select
            def says(name, works, value=''): print('%s|%s|%s' % (name, works, value))
            def tries(name, what):
                try: what()
                except OSError: says(name, 'no')
                else: says(name, 'yes')
            def read(path): return open(path).read().split()
            def loop(family, address):
                with socket.create_server((address, 0), family=family) as l, socket.create_connection(l.getsockname()[:2]): pass
            def dual():
                with socket.create_server(('::', 0), family=socket.AF_INET6, dualstack_ipv6=True) as l, socket.create_connection(('127.0.0.1', l.getsockname()[1])): pass
            def unix(at):
                with socket.socket(socket.AF_UNIX) as s: s.bind(at)
            def option(level, name, value, kind=socket.SOCK_DGRAM):
                with socket.socket(socket.AF_INET, kind) as s: s.setsockopt(level, name, value)
            def makes(*what): socket.socket(*what).close()
            u = os.uname()
            says('kernel', 'yes', u.sysname + ' ' + u.release)
            says('processors', 'yes' if len(os.sched_getaffinity(0)) == os.cpu_count() else 'partly', '%d of %d' % (len(os.sched_getaffinity(0)), os.cpu_count()))
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            says('descriptors', 'yes' if most >= 4096 else 'partly', most)
            lock = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
            says('locked memory', 'yes' if lock == -1 or lock >= 1 << 20 else 'partly', 'unlimited' if lock == -1 else '%d bytes' % lock)
            tries('epoll', select.epoll)
            tries('IPv4 loopback', lambda: loop(socket.AF_INET, '127.0.0.1'))
            tries('IPv6 loopback', lambda: loop(socket.AF_INET6, '::1'))
            tries('dual stack', dual)
            tries('Unix sockets', lambda: unix(tempfile.mktemp()))
            tries('abstract Unix names', lambda: unix('\0sockeye-probe-test'))
            tries('netlink', lambda: makes(socket.AF_NETLINK, socket.SOCK_RAW, 0))
            tries('raw sockets', lambda: makes(socket.AF_INET, socket.SOCK_RAW, 1))
            tries('SO_REUSEPORT', lambda: option(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1))
            tries('UDP GSO', lambda: option(17, 103, 1200))
            tries('UDP GRO', lambda: option(17, 104, 1))
            tries('MSG_ZEROCOPY', lambda: option(socket.SOL_SOCKET, 60, 1, socket.SOCK_STREAM))
            fast = int(read('/proc/sys/net/ipv4/tcp_fastopen')[0])
            says('TCP_FASTOPEN', ['no', 'partly', 'partly', 'yes'][fast & 3], 'net.ipv4.tcp_fastopen=%d' % fast)
            backlog = int(read('/proc/sys/net/core/somaxconn')[0])
            says('somaxconn', 'yes' if backlog >= 1024 else 'partly', backlog)
            for name in ('tcp_rmem', 'tcp_wmem'):
                sizes = read('/proc/sys/net/ipv4/' + name)
                says(name, 'yes' if int(sizes[2]) >= 4 << 20 else 'partly', ' '.join(sizes))
            try: makes(socket.AF_VSOCK, socket.SOCK_STREAM)
            except OSError: says('vsock', 'no')
            else: says('vsock', 'yes' if os.path.exists('/dev/vsock') else 'partly')
            def ping(family, protocol):
                try: makes(family, socket.SOCK_DGRAM, protocol)
                except OSError: return 0
                return 1
            says('ping sockets', ['no', 'partly', 'yes'][ping(socket.AF_INET, 1) + ping(socket.AF_INET6, 58)])
            import ctypes
            ring = ctypes.CDLL(None, use_errno=True).syscall(425, 8, ctypes.create_string_buffer(512))
            says('io_uring', 'yes' if ring >= 0 else 'no', '' if ring >= 0 else errno.errorcode[ctypes.get_errno()])
            """);
        Ended said = python.End();
        Assert.True(said.ExitCode == 0, said.ToString());
        Dictionary<string, (string Works, string Value, string Reason)> rows = Rows([]);
        string[][] found = [.. said.Output.TrimEnd('\n').Split('\n').Select(static line => line.Split('|'))];
        Assert.Equal(found.Select(static row => row[0]).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (string[] row in found)
        {
            (string works, string value, string reason) = rows[row[0]];
            // A quota of processor time is no mask: Python does not know of it.
            Assert.True(works == row[1] || (row[0] == "processors" && reason.Contains("quota", StringComparison.Ordinal)), $"{row[0]}: we say {works} ({reason}), Python {row[1]}");
            Assert.StartsWith(row[2], value, StringComparison.Ordinal);
            Assert.Equal(works == "yes", reason.Length == 0);
        }
    }

    [Fact]
    public void A_person_gets_a_table()
    {
        using Peer tool = Programs.Sockeye("probe");
        Ended ended = tool.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches("^what +works +found +why, and what to do\nkernel +yes +Linux ", ended.Output);
        Assert.Matches("(?m)^epoll +yes$", ended.Output);
    }

    [NeedsFact("prlimit")]
    public void Limits_that_are_low_are_found()
    {
        Dictionary<string, (string Works, string Value, string Reason)> rows = Rows(["prlimit", "--nofile=300:300", "--memlock=4096:4096"]);
        Assert.Equal(("partly", "300"), (rows["descriptors"].Works, rows["descriptors"].Value));
        Assert.Contains("the hard limit is 300", rows["descriptors"].Reason, StringComparison.Ordinal);
        Assert.Equal(("partly", "4096 bytes"), (rows["locked memory"].Works, rows["locked memory"].Value));
    }

    [NeedsFact("taskset")]
    public void A_mask_of_processors_is_found()
    {
        string first = File.ReadAllText("/proc/self/status").Split('\n').Single(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t', '-', ',')[1];
        (string works, string value, string reason) = Rows(["taskset", "-c", first])["processors"];
        Assert.Matches($@"^1 of \d+: {first}$", value);
        Assert.Equal(value.StartsWith("1 of 1:", StringComparison.Ordinal), works == "yes");
        Assert.Equal(works == "partly", reason.Contains("taskset", StringComparison.Ordinal));
    }

    [RootTheory]
    [InlineData("", "IPv4 loopback", "no", "ip link set lo up")]
    [InlineData("", "IPv6 loopback", "no", "ip link set lo up")]
    [InlineData(LoopbackUp, "IPv4 loopback", "yes", "")]
    [InlineData(LoopbackUp + "echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6", "IPv6 loopback", "no", "net.ipv6.conf.lo.disable_ipv6=0")]
    [InlineData(LoopbackUp + "echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range", "ping sockets", "yes", "")]
    [InlineData(LoopbackUp + "echo '1 0' > /proc/sys/net/ipv4/ping_group_range", "ping sockets", "no", "sysctl -w net.ipv4.ping_group_range='0 2147483647'")]
    [InlineData(LoopbackUp + "echo 0 > /proc/sys/net/ipv4/tcp_fastopen", "TCP_FASTOPEN", "no", "it is switched off")]
    [InlineData(LoopbackUp + "echo 2 > /proc/sys/net/ipv4/tcp_fastopen", "TCP_FASTOPEN", "partly", "for listeners")]
    [InlineData(LoopbackUp + "echo 3 > /proc/sys/net/ipv4/tcp_fastopen", "TCP_FASTOPEN", "yes", "")]
    [InlineData(LoopbackUp + "echo 5 > /proc/sys/net/core/somaxconn", "somaxconn", "partly", "sysctl -w net.core.somaxconn, with 1024 or more")]
    [InlineData(LoopbackUp + "echo '4096 4096 4096' > /proc/sys/net/ipv4/tcp_rmem", "tcp_rmem", "partly", "sysctl -w net.ipv4.tcp_rmem")]
    public void In_a_network_of_its_own_what_is_changed_is_found(string setUp, string name, string works, string reason)
    {
        Dictionary<string, (string Works, string Value, string Reason)> rows = Rows(["unshare", "-n", "bash", "-c", setUp + "\nexec \"$@\"", "bash"]);
        Assert.Equal(works, rows[name].Works);
        Assert.Contains(reason, rows[name].Reason, StringComparison.Ordinal);
    }

    [RootTheory]
    [InlineData("--bounding-set=-net_raw", "raw sockets", "CAP_NET_RAW")]
    public void A_right_that_is_taken_away_is_missed(string without, string name, string words)
    {
        (string works, string value, string reason) = Rows(["setpriv", without])[name];
        Assert.Equal("no", works);
        Assert.Contains(words, value + reason, StringComparison.Ordinal);
    }

    /// <summary>A filter as containers have it, which answers one system call, perhaps with a certain first argument, by an error.</summary>
    [NeedsTheory("python3")]
    [InlineData("io_uring_setup", null, "EPERM", "io_uring", "seccomp profile")]
    [InlineData("io_uring_setup", null, "ENOSYS", "io_uring", "older than 5.1")]
    [InlineData("io_uring_setup", null, "ENOMEM", "io_uring", "locked memory")]
    [InlineData("socket", 16, "EAFNOSUPPORT", "netlink", "RestrictAddressFamilies=")]
    [InlineData("socket", 40, "EAFNOSUPPORT", "vsock", "modprobe vsock")]
    [InlineData("socket", 10, "EAFNOSUPPORT", "IPv6 loopback", "RestrictAddressFamilies=")]
    [InlineData("socket", 10, "EAFNOSUPPORT", "dual stack", "a listener for IPv4 alone")]
    public void What_a_filter_forbids_is_missed_and_named(string call, int? argument, string error, string name, string words)
    {
        const string Filter =
            """
            import ctypes, struct, sys, os, errno, platform
            call, argument, error = sys.argv[1:4]
            number = {'x86_64': {'io_uring_setup': 425, 'socket': 41}, 'aarch64': {'io_uring_setup': 425, 'socket': 198}}[platform.machine()][call]
            def op(code, jt, jf, k): return struct.pack('HBBI', code, jt, jf, k)
            LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
            deny, allow = 0x00050000 | getattr(errno, error), 0x7fff0000
            if argument == '-': rules = [op(LOAD, 0, 0, 0), op(EQUAL, 0, 1, number)]
            else: rules = [op(LOAD, 0, 0, 0), op(EQUAL, 0, 3, number), op(LOAD, 0, 0, 16), op(EQUAL, 0, 1, int(argument))]
            code = ctypes.create_string_buffer(b''.join(rules + [op(RETURN, 0, 0, deny), op(RETURN, 0, 0, allow)]))
            class Program(ctypes.Structure): _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, ctypes.byref(Program(len(code) // 8, ctypes.addressof(code)))) == 0, os.strerror(ctypes.get_errno())
            os.execvp(sys.argv[4], sys.argv[4:])
            """;
        (string works, string value, string reason) = Rows(["/usr/bin/python3", "-c", Filter, call, argument is int first ? $"{first}" : "-", error])[name];
        Assert.Equal(("no", error), (works, value));
        Assert.Contains(words, reason, StringComparison.Ordinal);
    }

    private static Dictionary<string, (string Works, string Value, string Reason)> Rows(string[] under)
    {
        using Peer tool = under.Length == 0 ? Programs.Sockeye("probe", "--json") : Programs.SockeyeUnder(under, "probe", "--json");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement).ToDictionary(
            static row => row.GetProperty("name").GetString()!,
            static row => (row.GetProperty("works").GetString()!, row.GetProperty("value").GetString() ?? "", row.GetProperty("reason").GetString() ?? ""));
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RootTheoryAttribute : TheoryAttribute
    {
        public RootTheoryAttribute() => Skip = Environment.IsPrivilegedProcess ? Machine.WhyNot("ip", "unshare", "setpriv") : "a network namespace needs root";
    }
}
