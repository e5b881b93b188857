using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>sockeye ping, in a network namespace of its own, where it is known which kind of socket is allowed.</summary>
public sealed class PingTests
{
    private const string Allowed = "ip link set lo up; echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range; ";
    private const string Forbidden = "ip link set lo up; echo '1 0' > /proc/sys/net/ipv4/ping_group_range; ";

    private static readonly string? WhyNot = Environment.IsPrivilegedProcess ? Machine.WhyNot("ip", "unshare", "setpriv") : "a network namespace needs root";

    [RootFact]
    public void Replies_AreTheLinesOfPing_AndASummary()
    {
        Ended ended = InNamespace(Allowed, "ping --count 2 --interval 0.01 --timeout 20 127.0.0.1");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        string[] lines = ended.Output.Split('\n');
        Assert.Equal("PING 127.0.0.1 (127.0.0.1): 56 bytes of data, by a datagram socket", lines[0]);
        Assert.Matches(@"^64 bytes from 127\.0\.0\.1: icmp_seq=1 ttl=64 time=\d+\.\d{3} ms$", lines[1]);
        Assert.Matches(@"^64 bytes from 127\.0\.0\.1: icmp_seq=2 ttl=64 time=\d+\.\d{3} ms$", lines[2]);
        Assert.Equal("--- 127.0.0.1 ping statistics ---", lines[3]);
        Assert.Matches(@"^2 packets transmitted, 2 received, 0% packet loss, time \d+ms$", lines[4]);
        Assert.Matches(@"^rtt min/avg/max/stddev = [\d.]+/[\d.]+/[\d.]+/[\d.]+ ms$", lines[5]);
    }

    [RootFact]
    public void ByARawSocket_WithASizeOfOnesOwn()
        => Assert.Contains("1008 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=", InNamespace(Forbidden, "ping --count 1 --size 1000 --timeout 20 127.0.0.1").Output, StringComparison.Ordinal);

    [RootFact]
    public void Json_IsAnObjectForEachAnswer_AndOneForAll()
    {
        Ended ended = InNamespace(Allowed, "ping -6 --count 1 --timeout 20 --json ::1");
        JsonElement[] said = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["reply", "summary"], said.Select(static one => one.GetProperty("event").GetString()));
        Assert.Equal(("::1", 1, 64), (said[0].GetProperty("from").GetString(), said[0].GetProperty("sequence").GetInt32(), said[0].GetProperty("bytes").GetInt32()));
        Assert.Equal(64, said[0].GetProperty("ttl").GetInt32());
        Assert.Equal(("datagram", 1, 1, 0.0), (said[1].GetProperty("via").GetString(), said[1].GetProperty("sent").GetInt32(), said[1].GetProperty("received").GetInt32(), said[1].GetProperty("loss_percent").GetDouble()));
    }

    [RootFact]
    public void NoReply_IsToldAndExitCode3()
    {
        Ended lost = InNamespace(Allowed + "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all; ", "ping --count 1 --timeout 0.1 127.0.0.1");
        Assert.Equal(3, lost.ExitCode);
        Assert.Contains("no answer within 0.1 s: icmp_seq=1", lost.Output, StringComparison.Ordinal);
        Assert.Contains("1 packets transmitted, 0 received, 100% packet loss", lost.Output, StringComparison.Ordinal);
        Ended nowhere = InNamespace(Allowed, "ping --count 1 203.0.113.9");
        Assert.Equal(3, nowhere.ExitCode);
        Assert.Contains("icmp_seq=1 network is unreachable", nowhere.Output, StringComparison.Ordinal);
        Assert.Contains("1 unreachable", nowhere.Output, StringComparison.Ordinal);
    }

    [RootFact]
    public void WithoutPermission_TheErrorNamesBothWaysOut()
    {
        Ended ended = InNamespace(Forbidden, "ping 127.0.0.1", "setpriv --bounding-set=-net_raw");
        Assert.Equal(3, ended.ExitCode);
        string line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("net.ipv4.ping_group_range", line, StringComparison.Ordinal);
        Assert.Contains("CAP_NET_RAW", line, StringComparison.Ordinal);
    }

    [RootFact]
    public void CtrlC_EndsItWithTheSummary()
    {
        using Peer ping = Peer.Start("unshare", "-n", "bash", "-c", $"{Allowed} exec {Programs.SockeyeCommand} ping --interval 0.01 127.0.0.1");
        ping.OutputLine("64 bytes from ");
        ping.Signal("INT");
        Ended ended = ping.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("--- 127.0.0.1 ping statistics ---", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--raw|--datagram|127.0.0.1", "--raw and --datagram do not go together")]
    [InlineData("-4|-6|localhost", "--ipv4 and --ipv6 do not go together")]
    [InlineData("--interval|0|localhost", "at least 0.002")]
    [InlineData("--size|65508|localhost", "--size takes a number from 0 to 65507")]
    [InlineData("--timeout|0|localhost", "--timeout takes seconds, more than 0")]
    [InlineData("--count|-1|localhost", "--count takes a number from 0")]
    [InlineData("--ttl|256|localhost", "--ttl takes a number from 0 to 255")]
    public void WhatMakesNoSense_IsExitCode2(string arguments, string words)
    {
        using Peer ping = Programs.Sockeye(["ping", .. arguments.Split('|')]);
        Ended ended = ping.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    private static Ended InNamespace(string setUp, string arguments, string under = "")
    {
        using Peer ping = Peer.Start("unshare", "-n", "bash", "-c", $"{setUp} exec {under} {Programs.SockeyeCommand} {arguments}");
        return ping.End();
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute() => Skip = WhyNot;
    }
}
