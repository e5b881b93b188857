using System.Net;
using System.Text.Json;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Ports;

public sealed class PortsCommandTests
{
    [Fact]
    public void Without_words_it_tells_the_classes_and_this_systems_own()
    {
        using Peer tool = Programs.Sockeye("ports");
        string output = tool.End().Output;
        Assert.Matches("(?m)^reserved +0-1023 +the usual rule", output);
        Assert.Matches("(?m)^ephemeral +49152-65535 +the usual rule", output);
        string[] range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches($"(?m)^chosen +{range[0]}-{range[1]} +this system", output);
    }

    [Fact]
    public void A_port_tells_who_listens_there()
    {
        using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        JsonElement row = Assert.Single(Rows("ports", $"{port}", "--json"));
        Assert.Equal(port, row.GetProperty("port").GetInt32());
        string heard = Assert.Single(row.GetProperty("listening").EnumerateArray()).GetString()!;
        Assert.StartsWith("tcp 127.0.0.1 ", heard, StringComparison.Ordinal);
        Assert.EndsWith($"({Environment.ProcessId})", heard, StringComparison.Ordinal);
    }

    [NeedsFact("unshare")]
    public void Names_and_ranges_are_found_in_the_systems_table()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Below("services"), "salmon 79/tcp pink\nsalmon 78/udp\ntrout 81/udp\nperch 82/tcp\nruffe 82/udp\nbream 83/ddp\n");
        Assert.Equal([(78, "salmon", "udp", ""), (79, "salmon", "tcp", "pink")], Told("salmon"));
        Assert.Equal([(79, "salmon", "tcp", "pink")], Told("pink"));
        Assert.Equal([(78, "salmon", "udp", ""), (79, "salmon", "tcp", "pink"), (81, "trout", "udp", "")], Told("70-81"));
        Assert.Equal([(80, "", "", "")], Told("80"));
        Assert.Equal([(82, "perch", "tcp", ""), (82, "ruffe", "udp", "")], Told("perch"));
        Assert.Equal([(83, "", "", "")], Told("83"));

        (int, string, string, string)[] Told(string word)
        {
            // Over /etc/services where there is one; a machine without it gets an /etc of its own.
            const string Mount = "if [ -e /etc/services ]; then mount --bind \"$1\" /etc/services; else mount -t tmpfs none /etc && cp \"$1\" /etc/services; fi && shift && exec \"$@\"";
            string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-m", "-n"] : ["unshare", "-r", "-m", "-n"];
            using Peer tool = Programs.SockeyeUnder([.. unshare, "bash", "-c", Mount, "bash", folder.Below("services")], "ports", word, "--json");
            return [.. Json(tool.End()).Select(static row => (row.GetProperty("port").GetInt32(), row.GetProperty("service").GetString() ?? "", row.GetProperty("protocol").GetString() ?? "", All(row, "also_called")))];
        }

        static string All(JsonElement row, string name) => string.Join(' ', row.GetProperty(name).EnumerateArray().Select(static one => one.GetString()));
    }

    [Theory]
    [InlineData("-1", 2, "'-1': a port is a number from 0 to 65535")]
    [InlineData("65536", 2, "'65536': a port is a number from 0 to 65535")]
    [InlineData("99999999999", 2, "'99999999999': a port")]
    [InlineData("80-20", 2, "backwards")]
    [InlineData("80-", 2, "'80-'")]
    [InlineData("no-such-service", 3, "EAI_SERVICE")]
    [InlineData("1-65535 --scan 127.0.0.1", 2, "--many")]
    [InlineData("0 --scan 127.0.0.1", 2, "port 0")]
    [InlineData("80 --scan 127.0.0.1 --timeout 0", 2, "--timeout")]
    [InlineData("80 --scan 127.0.0.1 -4 -6", 2, "do not go together")]
    [InlineData("80 --many", 2, "--many is for --scan")]
    [InlineData("80 --timeout 3", 2, "--timeout is for --scan")]
    [InlineData("80 -6", 2, "--ipv6 is for --scan")]
    public void Nonsense_is_refused_in_one_line(string line, int code, string says)
    {
        using Peer tool = Programs.Sockeye(["ports", .. line.Split(' ')]);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == code, ended.ToString());
        Assert.StartsWith("sockeye: ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(says, ended.Errors.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    [Fact]
    public void A_scan_tells_open_from_closed_and_only_what_was_asked()
    {
        using Socket open = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using var deaf = new Socket();
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int[] ports = [((IPEndPoint)open.LocalEndPoint).Port, ((IPEndPoint)deaf.LocalEndPoint).Port];
        JsonElement[] rows = Rows("ports", $"{ports[0]}", $"{ports[1]}", "--scan", "127.0.0.1", "--json");
        Assert.Equal(2, rows.Length);
        Assert.Equal("open", State(rows, ports[0]));
        Assert.Equal("closed", State(rows, ports[1]));
        using Peer table = Programs.Sockeye("ports", $"{ports[0]}", "--scan", "127.0.0.1");
        Assert.EndsWith("\n\n1 port of 127.0.0.1: 1 open, 0 closed, 0 filtered\n", table.End().Output, StringComparison.Ordinal);
    }

    [NeedsFact("unshare", "ip")]
    public void What_no_packet_comes_back_from_is_filtered()
    {
        // A cable with nobody at its other end, and a network to which there is no way.
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-r", "-n"];
        const string Cable = "ip link add v0 type veth peer name v1 && ip link set v1 up && ip link set v0 up && ip addr add 192.0.2.1/24 dev v0 && ip neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 nud permanent dev v0 && exec \"$@\"";
        using Peer silent = Programs.SockeyeUnder([.. unshare, "bash", "-c", Cable, "bash"], "ports", "80", "--scan", "192.0.2.9", "--timeout", "0.2");
        Ended ended = silent.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Matches("(?m)^ *80 +filtered .*no answer \\(ETIMEDOUT\\)", ended.Output);
        using Peer away = Programs.SockeyeUnder([.. unshare, "bash", "-c", Cable, "bash"], "ports", "80", "--scan", "203.0.113.1");
        Ended local = away.End();
        Assert.Equal((3, ""), (local.ExitCode, local.Output));
        Assert.Contains("ENETUNREACH", local.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("unshare", "ip", "python3")]
    public void A_port_of_a_name_is_open_where_any_of_its_addresses_takes_connections()
    {
        using var folder = new TemporaryFolder();
        // The third one has no way to it.
        File.WriteAllText(folder.Below("hosts"), "127.0.0.1 salmon\n127.0.0.2 salmon\n203.0.113.1 salmon\n");
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-m", "-n"] : ["unshare", "-r", "-m", "-n"];
        const string Listener = "import socket, subprocess, sys; s = socket.create_server(('127.0.0.2', 7)); sys.exit(subprocess.call(sys.argv[1:]))";
        string serve = $"ip link set lo up && mount --bind \"$1\" /etc/hosts && shift && exec /usr/bin/python3 -c \"{Listener}\" \"$@\"";
        using Peer tool = Programs.SockeyeUnder([.. unshare, "bash", "-c", serve, "bash", folder.Below("hosts")], "ports", "7", "8", "--scan", "salmon");
        Ended ended = tool.End();
        Assert.Matches("(?m)^ *7 +open +(echo +)?127\\.0\\.0\\.2 +accepted$", ended.Output);
        Assert.Matches("(?m)^ *8 +closed +127\\.0\\.0\\.[12] +refused", ended.Output);
        Assert.Contains("2 ports of salmon (127.0.0.1, 127.0.0.2): 1 open, 1 closed, 0 filtered", ended.Output, StringComparison.Ordinal);
    }

    private static string? State(JsonElement[] rows, int port) => rows.Single(row => row.GetProperty("port").GetInt32() == port).GetProperty("state").GetString();

    private static JsonElement[] Rows(params string[] words)
    {
        using Peer tool = Programs.Sockeye(words);
        return Json(tool.End());
    }

    private static JsonElement[] Json(Ended ended)
    {
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }
}
