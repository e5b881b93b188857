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

    [Theory]
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

    [Fact]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        using Peer server = Programs.Python("s = server(); c = s.accept()[0]\ntry:\n  while True: c.sendall(b'line\\n' * 1000)\nexcept OSError: print('gone')", "127.0.0.1:0");
        using Peer shell = Programs.Shell($"{Programs.SockeyeCommand} connect \"$1\" < /dev/null | head -1; echo ${{PIPESTATUS[0]}}", server.OutputLine("ready "));
        Ended ended = shell.End();
        Assert.Equal("line\n0\n", ended.Output);
        Assert.Equal("", ended.Errors);
        server.OutputLine("gone");
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
    [InlineData("serve sum")]
    [InlineData("echo")]
    [InlineData("sum")]
    [InlineData("connect")]
    [InlineData("listen")]
    public void Every_help_has_an_example(string command)
    {
        using Peer help = Programs.Sockeye([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Ended ended = help.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains($"Example:\n  ", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"sockeye {command}".TrimEnd(), ended.Output[ended.Output.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_the_assemblys()
    {
        using Peer version = Programs.Sockeye("--version");
        Assert.Equal(typeof(ExitCode).Assembly.GetName().Version!.ToString(3), version.End().Output.Trim());
    }
}
