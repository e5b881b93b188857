using System.Text.Json;
using Sockeye.Cli.Racing;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Racing;

public sealed class RaceTests
{
    private static readonly string[] Ways = ["TCP on loopback", "Unix stream", "pipe", "socketpair"];

    public static TheoryData<string> EachWay => [.. Ways];

    [Theory]
    [MemberData(nameof(EachWay))]
    public void A_way_carries_messages_larger_than_its_buffers_both_ways(string name)
    {
        RaceWay way = RaceWay.All.Single(way => way.Name == name);
        var times = new List<long>();
        Turn.RoundTrips(way, 300_000, new Stint(default, 3), times, CancellationToken.None);
        Assert.Equal(3, times.Count);
        Assert.All(times, static time => Assert.True(time > 0));
        Assert.Equal(40L * Turn.Chunk, Turn.Flood(way, new Stint(default, 40), CancellationToken.None).Bytes);
    }

    [Theory]
    [MemberData(nameof(EachWay))]
    public void A_closed_end_ends_the_other(string name)
    {
        (IRaceEnd near, IRaceEnd far) = RaceWay.All.Single(way => way.Name == name).Open();
        using (far)
        {
            near.Dispose();
            Assert.Equal(0, far.Read(new byte[1]));
        }
    }

    [Fact]
    public void What_goes_wrong_in_the_other_thread_is_told_and_nobody_waits()
    {
        (IRaceEnd near, IRaceEnd far) = RaceWay.All[0].Open();
        using (near)
        {
            var beside = new Beside(far, static _ => throw new InvalidOperationException("so"));
            Assert.Equal(0, near.Read(new byte[1]));
            Assert.Equal("so", Assert.Throws<InvalidOperationException>(beside.Join).Message);
        }
    }

    [Fact]
    public void Messages_are_shared_out_to_the_rounds_and_none_is_lost()
        => Assert.Equal(13, Enumerable.Range(0, Race.Rounds).Sum(static round => new RaceOptions(1, TimeSpan.FromSeconds(1), 13).StintOf(round, 4).Count));

    [Fact]
    public void All_ways_are_in_the_result_and_the_quickest_is_one()
    {
        using Peer tool = Programs.Sockeye("race", "--messages", "20", "--size", "100", "--json");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        JsonElement[] rows = [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Ways, rows.Select(static row => row.GetProperty("way").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(1, rows[0].GetProperty("times_the_quickest").GetDouble());
        Assert.All(rows, static row =>
        {
            Assert.Equal(20, row.GetProperty("round_trips").GetInt32());
            Assert.Equal(100, row.GetProperty("size").GetInt32());
            Assert.True(row.GetProperty("round_trip_p99_us").GetDouble() >= row.GetProperty("round_trip_median_us").GetDouble());
            Assert.True(row.GetProperty("bytes_per_second").GetDouble() > 0);
        });
    }

    [Fact]
    public void A_table_says_what_was_measured()
    {
        using Peer tool = Programs.Sockeye("race", "--messages", "5", "--size", "7");
        string output = tool.End().Output;
        Assert.Matches("^way +round trip +p99 +ratio +throughput\n", output);
        Assert.Contains("\n\nround trip: 7 bytes there and back", output, StringComparison.Ordinal);
        Assert.Contains("█", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_ends_it()
    {
        using Peer tool = Programs.Sockeye("race", "--seconds", "1000");
        string status = $"/proc/{tool.Id}/task";
        Eventually.True(() => Directory.EnumerateDirectories(status).Any(static task => File.ReadAllText(task + "/comm").StartsWith("race", StringComparison.Ordinal)), Peer.Patience);
        tool.Signal("INT");
        Assert.Equal(130, tool.End().ExitCode);
    }

    [Theory]
    [InlineData("--size|0", "--size")]
    [InlineData("--messages|4", "--messages")]
    [InlineData("--seconds|0", "--seconds")]
    [InlineData("--seconds|1|--messages|10", "not both")]
    public void Nonsense_is_refused(string line, string words)
    {
        using Peer tool = Programs.Sockeye(["race", .. line.Split('|')]);
        Ended ended = tool.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }
}
