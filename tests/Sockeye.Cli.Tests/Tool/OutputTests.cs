using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>What comes out, for people and for programs.</summary>
public sealed class OutputTests
{
    private const string Escape = "\e";

    [Fact]
    public void A_dialogue_has_no_colour_when_piped()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer client = Programs.Sockeye("echo", where, "hello", "closes", "--dialogue");
        Assert.Equal($"Client: connects to {where}\nClient: hello\nServer: hello\nClient: \"closes\"\nServer: \"closes\"\nClient: closes\n", client.End().Output);
    }

    [NeedsTheory("python3")]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public void On_a_terminal_it_is_a_dialogue_with_colour_unless_that_is_unwanted(string? noColor, bool colour)
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer client = Programs.SockeyeOnTerminal(noColor, "echo", where, "hello");
        Ended ended = client.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Server:", ended.Output, StringComparison.Ordinal);
        Assert.Equal(colour, ended.Output.Contains(Escape, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_one_object_a_line_and_errors_too()
    {
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where);
        using Peer client = Programs.Sockeye("sum", where, "1", "two", "--json");
        Ended ended = client.End();
        Assert.Equal(4, ended.ExitCode);
        JsonElement[] said = [.. ended.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["connects", "says", "says", "closes", "fails"], said.Select(one => one.GetProperty("event").GetString()));
        Assert.Equal("1 two\n", said[1].GetProperty("text").GetString());
        JsonElement error = JsonDocument.Parse(ended.Errors).RootElement;
        Assert.Equal("RefusedException", error.GetProperty("type").GetString());
        Assert.Equal(4, error.GetProperty("exit").GetInt32());
        using Peer refused = Programs.Sockeye("echo", "unix:@sockeye-nobody", "x", "--json");
        Assert.Equal("ECONNREFUSED", JsonDocument.Parse(refused.End().Errors).RootElement.GetProperty("errno").GetString());
    }

    [Theory]
    [InlineData("echo|127.0.0.1:no-such-service|x", 3, "EAI_SERVICE")]
    [InlineData("connect|unix:@sockeye-nobody", 4, "ECONNREFUSED")]
    [InlineData("listen|192.0.2.1:0", 3, "EADDRNOTAVAIL")]
    [InlineData("serve|echo|192.0.2.1:0", 3, "EADDRNOTAVAIL")]
    [InlineData("echo|:7", 2, null)]
    [InlineData("echo|:7|x|--timeout|soon", 2, null)]
    [InlineData("nosuch", 2, null)]
    public void With_json_every_error_is_an_object(string line, int code, string? errno)
    {
        using Peer tool = Programs.Sockeye([.. line.Split('|'), "--json"]);
        Ended ended = tool.End();
        Assert.Equal(code, ended.ExitCode);
        JsonElement error = JsonDocument.Parse(ended.Errors).RootElement;
        Assert.Equal(code, error.GetProperty("exit").GetInt32());
        Assert.Equal(errno, error.TryGetProperty("errno", out JsonElement name) ? name.GetString() : null);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public void A_server_tells_programs_when_it_is_ready_and_when_it_stopped(string place)
    {
        using Peer server = Programs.Sockeye("serve", "echo", place, "--json");
        string rest = server.OutputLine("{\"event\":\"ready\",");
        string where = JsonDocument.Parse("{" + rest).RootElement.GetProperty("endpoint").GetString()!;
        using Peer client = Programs.Sockeye("echo", where, "hello");
        Assert.Equal("hello\n", client.End().Output);
        server.Signal("TERM");
        Ended ended = server.End();
        Assert.StartsWith("{\"event\":\"stopped\",\"served\":1,\"refused\":0,\"failed\":0,\"lost\":0,\"ended\":0,\"aborted\":0,\"abandoned\":0,", ended.Output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("", ended.Errors);
    }

    [NeedsFact(Machine.Loopback6)]
    public void Listen_tells_programs_on_standard_error_when_it_is_ready()
    {
        using Peer listener = Programs.Sockeye("listen", "[::]:0", "--json");
        Assert.Equal("\"note\",\"text\":\"note: reachable from other machines\"}", listener.ErrorLine("{\"event\":"));
        string rest = listener.ErrorLine("{\"event\":\"ready\",");
        Assert.StartsWith("[::]:", JsonDocument.Parse("{" + rest).RootElement.GetProperty("endpoint").GetString(), StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [InlineData("echo")]
    [InlineData("sum")]
    public void A_reset_is_shown_as_one(string command)
    {
        using Peer server = Programs.Python("s = server(); c = s.accept()[0]; c.recv(99); c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); c.close(); sys.stdin.read()", "127.0.0.1:0");
        using Peer client = Programs.Sockeye(command, server.OutputLine("ready "), "1", "2", "--json");
        Ended ended = client.End();
        Assert.Equal(3, ended.ExitCode);
        JsonElement last = JsonDocument.Parse(ended.Output.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.Equal("resets", last.GetProperty("event").GetString());
        Assert.Equal("Server", last.GetProperty("who").GetString());
    }

    [NeedsFact("python3")]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        using Peer server = Programs.Python("s = server(); c = s.accept()[0]\ntry:\n  while True: c.sendall(b'line\\n' * 1000)\nexcept OSError: print('gone')", "127.0.0.1:0");
        using Peer shell = Programs.Shell($"{Programs.SockeyeCommand} connect \"$1\" < /dev/null | head -1; echo ${{PIPESTATUS[0]}}", server.OutputLine("ready "));
        Ended ended = shell.End();
        Assert.Equal("line\n0\n", ended.Output);
        Assert.Equal("", ended.Errors);
        server.OutputLine("gone");
    }

    [Theory]
    [InlineData("--help", ">&-", 0, "")]
    [InlineData("--help", ">/dev/full", 3, "sockeye: standard output cannot be written: no space left on device\n")]
    [InlineData("probe", ">/dev/full", 3, "sockeye: standard output cannot be written: no space left on device\n")]
    [InlineData("probe", ">&-", 0, "")]
    public void Standard_output_that_takes_nothing_is_no_bug(string command, string redirect, int code, string errors)
    {
        using Peer shell = Programs.Shell($"{Programs.SockeyeCommand} {command} {redirect}");
        Ended ended = shell.End();
        Assert.Equal(errors, ended.Errors);
        Assert.Equal(code, ended.ExitCode);
    }

    [Theory]
    [InlineData("explain NOSUCH", 2)]
    [InlineData("sockets --port -1", 2)]
    [InlineData("sockets --port -1 --json", 2)]
    [InlineData("interfaces nosuch0", 3)]
    [InlineData("echo unix:@sockeye-nobody x", 4)]
    [InlineData("listen 192.0.2.1:0", 3)]
    [InlineData("serve echo 192.0.2.1:0", 3)]
    public void Closed_standard_error_leaves_the_exit_code(string line, int code)
    {
        using Peer shell = Programs.Shell($"{Programs.SockeyeCommand} {line} 2>&-");
        Ended ended = shell.End();
        Assert.Equal((code, "", ""), (ended.ExitCode, ended.Output, ended.Errors));
    }

    [NeedsFact("python3")]
    public void A_row_is_one_line_on_a_narrow_terminal_too()
    {
        using Peer tool = Programs.SockeyeOnTerminal("1", "ports");
        Assert.Matches("(?m)^privileged .*CAP_NET_BIND_SERVICE", tool.End().Output);
    }

    [Fact]
    public void Json_is_as_readable_as_it_may_be_and_moves_no_cursor()
    {
        string line = JsonLine.Of(static json => json.WriteString("text", "don't… <\u009b\e>"));
        Assert.Equal("{\"text\":\"don't… <\\u009B\\u001B>\"}", line);
    }

    [Fact]
    public void What_is_not_UTF_8_is_said_as_it_was_written()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer shell = Programs.Shell($"{Programs.SockeyeCommand} echo \"$1\" grün $'a\\xff\\xc3(' --timeout 9 $'\\xed\\xa0\\x80' $'\\xef\\xbf\\xbd'", where);
        Assert.Equal(0, shell.End().ExitCode);
        Assert.Equal([.. "grün\na"u8, 0xFF, 0xC3, .. "(\n"u8, 0xED, 0xA0, 0x80, .. "\n\uFFFD\n"u8], shell.OutputBytes);
    }

    [Fact]
    public void An_empty_message_on_a_stream_is_not_shown_as_received()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer client = Programs.Sockeye("echo", where, "", "--dialogue");
        Assert.DoesNotContain("Server:", client.End().Output, StringComparison.Ordinal);
        using Peer datagrams = Programs.Serve("echo", "udp://127.0.0.1:0", out where);
        using Peer sender = Programs.Sockeye("echo", where, "", "--dialogue");
        Assert.Contains("Server: ", sender.End().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_commands_may_write_to_one_file()
    {
        using var folder = new TemporaryFolder();
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        string tool = Programs.SockeyeCommand;
        using Peer shell = Programs.Shell($"{{ echo first; {tool} echo $1 second; {tool} echo $1 third --dialogue; echo last; }} > $2", where, folder.Below("out"));
        Assert.Equal(0, shell.End().ExitCode);
        Assert.Equal($"first\nsecond\nClient: connects to {where}\nClient: third\nServer: third\nClient: closes\nlast\n", File.ReadAllText(folder.Below("out")));
    }

    [Fact]
    public void A_word_with_a_dash_or_an_at_sign_can_be_said()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer client = Programs.Sockeye("echo", where, "-5", "@file", "--", "--json", "-x");
        Assert.Equal("-5\n@file\n--json\n-x\n", client.End().Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("serve")]
    [InlineData("serve echo")]
    [InlineData("serve discard")]
    [InlineData("serve daytime")]
    [InlineData("serve chargen")]
    [InlineData("serve sum")]
    [InlineData("serve chat")]
    [InlineData("serve files")]
    [InlineData("echo")]
    [InlineData("sum")]
    [InlineData("connect")]
    [InlineData("listen")]
    [InlineData("host")]
    [InlineData("resolve")]
    [InlineData("reverse")]
    [InlineData("interfaces")]
    [InlineData("ports")]
    [InlineData("sockets")]
    [InlineData("race")]
    public void Every_help_has_an_example(string command)
    {
        using Peer help = Programs.Sockeye([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Ended ended = help.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains($"Example:\n  ", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"sockeye {command}".TrimEnd(), ended.Output[ended.Output.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum", "ENDPOINT A B")]
    [InlineData("echo", "ENDPOINT MESSAGE…")]
    [InlineData("connect", "ENDPOINT")]
    [InlineData("listen", "ENDPOINT")]
    [InlineData("serve echo", "ENDPOINT")]
    [InlineData("host", "[NAME]")]
    [InlineData("resolve", "HOST [SERVICE]")]
    [InlineData("ports", "[NAME|NUMBER|FROM-TO …]")]
    public void The_usage_line_says_what_is_due(string command, string words)
    {
        using Peer help = Programs.Sockeye([.. command.Split(' '), "--help"]);
        Assert.Contains($"\n  sockeye {command} {words} [options]\n", help.End().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_the_assemblys()
    {
        using Peer version = Programs.Sockeye("--version");
        Assert.Equal(typeof(ExitCode).Assembly.GetName().Version!.ToString(3), version.End().Output.Trim());
    }
}
