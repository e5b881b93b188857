using System.Net;
using System.Text.Json;
using Sockeye.Cli.Demonstration;
using Sockeye.Cli.Talking;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>The demonstration shows what happens, not what was written down beforehand.</summary>
public sealed class DemoTests
{
    [Fact]
    public void It_shows_every_chapter_and_this_machines_name()
    {
        string text = Demo();
        Assert.Contains($"System: {Names.GetHostName()}\n", text, StringComparison.Ordinal);
        foreach (string line in new[]
        {
            "1. Who am I?", "2. An echo over IPv4", "3. An echo over IPv6", "4. An echo over a Unix socket", "5. Datagrams",
            "6. A sum", "7. Nobody there", "8. No answer", "Server: 42\\n", "Server: 100000000000000000000\\n", "Server: error: ",
            "Client: fails: ConnectionRefusedException: ", "(ECONNREFUSED), errno 111",
            "Client: fails: SocketTimeoutException: ", "timed out after 0.3 s (ETIMEDOUT), errno 110",
        })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("ought to have failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_message_and_another_port_change_the_text()
    {
        string text = DemoOnAnyPort(out int port, "--message", "quite another thing");
        string[] lines = text.Split('\n');
        foreach (string whole in new[] { "Client: quite another thing", "Server: quite another thing" })
        {
            Assert.Equal(3, lines.Count(line => line == whole));    // IPv4, IPv6 and Unix
        }

        foreach (string word in new[] { "quite", "another", "thing" })
        {
            Assert.Single(lines, line => line == $"Client: {word}");
            Assert.Single(lines, line => line == $"Server: {word}");
        }

        Assert.Single(lines, line => line == $"Client: connects to udp://127.0.0.1:{port}");
        Assert.Equal(4, lines.Count(line => line == $"Client: connects to 127.0.0.1:{port}"));
        Assert.Single(lines, line => line.Contains($"connect to 127.0.0.1:{port}: connection refused", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains($"connect to 127.0.0.1:{port}: timed out", StringComparison.Ordinal));
        Assert.DoesNotContain("hello", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_that_ought_to_have_failed_and_did_not_is_an_error_in_the_end()
    {
        var stage = new Stage(new Recorder(), "", 0, CancellationToken.None);
        stage.ExpectRefusal(() => throw new RefusedException("as it should"));
        stage.Conclude();
        stage.ExpectFault(() => { });
        Exception wrong = Assert.ThrowsAny<Exception>(stage.Conclude);
        Assert.Equal(ExitCode.Network, Failure.Of(wrong).Code);
    }

    [Fact]
    public void For_programs_it_is_JSON_lines()
    {
        string[] lines = Demo("--json").TrimEnd('\n').Split('\n');
        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(8, entries.Count(entry => entry.GetProperty("who").GetString() == "Demo"));
        Assert.Equal(2, entries.Count(entry => entry.GetProperty("event").GetString() == "fails"));
    }

    [NeedsFact("unshare", "ip")]
    public void On_a_machine_without_IPv6_it_says_so_and_goes_on()
    {
        // A network of its own, with IPv6 switched off and loopback up.
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-r", "-n"];
        using Peer demo = Programs.SockeyeUnder([.. unshare, "bash", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && ip link set lo up && exec \"$@\"", "bash"], "demo");
        Ended ended = demo.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("System: (this machine has no IPv6: ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("8. No answer", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_an_error()
    {
        using Socket holder = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using Peer demo = Programs.Sockeye("demo", "--port", $"{((IPEndPoint)holder.LocalEndPoint).Port}");
        Assert.Equal(3, demo.End().ExitCode);
    }

    private static string Demo(params string[] options)
    {
        using Peer demo = Programs.Sockeye(["demo", .. options]);
        Ended ended = demo.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output;
    }

    // A port that was free a moment ago: somebody else may be given it meanwhile, and then another is tried.
    private static string DemoOnAnyPort(out int port, params string[] options)
    {
        const int Attempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            using (Socket probe = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
            {
                port = ((IPEndPoint)probe.LocalEndPoint).Port;
            }

            using Peer demo = Programs.Sockeye(["demo", "--port", $"{port}", .. options]);
            Ended ended = demo.End();
            if (attempt < Attempts && ended.Errors.Contains("EADDRINUSE", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.True(ended.ExitCode == 0, ended.ToString());
            return ended.Output;
        }
    }
}
