using System.Text.Json;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>The commands to look things up in: constants and explain.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Constants_lists_prefixes()
    {
        string[] lines = Lines("constants");
        Assert.Equal(["prefix", "names", "for", "example"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Constants.Prefixes, lines[1..].Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public void Constants_of_a_prefix_are_a_table()
    {
        string[] lines = Lines("constants", "shut");
        Assert.Equal(
            [
                "number  hex  name       member",
                "     0  0x0  SHUT_RD    ShutdownHow.SHUT_RD",
                "     1  0x1  SHUT_WR    ShutdownHow.SHUT_WR",
                "     2  0x2  SHUT_RDWR  ShutdownHow.SHUT_RDWR",
            ],
            lines);
    }

    [Theory]
    [InlineData("AF_|1", "AF_UNIX AF_LOCAL AF_FILE")]
    [InlineData("MSG_|0x8000", "MSG_MORE")]
    [InlineData("EAI_|-2", "EAI_NONAME")]
    [InlineData("af_route", "AF_NETLINK AF_ROUTE")]
    [InlineData("AF_|999", "")]
    public void Constants_are_asked_by_number_and_name_too(string asked, string names)
    {
        string[] lines = Lines(["constants", .. asked.Split('|'), "--json"]);
        Assert.Equal(names, string.Join(' ', lines.Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString())));
    }

    [Fact]
    public void Constants_for_programs_have_number_name_and_member()
        => Assert.Equal(["""{"number":1025,"hex":"0x401","name":"NI_MAXHOST","member":"Sockeye.Sockets.SocketNumbers.NI_MAXHOST"}"""], Lines("constants", "NI_MAXHOST", "--json"));

    [Fact]
    public void Explain_tells_a_person()
    {
        string[] lines = Lines("explain", "connection", "refused");
        Assert.Equal("ECONNREFUSED  errno 111  \"connection refused\"", lines[0]);
        Assert.StartsWith("Nobody listens there", lines[2], StringComparison.Ordinal);
        Assert.Equal(["Causes", "Given by", "What to try", "In programs"], lines.Where(static line => line is "Causes" or "Given by" or "What to try" or "In programs"));
        Assert.Contains("  Sockeye  ConnectionRefusedException", lines);
    }

    [Fact]
    public void Explain_tells_of_an_error_without_a_text_what_the_system_says()
    {
        string[] lines = Lines("explain", "15");
        Assert.Equal("ENOTBLK  errno 15  \"block device required\"", lines[0]);
        Assert.DoesNotContain("Causes", lines);
    }

    [Fact]
    public void Explain_tells_programs()
    {
        JsonElement error = JsonDocument.Parse(Assert.Single(Lines("explain", "-2", "--json"))).RootElement;
        Assert.Equal("EAI_NONAME", error.GetProperty("name").GetString());
        Assert.Equal(-2, error.GetProperty("number").GetInt32());
        Assert.Contains("getaddrinfo", error.GetProperty("calls").EnumerateArray().Select(static call => call.GetString()));
        Assert.Equal("socket.gaierror", error.GetProperty("python").GetString());
        JsonElement bare = JsonDocument.Parse(Assert.Single(Lines("explain", "ENOTBLK", "--json"))).RootElement;
        Assert.Equal(JsonValueKind.Null, bare.GetProperty("means").ValueKind);
        Assert.Empty(bare.GetProperty("causes").EnumerateArray());
    }

    private static string[] Lines(params string[] words)
    {
        using Peer tool = Programs.Sockeye(words);
        Ended ended = tool.End();
        Assert.Equal("", ended.Errors);
        Assert.Equal(0, ended.ExitCode);
        return ended.Output.Length == 0 ? [] : ended.Output.TrimEnd('\n').Split('\n');
    }
}
