using Sockeye.Cli.Labs.Programs;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>Where a learner's command gets its host and port.</summary>
public sealed class CommandTemplateTests
{
    [Theory]
    [InlineData("python3 server.py", "python3 server.py 127.0.0.1 7007")]
    [InlineData("socat TCP-LISTEN:{port},fork EXEC:cat", "socat TCP-LISTEN:7007,fork EXEC:cat")]
    [InlineData("x --to {host}:{port} --again {port}", "x --to 127.0.0.1:7007 --again 7007")]
    public void Host_and_port_stand_where_the_command_says_or_behind_it(string command, string expected)
        => Assert.Equal(expected, CommandTemplate.Fill(command, "127.0.0.1", 7007, []));

    [Fact]
    public void Further_words_come_behind_and_the_shell_does_not_read_them()
        => Assert.Equal("x 127.0.0.1 7007 -5 '$(reboot)' 'it'\\''s' ''", CommandTemplate.Fill("x", "127.0.0.1", 7007, ["-5", "$(reboot)", "it's", ""]));
}
