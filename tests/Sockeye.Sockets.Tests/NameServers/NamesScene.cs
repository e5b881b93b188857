using System.Diagnostics;
using System.Globalization;
using Sockeye.Sockets.Tests.Namespaces;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>A machine for the length of a test class: its own /etc with hosts, services and resolver, its own network, and its own name server.</summary>
/// <remarks>
/// <para>One process holds the mount and the network namespace and ends when its standard input does, so nothing is left where the
/// tests are killed. dnsmasq answers at 127.0.0.1:53 from <c>dnsmasq.conf</c> below; what a good server never does it leaves to
/// <see cref="BadNameServer"/>: <c>*.silent.test</c> and the pointers of 198.51.100.0/24 get no answer, <c>*.half.test</c> none for AAAA,
/// <c>*.fail.test</c> SERVFAIL.</para>
/// <para>2001:db8:1::/64 has a route, and what is sent there is lost: nobody is at the other end of the cable. The resolver waits
/// half a minute, five times: nothing here ends because it did. A body that wants to see it give up is run with <c>hasty</c>.</para>
/// </remarks>
internal sealed class NamesScene : IDisposable
{
    private const string Hosts = """
        127.0.0.1    localhost
        ::1          localhost ip6-localhost
        192.0.2.10   files.test files-one files-two
        192.0.2.11   files.test
        192.0.2.12   files.test files-three
        2001:db8::10 files.test
        192.0.2.20   mine.test mine     # a name that the name server does not know
        """;

    private const string Services = """
        echo          7/tcp
        echo          7/udp
        http         80/tcp  www
        sockeye    4711/tcp  salmon redfish
        sockeye    4712/udp
        salmon-run 4713/sctp
        """;

    private const string Protocols = """
        ip       0 IP
        icmp     1 ICMP
        tcp      6 TCP
        udp     17 UDP
        sctp   132 SCTP
        salmon 254 SALMON upstream
        """;

    private const string Switch = """
        hosts: files dns
        services: files
        protocols: files
        """;

    private const string Resolver = """
        nameserver 127.0.0.1
        options timeout:30 attempts:5
        """;

    private const string NameServerHosts = """
        192.0.2.1    one.test
        192.0.2.2    one.test
        192.0.2.3    one.test
        127.0.0.1    both.test
        ::1          both.test
        127.0.0.1    hole.test
        2001:db8:1::2 hole.test onlyhole.test
        2001:db8:2::1 six.test
        192.0.2.44   mine.test only4.test
        192.0.2.50   strasse.test
        192.0.2.51   xn--bcher-kva.test
        """;

    private const string NameServer = """
        no-resolv
        no-hosts
        no-round-robin
        user=root
        listen-address=127.0.0.1
        bind-interfaces
        local=/test/
        address=/#/
        cname=alias.test,one.test
        cname=longer.test,alias.test
        cname=lost.test,nowhere.test
        cname=silent-alias.test,host.silent.test
        txt-record=empty.test,no address
        server=/silent.test/127.0.0.1#5354
        server=/half.test/127.0.0.1#5354
        server=/fail.test/127.0.0.1#5354
        server=/100.51.198.in-addr.arpa/127.0.0.1#5354
        """;

    private const string Script = """
        set -e
        mount --bind "$1/etc" /etc
        ip link set lo up
        ip link add hole type veth peer name floor
        ip link set hole addrgenmode none
        ip addr add 2001:db8:1::1/64 dev hole nodad
        ip link set hole up
        ip link set floor up
        ip neigh add 2001:db8:1::2 lladdr 02:00:00:00:00:01 nud permanent dev hole
        dnsmasq --conf-file="$1/dnsmasq.conf" --addn-hosts="$1/dnsmasq.hosts" --pid-file="$1/dnsmasq.pid"
        echo ready
        cat >/dev/null
        kill "$(cat "$1/dnsmasq.pid")"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _holder;
    private readonly BadNameServer _bad;

    internal NamesScene()
    {
        try
        {
            WriteEtc();
            _folder.Write("dnsmasq.conf", NameServer);
            _folder.Write("dnsmasq.hosts", NameServerHosts);
            _holder = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--net", "sh", _folder.Write("scene.sh", Script), _folder.Path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (_holder.StandardOutput.ReadLine() != "ready")
            {
                throw new InvalidOperationException("the scene did not come to be: " + _holder.StandardError.ReadToEnd());
            }

            _bad = new BadNameServer(InNetwork(static () => BadNameServer.Open()));
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Runs the body of a test in a process of its own inside of the scene, and fails as it failed.</summary>
    /// <param name="body">A static lambda: it takes nothing along.</param>
    /// <param name="hasty">The resolver asks once and waits a second.</param>
    internal async Task Run(Action body, bool hasty = false)
    {
        var inside = new Command(_folder.Path) { Limit = Limit, Environment = { ["RES_OPTIONS"] = hasty ? "timeout:1 attempts:1" : null } };
        string holder = _holder.Id.ToString(CultureInfo.InvariantCulture);
        string[] program = [Environment.ProcessPath!, "exec", typeof(InsideProgram).Assembly.Location];
        Ended ended = await inside.Run("nsenter", ["--target", holder, "--mount", "--net", .. program, .. InsideProgram.Arguments(body)]);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    public void Dispose()
    {
        _bad.Dispose();
        Close();
    }

    private void Close()
    {
        if (_holder is not null)
        {
            _holder.StandardInput.Close();
            if (!_holder.WaitForExit(Limit))
            {
                _holder.Kill(entireProcessTree: true);
            }

            _holder.Dispose();
        }

        _folder.Dispose();
    }

    // All that the machine has, so that programs find what they need, but for what is about names.
    private void WriteEtc()
    {
        using Process copy = Process.Start("cp", ["-a", "/etc", _folder.Below("etc")]);
        copy.WaitForExit();
        foreach ((string name, string text) in new[] { ("hosts", Hosts), ("services", Services), ("protocols", Protocols), ("nsswitch.conf", Switch), ("resolv.conf", Resolver), ("gai.conf", "") })
        {
            File.Delete(_folder.Below("etc", name));    // it may be a link
            _folder.Write("etc/" + name, text + "\n");
        }
    }

    private T InNetwork<T>(Func<T> make)
    {
        T made = default!;
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            NamespaceCalls.Enter(string.Create(CultureInfo.InvariantCulture, $"/proc/{_holder.Id}/ns/net"));
            made = make();
        }));
        thread.Start();
        thread.Join();
        return failure is null ? made : throw failure;
    }
}
