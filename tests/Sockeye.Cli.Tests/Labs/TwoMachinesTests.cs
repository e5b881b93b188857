using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>The labs' second machine: two network namespaces, a server in one, a client in the other.</summary>
public sealed class TwoMachinesTests
{
    private static readonly string s_script = Repository.Full("labs/two-machines.sh");

    // In namespaces of our own, so that it needs no root and meets nobody: those of ip-netns(8) are files below /run/netns.
    private const string Alone = "mount -t tmpfs none /run && exec bash -c \"$1\"";

    [NeedsFact("ip", "unshare")]
    public void A_client_on_one_talks_to_a_server_on_the_other()
    {
        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
        using Peer machines = Peer.Start("unshare", [.. asRoot, "--net", "--mount", "sh", "-c", Alone, "sh",
            $"""
            set -e
            '{s_script}' up
            '{s_script}' run left {Programs.SockeyeCommand} serve echo 10.77.0.1:7007 >/run/ready &
            until grep -q ready /run/ready; do sleep 0.1; done
            '{s_script}' run right {Programs.SockeyeCommand} echo 10.77.0.1:7007 'over the wire'
            kill $!
            wait $! || true
            '{s_script}' down
            ip netns list | wc -l
            """]);
        Ended ended = machines.End();
        Assert.True(ended.ExitCode == 0 && ended.Output == "over the wire\n0\n", $"{ended}");
    }

    [Fact]
    public void Without_a_word_that_it_knows_the_script_says_how_it_is_used()
    {
        using Peer script = Peer.Start(s_script, "sideways");
        Ended ended = script.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("labs/two-machines.sh up ", ended.Errors, StringComparison.Ordinal);
    }
}
