using System.Text.Json;
using System.Text.RegularExpressions;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Serving;

/// <summary>sockeye serve NAME ENDPOINT, for other people's clients.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("python3")]
    [InlineData("loops")]
    [InlineData("threads")]
    [InlineData("one")]
    [InlineData("selector")]
    [InlineData("processes")]
    public void Each_way_serves_the_same(string way)
    {
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where, "--by", way);
        using Peer client = Programs.Python("s = conn(); s.sendall(b'2 40\\n'); print(s.recv(9)); s.shutdown(socket.SHUT_WR); print(all(s))", where);
        Assert.Equal("b'42\\n'\nb''\n", client.End().Output);
        server.Signal("TERM");
        Ended ended = server.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("stopped: 1 served, 0 refused, 0 failed", ended.Errors, StringComparison.Ordinal);
        Assert.Equal($"ready: listening on {where}\n", ended.Output);    // a worker says nothing
    }

    [NeedsTheory("python3", Machine.Loopback6)]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void By_processes_both_families_of_this_machine_are_served(string host)
    {
        using Peer server = Programs.Serve("echo", ":0", out string where, "--by", "processes", "--max-processes", "1");
        using Peer client = Programs.Sockeye("echo", host, Programs.HostAndPort(where).Port, "hello");
        Assert.Equal("hello\n", client.End().Output);
        server.Signal("INT");
        Assert.Equal(0, server.End().ExitCode);
    }

    [NeedsFact("python3", "ncat", "socat")]
    public void Daytime_chargen_and_discard_are_what_others_take_them_for()
    {
        using Peer daytime = Programs.Serve("daytime", "127.0.0.1:0", out string where);
        (string host, string port) = Programs.HostAndPort(where);
        using Peer ncat = Programs.Ncat("--recv-only", host, port);
        Assert.Matches(@"^[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}, \d{4} \d\d:\d\d:\d\d-UTC\r\n$", ncat.End().Output);

        using Peer chargen = Programs.Serve("chargen", "udp://127.0.0.1:0", out where);
        using Peer asks = Programs.Python("s = conn(); s.settimeout(20); s.send(b''); d = s.recv(2000); print(len(d) <= 512 and all_printable(d))".Replace("all_printable(d)", "d == bytes(x for x in d if x in b'\\r\\n' or 32 <= x < 127)", StringComparison.Ordinal), where);
        Assert.Equal("True\n", asks.End().Output);

        using Peer discard = Programs.Serve("discard", "unix:" + _folder.Below("s"), out where);
        using Peer socat = Programs.Socat("-t", "5", "STDIO", $"UNIX-CONNECT:{_folder.Below("s")}");
        socat.Say(new string('x', 100_000));
        socat.EndInput();
        Assert.Equal((0, ""), (socat.End().ExitCode, socat.Output));
    }

    [NeedsFact("ncat")]
    public void People_chat_with_ncat_and_with_ours()
    {
        using Peer server = Programs.Serve("chat", "127.0.0.1:0", out string where);
        (string host, string port) = Programs.HostAndPort(where);
        using Peer ann = Programs.Ncat(host, port);
        ann.OutputLine("* welcome, ");
        ann.Say("/nick ann\n");
        ann.OutputLine("* you are ann now");
        using Peer ben = Programs.Sockeye("connect", where);
        ben.OutputLine("* welcome, ");
        ann.OutputLine("* guest2 has come");
        ben.Say("hello, ann\n");
        Assert.Equal("hello, ann", ann.OutputLine("<guest2> "));
        ben.Say("/quit\n");
        ben.OutputLine("* goodbye");
        Assert.Equal("", ann.OutputLine("* guest2 has left"));
        server.Signal("TERM");
        ann.OutputLine("* the server stops, goodbye");
        Assert.Contains("stopped: 2 served, 0 refused, 0 failed; at the end 1 ended", server.End().Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_client_of_the_sum_server_that_dribbles_is_thrown_out_and_told_of()
    {
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where, "--frame-timeout", "0.3");
        using Peer client = Programs.Python("s = conn(); s.sendall(b'1 '); print(s.recv(9))", where);
        Assert.NotEqual(0, client.End().ExitCode);
        server.ErrorLineContaining("a frame was not whole after 0.3 s");
        server.Signal("TERM");
        Assert.Contains("limits: frame 1", server.End().Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_flood_of_refusals_does_not_flood_the_log()
    {
        const int Many = 200;
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--max-per-address", "1");
        using Peer client = Programs.Python($"s = conn(); s.sendall(b'x'); s.recv(1)\nfor i in range({Many}): conn().recv(1)\nprint('done')", where);
        client.OutputLine("done");
        server.Signal("TERM");
        Ended ended = server.End();
        Assert.Contains($"{Many} refused", ended.Errors, StringComparison.Ordinal);
        Assert.Contains($"limits: per-address {Many}", ended.Errors, StringComparison.Ordinal);
        Assert.InRange(Regex.Count(ended.Errors, "MaxPerAddress"), 1, Many / 4);
    }

    [NeedsFact("python3")]
    public void The_drain_lets_a_conversation_end_and_a_second_signal_does_not()
    {
        // In the middle of a line, which the server waits for.
        const string Stubborn = "s = conn(); s.sendall(b'1 2\\n3 '); print('got', s.recv(9)); sys.stdin.read()";
        foreach (bool hurries in (bool[])[false, true])
        {
            using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where, "--drain", hurries ? "300" : "0.5", "--idle", "0", "--frame-timeout", "0", "--minimum-rate", "0");
            using Peer client = Programs.Python(Stubborn, where);
            client.OutputLine("got");
            server.Signal("TERM");
            Eventually.True(() => !Listens(where), Peer.Patience);
            if (hurries)
            {
                // The twin of a signal, within its first second, is the same one.
                Eventually.True(() => SignalAgain(server), Peer.Patience);
            }

            Ended ended = server.End();
            Assert.Equal(0, ended.ExitCode);
            Assert.Contains("at the end 0 ended, 1 aborted, 0 abandoned", ended.Errors, StringComparison.Ordinal);
        }
    }

    [NeedsFact("python3")]
    public void On_a_terminal_a_line_shows_how_it_goes()
    {
        using Peer server = Programs.SockeyeOnTerminal(null, "serve", "echo", "127.0.0.1:0");
        string where = server.OutputLine("ready: listening on ").TrimEnd('\r');
        using Peer client = Programs.Python("s = conn(); s.sendall(b'x'); print(s.recv(1)); sys.stdin.read()", where);
        client.OutputLine("b'x'");
        Assert.True(SpinWait.SpinUntil(() => server.Output.Contains("1 open", StringComparison.Ordinal), Peer.Patience), server.Output);
        Assert.Contains("refused", server.Output, StringComparison.Ordinal);
        Assert.Contains("\r\e[K", server.Output, StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [InlineData("--quiet")]
    [InlineData("--json")]
    public void Nobody_need_see_that_line(string option)
    {
        using Peer server = Programs.SockeyeOnTerminal(null, "serve", "echo", "127.0.0.1:0", option);
        Assert.True(SpinWait.SpinUntil(() => server.Output.Contains("127.0.0.1:", StringComparison.Ordinal), Peer.Patience), server.Output);
        using Peer client = Programs.Sockeye("echo", Regex.Match(server.Output, @"127\.0\.0\.1:\d+").Value, "hello");
        Assert.Equal("hello\n", client.End().Output);
        Assert.DoesNotContain("open", server.Output, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void Programs_are_told_the_counts()
    {
        using Peer server = Programs.Sockeye("serve", "sum", "127.0.0.1:0", "--json", "--max-connections", "1");
        string where = JsonDocument.Parse("{" + server.OutputLine("{\"event\":\"ready\",")).RootElement.GetProperty("endpoint").GetString()!;
        using Peer client = Programs.Python("s = conn(); s.sendall(b'1 2\\n'); print(s.recv(9)); print(all(conn()))", where);
        Assert.Equal("b'3\\n'\nb'error: too many connections\\n'\n", client.End().Output);
        server.Signal("TERM");
        Ended ended = server.End();
        JsonElement last = JsonDocument.Parse(ended.Output.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.Equal((1, 1, 0), (last.GetProperty("served").GetInt32(), last.GetProperty("refused").GetInt32(), last.GetProperty("failed").GetInt32()));
        Assert.Equal(1, last.GetProperty("limits").GetProperty("connections").GetInt32());
        Assert.Equal("note", JsonDocument.Parse(ended.Errors.Split('\n')[0]).RootElement.GetProperty("event").GetString());
    }

    [Fact]
    public void Datagrams_that_are_too_large_are_told_of_and_counted()
    {
        using Peer server = Programs.Serve("echo", "udp://127.0.0.1:0", out string where, "--max-datagram", "4");
        using Peer small = Programs.Sockeye("echo", where, "tiny");
        Assert.Equal("tiny\n", small.End().Output);
        using Peer large = Programs.Sockeye("echo", where, "large", "--timeout", "0.3");
        Assert.Equal(3, large.End().ExitCode);
        server.ErrorLineContaining("the datagram has 5 bytes, and 4 are the most");
        server.Signal("TERM");
        Assert.Contains("1 datagrams served, 0 refused, 0 failed, 0 lost in the queue", server.End().Errors, StringComparison.Ordinal);
    }

    private static bool Listens(string where)
    {
        string port = int.Parse(Programs.HostAndPort(where).Port, System.Globalization.CultureInfo.InvariantCulture).ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/tcp").Any(line => line.Contains($":{port} 00000000:0000 0A", StringComparison.Ordinal));
    }

    private static bool SignalAgain(Peer server)
    {
        if (!File.Exists($"/proc/{server.Id}/stat") || server.Errors.Contains("stopped:", StringComparison.Ordinal))
        {
            return true;
        }

        server.Signal("TERM");
        return false;
    }
}
