using System.Net;
using System.Text;
using Sockeye.Servers.Ready;
using Sockeye.Servers.Tests.Datagrams;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Ready;

/// <summary>Echo, discard, daytime, chargen and sum, in several ways of serving.</summary>
public sealed class SmallServiceTests
{
    private static readonly Daytime Daytime = new(new HandClock(new DateTimeOffset(1982, 2, 2, 17, 37, 43, TimeSpan.Zero)));

    public static TheoryData<ServeBy> Ways => [ServeBy.Loops, ServeBy.Threads, ServeBy.Selector];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Echo_sends_everything_back_also_after_the_clients_end(ServeBy by)
    {
        await using var running = new Running(Echo.Serve, new ServingOptions { By = by });
        using Socket client = running.Connect();
        byte[] sent = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 7))];
        Task sending = Scene.OnThread(() =>
        {
            client.SendAll(sent);
            client.Shutdown(ShutdownHow.SHUT_WR);
            return 0;
        });
        Assert.Equal(sent, client.Take(sent.Length));
        client.DemandEnd();
        await sending.InTime();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_client_that_is_waited_for_does_not_hold_up_a_shutdown(ServeBy by)
    {
        foreach (Func<StreamRequest, Task> handler in (Func<StreamRequest, Task>[])[Echo.Serve, Discard.Serve, Sum.Serve])
        {
            await using var running = new Running(handler, new ServingOptions { By = by, DrainTimeout = Timeout.InfiniteTimeSpan });
            using Socket client = running.Enter();
            running.DemandReading();
            Assert.Equal(new Drained(1, 0, 0), await running.Server.ShutdownAsync().InTime());
            client.DemandEnd();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Discard_says_nothing_and_closes_when_the_client_has(ServeBy by)
    {
        await using var running = new Running(Discard.Serve, new ServingOptions { By = by });
        using Socket client = running.Connect();
        client.SendAll(new byte[1_000_000]);
        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        Assert.Empty(running.Told);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Daytime_says_the_time_and_closes_whatever_the_client_has_said(ServeBy by)
    {
        await using var running = new Running(Daytime.Serve, new ServingOptions { By = by });
        using Socket client = running.Connect();
        client.SendAll("what time is it?\r\n"u8);
        Assert.Equal("Tuesday, February 2, 1982 17:37:43-UTC\r\n", Encoding.ASCII.GetString(client.Take(40)));
        client.DemandEnd();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Chargen_sends_the_lines_of_the_RFC_until_the_client_closes(ServeBy by)
    {
        await using var running = new Running(CharacterGenerator.Serve, new ServingOptions { By = by });
        using (Socket client = running.Connect())
        {
            string[] lines = Encoding.ASCII.GetString(client.Take(74 * 500)).Split("\r\n");
            Assert.Equal("""!"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefgh""", lines[1]);
            Assert.StartsWith(" !\"#", lines[0], StringComparison.Ordinal);
            Assert.StartsWith("~ !", lines[94], StringComparison.Ordinal);
            Assert.Equal(lines[..95], lines[95..190]);
            Assert.All(lines[..500], static line => Assert.Equal(72, line.Length));
        }

        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task Chargen_that_nobody_reads_ends_at_the_write_limit()
    {
        await using var running = new Running(CharacterGenerator.Serve, new ServingOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) });
        using Socket client = running.Connect();
        running.Demand<SocketTimeoutException>(client);
        Assert.Equal(1, running.Server.Counts[Limit.Write]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Sum_adds_and_goes_on_after_nonsense(ServeBy by)
    {
        await using var running = new Running(Sum.Serve, new ServingOptions { By = by });
        using Socket client = running.Connect();
        client.SendAll("2 40\r\nnonsense\n99999999999999999999 1\n"u8);
        using var reader = new StreamReader(client.OpenStream());
        Assert.Equal("42", await reader.ReadLineAsync());
        Assert.StartsWith("error: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("100000000000000000000", await reader.ReadLineAsync());
        client.SendAll("3 4"u8);
        client.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal("error: the line does not end with a line feed", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_line_of_Sum_that_dribbles_runs_into_the_limit_for_frames(ServeBy by)
    {
        await using var running = new Running(Sum.Serve, new ServingOptions { By = by, FrameTimeout = TimeSpan.FromMilliseconds(300) });
        using Socket client = running.Connect();
        client.SendAll("2 4"u8);
        Assert.Contains("a frame was not whole", running.Demand<SocketTimeoutException>(client).Message, StringComparison.Ordinal);
        Assert.Equal(1, running.Server.Counts[Limit.Frame]);
    }

    [Fact]
    public async Task In_datagrams_they_answer_too()
    {
        Assert.Equal("hello", await Ask(Echo.Answer, "hello"));
        Assert.Equal("Tuesday, February 2, 1982 17:37:43-UTC\r\n", await Ask(Daytime.Answer, ""));
        Assert.Equal("42\n", await Ask(Sum.Answer, "2 40"));
        Assert.Equal("-3\n", await Ask(Sum.Answer, "2 -5\n"));
        string characters = await Ask(CharacterGenerator.Answer, "");
        Assert.InRange(characters.Length, 0, 512);
        Assert.StartsWith(characters[..Math.Min(4, characters.Length)], " !\"#", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discard_answers_no_datagram()
    {
        await using var running = new RunningDatagrams(Discard.Answer);
        using Socket client = running.Client();
        client.Send("hello");
        Eventually.True(() => running.Server.Counts.Served == 1, Scene.Patience);
        client.Timeout = TimeSpan.FromMilliseconds(100);
        Assert.Throws<SocketTimeoutException>(() => client.Receive(10));
    }

    // Two echoes would answer each other for ever, once somebody has forged a first datagram.
    [Theory]
    [InlineData("127.0.0.1:7", false)]
    [InlineData("[::1]:1023", false)]
    [InlineData("127.0.0.1:1024", true)]
    [InlineData("192.0.2.1:7007", false)]
    public void Who_sends_from_a_port_of_services_is_not_answered(string client, bool isAnswered) => Assert.Equal(isAnswered, SmallServices.MayAnswer(IPEndPoint.Parse(client), new IPEndPoint(IPAddress.Any, 7007)));

    private static async Task<string> Ask(Func<DatagramRequest, ValueTask> handler, string words)
    {
        await using var running = new RunningDatagrams(handler);
        using Socket client = running.Client();
        return client.Ask(words);
    }
}
