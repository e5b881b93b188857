using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Peers;

/// <summary>The tool against itself: what a newcomer types first.</summary>
public sealed class OurselvesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Places.All), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    [NeedsData(Machine.Loopback6, "udp://[::1]:0")]
    public void Echo_and_sum_in_every_family_and_kind(string place)
    {
        using Peer echo = Programs.Serve("echo", Places.In(_folder, place), out string where);
        using Peer client = Programs.Sockeye("echo", where, "hello", "grüße", "");
        Assert.Equal("hello\ngrüße\n\n", Succeeds(client));
        Stop(echo);
        using Peer sum = Programs.Serve("sum", Places.In(_folder, place), out where);
        using Peer adder = Programs.Sockeye("sum", where, "-5", "99999999999999999999999");
        Assert.Equal("99999999999999999999994\n", Succeeds(adder));
        Stop(sum);
    }

    [NeedsTheory(Machine.Loopback6)]
    [InlineData("")]
    [InlineData("udp://")]
    public void A_colon_and_a_port_is_this_machine_in_both_families(string scheme)
    {
        using Peer server = Programs.Serve("echo", scheme + ":0", out string where);
        string port = Programs.HostAndPort(where).Port;
        Assert.Equal($"{scheme}localhost:{port}", where);
        foreach (string host in new[] { "127.0.0.1", "::1", "localhost", "[::1]" })
        {
            using Peer client = Programs.Sockeye("echo", scheme + host, port, "hello");
            Assert.Equal("hello\n", Succeeds(client));
        }

        Assert.DoesNotContain("note:", server.Errors, StringComparison.Ordinal);
    }

    [NeedsFact(Machine.Loopback6)]
    public void All_addresses_in_IPv6_means_both_families_and_is_remarked()
    {
        using Peer server = Programs.Serve("echo", "[::]:0", out string where);
        server.ErrorLine("note: reachable from other machines");
        using Peer v4 = Programs.Sockeye("echo", "127.0.0.1", Programs.HostAndPort(where).Port, "four");
        Assert.Equal("four\n", Succeeds(v4));
    }

    [Theory]
    [MemberData(nameof(Places.Streams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    public void Listen_and_connect_carry_any_bytes_both_ways_and_pass_the_end_on(string place)
    {
        byte[] there = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        byte[] back = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 11))];
        using Peer listener = Programs.Sockeye("listen", Places.In(_folder, place));
        string where = listener.ErrorLine("ready: listening on ");
        using Peer client = Programs.Sockeye("connect", where);
        client.Say(there);
        client.EndInput();
        // The client's end has arrived, and the other half is still open.
        listener.Say(back);
        listener.EndInput();
        Assert.Equal(0, client.End().ExitCode);
        Assert.Equal(0, listener.End().ExitCode);
        Assert.Equal(there, listener.OutputBytes);
        Assert.Equal(back, client.OutputBytes);
        Assert.False(File.Exists(_folder.Below("s")));
    }

    [Theory]
    [MemberData(nameof(Places.Datagrams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "udp://[::1]:0")]
    public void Listen_and_connect_with_datagrams(string place)
    {
        using Peer listener = Programs.Sockeye("listen", Places.In(_folder, place), "--wait", "0.1");
        string where = listener.ErrorLine("ready: listening on ");
        using Peer client = Programs.Sockeye("connect", where, "--wait", "20");
        client.Say("one\ntwo\n");
        Assert.Equal("", listener.OutputLine("two"));
        listener.Say("three\n");
        Assert.Equal("", client.OutputLine("three"));
        listener.EndInput();
        Assert.Equal(0, listener.End().ExitCode);
        Assert.Equal("one\ntwo\n", listener.Output);
        Assert.False(File.Exists(_folder.Below("s")));
    }

    [Fact]
    public void Sum_goes_on_with_the_next_line_after_nonsense()
    {
        using Peer server = Programs.Serve("sum", ":0", out string where);
        using Peer client = Programs.Sockeye("connect", where);
        client.Say("1 2\nnonsense\n" + new string('9', 5000) + "\n3 4\n");
        client.EndInput();
        string[] lines = Succeeds(client).Split('\n');
        Assert.Equal("3", lines[0]);
        Assert.StartsWith("error: ", lines[1], StringComparison.Ordinal);
        Assert.Equal("error: the line is longer than 1024 bytes", lines[2]);
        Assert.Equal(["7", ""], lines[3..]);
    }

    private static void Stop(Peer server)
    {
        server.Signal("TERM");
        Assert.Equal(0, server.End().ExitCode);
        Assert.Contains("stopped: ", server.Errors, StringComparison.Ordinal);
    }

    private static string Succeeds(Peer client)
    {
        Ended ended = client.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output;
    }
}
