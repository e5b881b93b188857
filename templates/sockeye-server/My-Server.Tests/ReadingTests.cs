using Sockeye.Servers;
using Sockeye.Testing;
using Sockeye.Wire;

namespace ServerNamespace.Tests;

/// <summary>The protocol, without a network and without waiting.</summary>
public sealed class ReadingTests
{
    private static readonly FrameCheck<Reading> s_check = new(ReadingFrames.Format, reading => $"{reading.Sensor}: {reading.Value}");

    [Fact]
    public void Readings_are_read_however_they_arrive() => s_check.Reads([0, 5, 7, 0, 0, 1, 0], "7: 256");

    [Fact]
    public void Readings_that_were_written_are_read_back() => s_check.RoundTrips(new Reading(1, 20), new Reading(255, int.MinValue));

    [Fact]
    public void What_is_no_reading_is_refused()
    {
        s_check.Refuses([0, 4, 7, 0, 0, 1], ProtocolError.Malformed);
        s_check.Refuses([0, 6, 7, 0, 0, 1, 0, 0], ProtocolError.TooLarge);
    }

    [Fact]
    public async Task The_answer_is_the_largest_value_so_far()
    {
        await using var server = new MemoryServer(() => new ReadingHandler(), pairs: new MemoryPairOptions { Cuts = Cuts.Every(1) });
        Task serving = server.ServeForeverAsync();

        await new PeerScript()
            .Say([0, 5, 7, 0, 0, 1, 0]).Expect([0, 5, 7, 0, 0, 1, 0])
            .Say([0, 5, 7, 0, 0, 0, 9]).Expect([0, 5, 7, 0, 0, 1, 0])
            .HalfClose().ExpectEnd()
            .RunAsync(server.Connect());

        await server.ShutdownAsync();
        await serving;
    }

    [Fact]
    public async Task Who_says_nothing_for_two_minutes_is_dropped()
    {
        var clock = new HandClock();
        await using var server = new MemoryServer(() => new ReadingHandler(), new ServingOptions { Clock = clock });
        Task serving = server.ServeForeverAsync();
        using MemoryEnd client = server.Connect();
        await server.SettledAsync();

        clock.Pass(TimeSpan.FromSeconds(123));

        await new PeerScript().ExpectReset().RunAsync(client);
        Assert.Equal(1, server.Counts[Limit.Idle]);
        await server.ShutdownAsync();
        await serving;
    }
}
