using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Serving;

/// <summary>sockeye serve echo on event loops.</summary>
public sealed class LoopEchoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("guarded", "--pipe")]
    [InlineData("inline", "--pipe")]
    [InlineData("pool", "--pipe")]
    [InlineData("guarded", "--raw")]
    [InlineData("inline", "--raw")]
    [InlineData("pool", "--raw")]
    public void Every_lane_echoes_every_byte(string lane, string how)
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--lane", lane, "--loops", "2", how);
        JsonElement said = Load(where, "--connections", "20", "--depth", "3", "--size", "5000");
        Assert.True(said.GetProperty("messages").GetInt32() > 0, said.ToString());
        Assert.Equal(0, said.GetProperty("wrong").GetInt32());
        server.Signal("TERM");
        Ended ended = server.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("stopped: 20 served", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_messages_on_a_Unix_socket_come_back_whole()
    {
        using Peer server = Programs.Serve("echo", "unix:" + _folder.Below("s"), out string where, "--lane", "guarded");
        Assert.Equal(0, Load(where, "--connections", "3", "--size", "1500000").GetProperty("wrong").GetInt32());
    }

    [NeedsFact("python3")]
    public void A_client_that_ends_its_half_gets_all_it_sent()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--loops", "1");
        using Peer client = Programs.Python(
            """
            s = conn()
            s.sendall(b'x' * 300000)
            s.shutdown(socket.SHUT_WR)
            got = 0
            while data := s.recv(65536): got += len(data)
            print('got', got)
            """,
            where);
        Assert.Equal("300000", client.OutputLine("got "));
    }

    [Fact]
    public void Programs_are_told_in_JSON()
    {
        using Peer server = Programs.Sockeye("serve", "echo", "127.0.0.1:0", "--pipe", "--json");
        server.OutputLine("""{"event":"ready",""");
        server.Signal("INT");
        JsonElement last = JsonDocument.Parse(server.End().Output.Trim().Split('\n')[^1]).RootElement;
        Assert.Equal(("stopped", 0, 0), (last.GetProperty("event").GetString(), last.GetProperty("served").GetInt32(), last.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public void More_clients_than_may_come_are_turned_away_and_counted()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--lane", "guarded", "--max-connections", "1");
        using Peer first = Programs.Sockeye("connect", where);
        first.Say("hello\n");
        first.OutputLine("hello");
        using Peer second = Programs.Sockeye("connect", where);
        second.EndInput();
        second.End();
        first.EndInput();
        first.End();
        server.Signal("TERM");
        Assert.Contains("1 refused", server.End().Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lane takes guarded, inline or pool, and not 'fast'", "--lane", "fast")]
    [InlineData("--loops takes a number from 1 to 1024, and not '0'", "--loops", "0")]
    [InlineData("--raw and --pipe do not go together", "--raw", "--pipe")]
    [InlineData("--lane goes with --by loops", "--by", "threads", "--lane", "pool")]
    [InlineData("--max-threads goes with --by threads", "--max-threads", "3")]
    [InlineData("--by takes loops, threads, one, selector or processes, and not 'fork'", "--by", "fork")]
    public void What_does_not_go_is_said(string words, params string[] options)
    {
        using Peer tool = Programs.Sockeye(["serve", "echo", "127.0.0.1:0", .. options]);
        Ended ended = tool.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve echo", @"--lane .*guarded \(on the loop, and a guard watches; the default\)", @"--idle .*\[default: 120\]", @"--max-connections .*\[default: 10000\]", @"sockeye serve echo :7007 --lane guarded --loops 1\n", "SIGTERM")]
    [InlineData("serve sum", @"--by .*processes \(one each\)", @"--drain .*\[default: 30\]", "SIGTERM")]
    [InlineData("serve", "event loops", "SIGTERM stops it", "ends with exit code 0")]
    public void The_help_says_what_ways_and_limits_there_are_and_how_a_script_stops_it(string command, params string[] words)
    {
        using Peer tool = Programs.Sockeye([.. command.Split(' '), "--help"]);
        Ended ended = tool.End();
        Assert.All(words, word => Assert.Matches(word, ended.Output));
        Assert.DoesNotContain(": a thread for each conversation", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Datagrams_are_refused()
    {
        using Peer tool = Programs.Sockeye("serve", "echo", "udp://127.0.0.1:0", "--raw");
        Ended ended = tool.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--raw is for streams", ended.Errors, StringComparison.Ordinal);
    }

    private static JsonElement Load(string where, params string[] options)
    {
        using Peer tool = Programs.Sockeye(["load", where, .. options, "--duration", "0.5", "--warmup", "0.2", "--json"]);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return JsonDocument.Parse(ended.Output).RootElement;
    }
}
