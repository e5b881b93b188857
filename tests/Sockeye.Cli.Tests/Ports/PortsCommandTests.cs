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

    [Fact]
    public void Names_and_ranges_are_found_in_the_systems_table()
    {
        string[] names = File.Exists("/etc/services") ? [.. File.ReadLines("/etc/services").Where(static line => line.StartsWith("http\t", StringComparison.Ordinal))] : [];
        if (names.Length == 0)
        {
            Assert.Empty(Names.GetServices().Where(static service => service.Name == "http"));    // a machine without the table knows no name
            return;
        }

        JsonElement http = Assert.Single(Rows("ports", "http", "--json"));
        Assert.Equal(80, http.GetProperty("port").GetInt32());
        Assert.Equal("reserved", http.GetProperty("class")[0].GetString());
        Assert.Contains(Rows("ports", "79-81", "--json"), static row => row.GetProperty("port").GetInt32() == 80);
    }

    [Theory]
    [InlineData("-1", 2)]
    [InlineData("65536", 2)]
    [InlineData("99999999999", 2)]
    [InlineData("80-20", 2)]
    [InlineData("80-", 2)]
    [InlineData("no-such-service", 3)]
    [InlineData("1-65535 --scan 127.0.0.1", 2)]
    [InlineData("0 --scan 127.0.0.1", 2)]
    [InlineData("80 --scan 127.0.0.1 --timeout 0", 2)]
    public void Invalid_ports_are_refused_in_one_line(string line, int code)
    {
        string[] words = line.Split(' ');
        using Peer tool = Programs.Sockeye(["ports", .. words]);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == code, ended.ToString());
        Assert.StartsWith("sockeye: ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(code == 2 && words.Length > 3 ? "--timeout" : words[0].Split('-') is [_, ""] or [_] ? words[0] : "", ended.Errors, StringComparison.Ordinal);
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
        // A namespace of its own, whose only way out swallows everything, and a host to which there is no way.
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-r", "-n"];
        const string Dummy = "ip link set lo up && ip link add d0 type dummy && ip addr add 192.0.2.1/24 dev d0 && ip link set d0 up && ip route add blackhole 198.51.100.0/24 && ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0 && exec \"$@\"";
        using Peer silent = Programs.SockeyeUnder([.. unshare, "bash", "-c", Dummy, "bash"], "ports", "80", "--scan", "192.0.2.9", "--timeout", "0.2");
        Ended ended = silent.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Matches("(?m)^ *80 +filtered .*no answer \\(ETIMEDOUT\\)", ended.Output);
        using Peer away = Programs.SockeyeUnder([.. unshare, "bash", "-c", Dummy, "bash"], "ports", "80", "--scan", "203.0.113.1");
        Assert.Matches("(?m)^ *80 +filtered .*\\(ENETUNREACH\\)", away.End().Output);
    }

    private static string? State(JsonElement[] rows, int port) => rows.Single(row => row.GetProperty("port").GetInt32() == port).GetProperty("state").GetString();

    private static JsonElement[] Rows(params string[] words)
    {
        using Peer tool = Programs.Sockeye(words);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }
}
