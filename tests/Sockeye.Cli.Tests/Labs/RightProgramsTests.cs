using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>Right programs in several languages pass, whole labs at a time, through the tool.</summary>
[Trait("Category", "Slow")]
public sealed class RightProgramsTests
{
    [NeedsFact("python3")]
    public void Echo_in_Python()
        => Passes("echo", 17, "--server", Trial.Python("echo_server"), "--client", Trial.Python("echo_client"));

    [NeedsFact("python3")]
    public void Sum_in_Python()
        => Passes("sum", 16, "--server", Trial.Python("sum_server"), "--client", Trial.Python("sum_client"));

    [NeedsFact("socat")]
    public void Echo_with_socat()
        => Passes("echo", 17, "--server", "socat TCP-LISTEN:{port},fork,reuseaddr EXEC:cat", "--client", "socat -t 10 - TCP:{host}:{port}");

    [NeedsFact("python3")]
    public void Echo_for_several_clients_in_Python_with_select()
        => Passes("echo", 11, "--parallel", "--server", Trial.Python("echo_select_server"));

    [NeedsFact("socat")]
    public void Echo_for_several_clients_with_a_process_each()
        => Passes("echo", 11, "--parallel", "--server", "socat TCP-LISTEN:{port},fork,reuseaddr EXEC:cat");

    [NeedsFact("ncat")]
    public void Echo_with_ncat()
        // The client alone. As a server it loses what comes together with its client's end; and on a busy machine it stands still
        // in the long case, writing to a cat that writes to it.
        => Passes("echo", 7, "--client", "/usr/bin/ncat {host} {port}", "--json");

    [Fact]
    public void Our_own_services()
    {
        Passes("echo", 8, "--server", $"{Programs.SockeyeCommand} serve echo {{host}}:{{port}}");
        Passes("sum", 10, "--server", $"{Programs.SockeyeCommand} serve sum {{host}}:{{port}}");
        Passes("echo", 7, "--client", $"{Programs.SockeyeCommand} connect {{host}}:{{port}}");
    }

    internal static void Passes(string lab, int cases, params string[] options)
    {
        using Peer check = Programs.Sockeye(["lab", "check", lab, .. options]);
        Ended ended = check.End(TimeSpan.FromMinutes(2));
        Assert.True(ended.ExitCode == 0, $"{ended}");
        if (!options.Contains("--json"))
        {
            Assert.EndsWith($"all {cases} cases passed\n", ended.Output, StringComparison.Ordinal);
            return;
        }

        JsonElement[] lines = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.True(lines.Length > cases);
        Assert.All(lines[..^1], static line => Assert.True(line.GetProperty("passed").GetBoolean()));
        Assert.Equal("summary", lines[^1].GetProperty("event").GetString());
    }
}
