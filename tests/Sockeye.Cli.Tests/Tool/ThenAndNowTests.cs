using System.Text.RegularExpressions;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>docs/then-and-now.md: its commands. What it types at the prompt is in the tests of the prompt.</summary>
public sealed partial class ThenAndNowTests
{
    private static readonly IReadOnlyList<Match> Found = Commands().Matches(Repository.Read("docs/then-and-now.md"));

    public static TheoryData<string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (Match one in Found)
            {
                lines.Add(one.Groups["words"].Value.Trim(), one.Groups["answer"].Value.Trim());
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_command_answers_as_the_page_says(string words, string answer)
    {
        using Peer shell = Programs.Shell($"sockeye() {{ {Programs.SockeyeCommand} \"$@\"; }}; sockeye {words}");
        Ended ended = shell.End();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Contains(answer, ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_of_the_page_is_tried_and_says_what_to_see()
        => Assert.Equal(Regex.Count(Repository.Read("docs/then-and-now.md"), "^\\./sockeye ", RegexOptions.Multiline), Found.Count);

    [GeneratedRegex("^\\./sockeye (?<words>[^#\n]+) # (?<answer>.+)$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
