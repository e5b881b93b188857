using System.Text.Json;
using Sockeye.Cli.Labs;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>The command around the check: what it lists, what it says of a failure, and what it does not take.</summary>
public sealed class LabCommandTests
{
    [Fact]
    public void The_labs_are_listed_and_each_has_its_folder()
    {
        using Peer list = Programs.Sockeye("lab", "list", "--json");
        string[] names = [.. list.End().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("lab").GetString()!)];
        Assert.Equal(["echo", "sum"], names);
        Assert.All(names, static name => Assert.True(File.Exists(Repository.Full($"labs/{name}/README.md"))));
    }

    [Fact]
    public void A_task_is_shown()
    {
        using Peer show = Programs.Sockeye("lab", "show", "sum");
        Ended ended = show.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("sum: A server that adds", ended.Output, StringComparison.Ordinal);
        Assert.Contains("at most 1,024 bytes", ended.Output, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_failure_is_explained_with_the_dialogue_and_the_programs_own_words()
    {
        using Peer check = Programs.Sockeye("lab", "check", "echo", "--server", Trial.Python("wrong/server_decodes"));
        Ended ended = check.End();
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("  ✓ passed  short         a few bytes come back\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("  ✗ failed  non-ascii ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\n      happened: nothing came back, and the server closed, and the server ended with exit code 1\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"\n      hint:     {Hints.Decoding}\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\n        Client: aßßßßßßß\\xc3\n        Server: closes\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\n        UnicodeDecodeError: ", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 8 cases failed\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal("", ended.Errors);
    }

    [NeedsFact("python3")]
    public void For_programs_each_case_is_a_line_of_JSON()
    {
        using Peer check = Programs.Sockeye("lab", "check", "echo", "--server", Trial.Python("wrong/server_short_chunk"), "--json");
        Ended ended = check.End();
        JsonElement[] lines = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(4, ended.ExitCode);
        // Where TCP cuts a long message is its own affair, so that such a program may fail that case too.
        JsonElement[] wrong = [.. lines[..^1].Where(static line => !line.GetProperty("passed").GetBoolean())];
        JsonElement failed = Assert.Single(wrong, static line => line.GetProperty("case").GetString() == "pieces");
        Assert.Equal(Hints.ShortPiece, failed.GetProperty("hint").GetString());
        Assert.Contains("Client: and two", failed.GetProperty("dialogue").EnumerateArray().Select(static line => line.GetString()));
        Assert.Equal((lines.Length - 1 - wrong.Length, wrong.Length), (lines[^1].GetProperty("passed").GetInt32(), lines[^1].GetProperty("failed").GetInt32()));
    }

    [Theory]
    [InlineData("there is no lab 'ecco'; the labs are echo, sum. See sockeye lab check --help", "check", "ecco", "--server", "x")]
    [InlineData("nothing to check: say --server COMMAND, --client COMMAND, or both. See sockeye lab check --help", "check", "echo")]
    [InlineData("--parallel is for the lab echo, and this is sum. See sockeye lab check --help", "check", "sum", "--server", "x", "--parallel")]
    [InlineData("--parallel is about a server: say --server COMMAND too. See sockeye lab check --help", "check", "echo", "--client", "x", "--parallel")]
    [InlineData("--server takes a command for the shell, and this one is empty. See sockeye lab check --help", "check", "echo", "--server", " ")]
    [InlineData("--timeout takes seconds, more than 0 to 2147483, and not '0'. See sockeye lab check --help", "check", "echo", "--server", "x", "--timeout", "0")]
    [InlineData("a command is missing; the commands are list, show, check. See sockeye lab --help")]
    public void What_it_does_not_take_is_one_line(string message, params string[] words)
    {
        using Peer lab = Programs.Sockeye(["lab", .. words]);
        Ended ended = lab.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal($"sockeye: {message}\n", ended.Errors);
    }
}
