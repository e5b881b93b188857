using System.Text.Json;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Lookups;

/// <summary>host, resolve, reverse and interfaces, in a mount namespace whose hosts file is ours.</summary>
public sealed class LookupCommandTests : IDisposable
{
    private const string Hosts =
        """
        127.0.0.1 localhost
        192.0.2.10 salmon.example.org salmon pacific
        192.0.2.11 salmon.example.org
        2001:db8::10 salmon.example.org
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsFact("unshare")]
    public void A_host_has_its_canonical_name_aliases_and_addresses()
    {
        JsonElement host = Assert.Single(Json(WithHosts("host", "salmon", "--json")));
        Assert.Equal("salmon.example.org", host.GetProperty("canonical_name").GetString());
        Assert.Contains("pacific", host.GetProperty("aliases").EnumerateArray().Select(static one => one.GetString()));
        Assert.Contains("192.0.2.10", host.GetProperty("addresses").EnumerateArray().Select(static one => one.GetString()));
        string sheet = WithHosts("host", "salmon").Output;
        Assert.Matches("(?m)^name            salmon$", sheet);
        Assert.Matches("(?m)^address         192\\.0\\.2\\.10$", sheet);
    }

    [NeedsFact("unshare")]
    public void A_service_and_a_host_become_socket_addresses()
    {
        JsonElement only = Assert.Single(Json(WithHosts("resolve", "pacific", "80", "--family", "ipv4", "--type", "stream", "--flags", "AI_CANONNAME,numericserv", "--json")));
        Assert.Equal("AF_INET", only.GetProperty("family").GetString());
        Assert.Equal("SOCK_STREAM", only.GetProperty("type").GetString());
        Assert.Equal("IPPROTO_TCP", only.GetProperty("protocol").GetString());
        Assert.Equal("salmon.example.org", only.GetProperty("canonical_name").GetString());
        Assert.Equal("192.0.2.10:80", only.GetProperty("socket_address").GetString());
    }

    [NeedsFact("unshare")]
    public void An_address_has_its_names()
    {
        string sheet = WithHosts("reverse", "192.0.2.10:80", "--flags", "NI_NUMERICSERV").Output;
        Assert.Matches("(?m)^name +salmon\\.example\\.org$", sheet);
        Assert.Matches("(?m)^alias +pacific$", sheet);
        Assert.Matches("(?m)^service +80$", sheet);
        JsonElement digits = Assert.Single(Json(WithHosts("reverse", "192.0.2.99", "--flags", "NI_NUMERICHOST", "--json")));
        Assert.Equal("192.0.2.99", digits.GetProperty("getnameinfo_host").GetString());
        Assert.Equal(JsonValueKind.Null, digits.GetProperty("name").ValueKind);
    }

    [Theory]
    [InlineData("AF_INET", "AF_INET")]
    [InlineData("inet6", "AF_INET6")]
    [InlineData("6", "AF_INET6")]
    [InlineData("IPv4", "AF_INET")]
    [InlineData("0x2", "AF_INET")]
    public void A_family_is_written_in_many_ways(string word, string family)
    {
        string host = family == "AF_INET" ? "127.0.0.1" : "::1";
        using Peer tool = Programs.Sockeye("resolve", host, "7", "--family", word, "--type", "1", "--json");
        Assert.Equal(family, Assert.Single(Json(tool.End())).GetProperty("family").GetString());
    }

    [Fact]
    public void Who_am_I_is_what_the_system_says()
    {
        using Peer tool = Programs.Sockeye("host", "--json");
        JsonElement me = Assert.Single(Json(tool.End()));
        Assert.Equal(Names.GetHostName(), me.GetProperty("name").GetString());
        Assert.Contains("127.0.0.1 (lo)", me.GetProperty("interfaces").EnumerateArray().Select(static one => one.GetString()));
    }

    [Fact]
    public void An_interface_has_its_addresses_with_their_prefix()
    {
        using Peer tool = Programs.Sockeye("interfaces", "lo", "--json");
        JsonElement lo = Assert.Single(Json(tool.End()));
        Assert.Equal(Names.IfNameToIndex("lo"), lo.GetProperty("index").GetInt32());
        Assert.Contains("127.0.0.1/8", lo.GetProperty("addresses").EnumerateArray().Select(static one => one.GetString()));
        Assert.Contains("IFF_LOOPBACK", lo.GetProperty("flags").EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal("00:00:00:00:00:00", lo.GetProperty("hardware_address").GetString());
        Assert.True(lo.GetProperty("mtu").GetInt32() > 1000);
    }

    [Fact]
    public void Flags_are_numbers_too()
    {
        using Peer tool = Programs.Sockeye("resolve", "localhost", "--flags", "0x2", "--json");
        Assert.All(Json(tool.End()).Take(1), static one => Assert.NotNull(one.GetProperty("canonical_name").GetString()));
    }

    [NeedsFact(Machine.Loopback6)]
    public void A_scope_that_is_there_is_kept()
    {
        using Peer tool = Programs.Sockeye("reverse", "fe80::1%lo", "--flags", "NI_NUMERICHOST", "--json");
        Assert.Equal("fe80::1%lo", Assert.Single(Json(tool.End())).GetProperty("getnameinfo_host").GetString());
    }

    [NeedsFact("unshare", "ip")]
    public void Who_am_I_is_told_while_the_name_server_is_silent()
    {
        // A cable with nobody at its other end, to a name server; and a name that is in no hosts file.
        File.WriteAllText(_folder.Below("resolv.conf"), "nameserver 192.0.2.9\n");
        const string Cable = "ip link set lo up && ip link add v0 type veth peer name v1 && ip link set v1 up && ip link set v0 up && ip addr add 192.0.2.1/24 dev v0 && ip neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 nud permanent dev v0";
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-m", "-n", "-u"] : ["unshare", "-r", "-m", "-n", "-u"];
        using Peer tool = Programs.SockeyeUnder([.. unshare, "bash", "-c", $"{Cable} && echo char > /proc/sys/kernel/hostname && mount --bind \"$1\" /etc/resolv.conf && shift && exec \"$@\"", "bash", _folder.Below("resolv.conf")], "host", "--timeout", "0.5");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Matches("(?m)^name +char$", ended.Output);
        Assert.Matches("(?m)^interface +192\\.0\\.2\\.1 \\(v0\\)$", ended.Output);
        Assert.Matches("(?m)^remark +the name could not be looked up: .*no answer in time", ended.Output);
    }

    [Theory]
    [InlineData("resolve|fe80::1%nosuch")]
    [InlineData("resolve|127.0.0.1|http|--flags|AI_NUMERICSERV")]
    [InlineData("resolve|localhost|--flags|AI_NUMERICHOST")]
    [InlineData("host|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid")]
    [InlineData("interfaces|nosuch0")]
    [InlineData("host|127.0.0.1:80")]
    public void Nobody_is_told_to_spell_better_where_the_cause_is_another(string line)
    {
        using Peer tool = Programs.Sockeye(line.Split('|'));
        Assert.DoesNotContain("spelt", tool.End().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_name_that_nobody_knows_may_be_misspelt()
    {
        Assert.Contains("spelt right", Failure.Of(SocketFault.Create("salmn", ResolveError.EAI_NONAME)).Hint, StringComparison.Ordinal);
        Assert.Null(Failure.Of(SocketFault.Create("salmon", ResolveError.EAI_NODATA)).Hint);
    }

    [NeedsFact("unshare")]
    public void Of_a_host_without_addresses_of_a_family_it_says_so()
    {
        // An /etc of its own, with nobody to ask but the hosts file.
        const string Etc = "mount -t tmpfs none /etc && echo 'hosts: files' > /etc/nsswitch.conf && echo '192.0.2.10 salmon' > /etc/hosts && exec \"$@\"";
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-m"] : ["unshare", "-r", "-m"];
        using Peer tool = Programs.SockeyeUnder([.. unshare, "bash", "-c", Etc, "bash"], "ping", "-6", "salmon");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 3, ended.ToString());
        Assert.Contains("it has no IPv6 address", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("spelt", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--family does not know 'inet7'", "resolve|localhost|--family|inet7")]
    [InlineData(2, "--type does not know 'strem'", "resolve|localhost|--type|strem")]
    [InlineData(2, "--proto does not know 'tpc'", "resolve|localhost|--proto|tpc")]
    [InlineData(2, "--flags does not know 'NI_DGRAM'", "resolve|localhost|--flags|NI_DGRAM")]
    [InlineData(2, "0 to 65535", "resolve|localhost|65536")]
    [InlineData(2, "0 to 65535", "resolve|localhost|99999999999")]
    [InlineData(2, "80-90", "resolve|localhost|80-90")]
    [InlineData(2, "-1", "resolve|localhost|-1")]
    [InlineData(2, "the HOST is missing", "resolve")]
    [InlineData(3, "EAI_NONAME", "resolve|localhost|--flags|AI_NUMERICHOST")]
    [InlineData(3, "EAI_NONAME", "resolve|127.0.0.1|http|--flags|AI_NUMERICSERV")]
    [InlineData(3, "EAI_SERVICE", "resolve|127.0.0.1|no-such-service")]
    [InlineData(3, "EAI_SOCKTYPE", "resolve|127.0.0.1|80|--type|stream|--proto|udp")]
    [InlineData(3, "EAI_BADFLAGS", "resolve|127.0.0.1|--flags|1073741824")]
    [InlineData(2, "sockeye host", "reverse|localhost")]
    [InlineData(2, "--flags does not know 'AI_PASSIVE'", "reverse|127.0.0.1|--flags|AI_PASSIVE")]
    [InlineData(3, "there is no interface nosuch0", "interfaces|nosuch0")]
    [InlineData(3, "there is no interface nosuch", "reverse|fe80::1%nosuch")]
    [InlineData(3, "there is no interface nosuch", "reverse|[fe80::1%nosuch]:80|--flags|NI_NUMERICHOST")]
    [InlineData(2, "'fe80::1%' is no address", "reverse|fe80::1%")]
    [InlineData(2, "write the host without a port, as 127.0.0.1", "host|127.0.0.1:80")]
    [InlineData(2, "write the host without a port, as localhost", "resolve|localhost:80")]
    [InlineData(2, "write the host without a port, as localhost", "ping|localhost:80")]
    [InlineData(2, "write the host without brackets, as ::1", "host|[::1]")]
    [InlineData(2, "write the host without brackets and a port, as ::1", "resolve|[::1]:80")]
    [InlineData(2, "write a name or an address alone", "ports|80|--scan|http://localhost")]
    [InlineData(2, "--flags does not know '0x'", "resolve|::1|--flags|0x")]
    [InlineData(2, "--flags does not know '0x100000000'", "resolve|::1|--flags|0x100000000")]
    [InlineData(3, "EAI_", "host|a.very.long.name.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid")]
    public void One_line_and_an_exit_code(int code, string words, string line)
    {
        using Peer tool = Programs.Sockeye(line.Split('|'));
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == code, ended.ToString());
        string[] lines = ended.Errors.TrimEnd('\n').Split('\n');
        Assert.StartsWith("sockeye: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(words, lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter ", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    private Ended WithHosts(params string[] words)
    {
        string hosts = _folder.Below("hosts");
        File.WriteAllText(hosts, Hosts + "\n");
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-m"] : ["unshare", "-r", "-m"];
        using Peer tool = Programs.SockeyeUnder([.. unshare, "bash", "-c", "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"", "bash", hosts], words);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended;
    }

    private static JsonElement[] Json(Ended ended)
    {
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }
}
