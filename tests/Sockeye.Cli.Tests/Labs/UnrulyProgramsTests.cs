using System.Globalization;
using Sockeye.Cli.Labs;
using Sockeye.Cli.Labs.Programs;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>Programs that do not even begin, or that do not want to end: explained, and gone afterwards.</summary>
public sealed class UnrulyProgramsTests : IDisposable
{
    private static readonly LabTimes s_hasty = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("server", "echo 'no such table' >&2; exit 3 #", "the program ended with exit code 3 before it listened", "no such table")]
    [InlineData("server", "/no/such/program", "the program ended with exit code 127 before it listened", "/no/such/program")]
    [InlineData("server", "exec sleep 1000 #", "it runs, and listens on no port", "")]
    [InlineData("server", "true", "it ended without listening", "")]
    [InlineData("client", "exit 3 #", "the program ended with exit code 3 and did not connect", "")]
    [InlineData("client", "exec sleep 1000 #", "it runs, and does not connect", "")]
    public void One_that_does_not_begin_is_explained(string side, string command, string happened, string errors)
    {
        LabResult result = Trial.Try("echo", side, "short", command, s_hasty);
        Assert.Equal(happened, result.Wrong!.Happened);
        Assert.Contains(errors, result.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("socat")]
    public void A_server_on_another_port_is_told_which_one_it_took()
    {
        LabResult result = Trial.Try("echo", "server", "short", "exec socat TCP-LISTEN:0,bind=127.0.0.1 EXEC:cat #", s_hasty);
        Assert.StartsWith("it listens on port ", result.Wrong!.Happened, StringComparison.Ordinal);
        Assert.Equal(Hints.Port, result.Wrong.Hint);
    }

    [NeedsFact("socat")]
    public void A_server_that_goes_into_the_background_and_prints_without_end_is_served_all_the_same()
        => Assert.Null(Trial.Try("echo", "server", "many", "yes & yes >&2 & socat TCP-LISTEN:{port},fork,reuseaddr EXEC:cat & exit 0 #").Wrong);

    [NeedsFact("python3")]
    public void A_client_that_prints_without_end_is_ended()
    {
        LabResult result = Trial.Try("echo", "client", "short", $"{Trial.Python("echo_client")} {{host}} {{port}}; exec yes", Trial.Hasty);
        Assert.StartsWith("the client prints without end", result.Wrong!.Happened, StringComparison.Ordinal);
    }

    [NeedsFact("unshare")]
    public void One_that_ignores_signals_and_leaves_its_group_is_ended_all_the_same()
    {
        using (new LeashedProgram($"trap '' TERM INT HUP; setsid sh -c '{Sleeper("away")}' & {Sleeper("here")}", [], 0))
        {
            WaitUntilItRuns("away");
            WaitUntilItRuns("here");
        }

        Assert.False(IsAlive("away"));
        Assert.False(IsAlive("here"));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public void When_the_check_is_ended_so_is_the_program(string signal, int code)
    {
        using Peer check = Programs.SockeyeUnder(["env", "--default-signal=INT"], "lab", "check", "echo", "--server", $"{Sleeper("server")} #");
        WaitUntilItRuns("server");
        check.Signal(signal);
        Assert.Equal(code, check.End().ExitCode);
        Eventually.True(() => !IsAlive("server"), Peer.Patience);
    }

    /// <summary>Words of the shell that tell where they run, and then stay.</summary>
    private string Sleeper(string name) => $"echo $$ >\"{_folder.Below(name)}.new\"; mv \"{_folder.Below(name)}.new\" \"{_folder.Below(name)}\"; exec sleep 1000";

    private void WaitUntilItRuns(string name)
    {
        // Amid its exec a process has no command line for a moment.
        Eventually.True(() => File.Exists(_folder.Below(name)) && IsAlive(name), Peer.Patience);
    }

    // One that has ended and that nobody has asked about yet is still listed, without a command line.
    private bool IsAlive(string name)
    {
        string process = $"/proc/{int.Parse(File.ReadAllText(_folder.Below(name)), CultureInfo.InvariantCulture)}/cmdline";
        try
        {
            return File.ReadAllText(process).Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
