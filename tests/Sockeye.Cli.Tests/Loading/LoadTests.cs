using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Loading;

/// <summary>sockeye load against servers that echo: ours and other people's.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Places.Streams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    public void Our_own_server_echoes_every_byte_and_no_message_costs_an_allocation(string place)
    {
        using Peer server = Programs.Serve("echo", Places.In(_folder, place), out string where);
        JsonElement said = Load(where, "--connections", "5", "--depth", "3", "--size", "100", "--duration", "0.5", "--warmup", "0.3");
        Assert.Equal((5, 3, 100), (Int(said, "connections"), Int(said, "depth"), Int(said, "size")));
        Assert.Equal(JsonValueKind.Null, said.GetProperty("rate").ValueKind);
        Assert.True(Int(said, "messages") > 0, said.ToString());
        Assert.Equal((0, 0, 0, 0, 0), (Int(said, "wrong"), Int(said, "closed"), Int(said, "reset"), Int(said, "timed_out"), Int(said, "surplus")));
        Assert.InRange(Int(said, "allocated_bytes"), 0, 2000);      // for the look at the processor's time, and not for a message
        double[] latencies = [.. new[] { "p50_us", "p90_us", "p99_us", "p999_us", "max_us" }.Select(name => said.GetProperty(name).GetDouble())];
        Assert.Equal(latencies.Order(), latencies);
        Assert.True(latencies[0] > 0);
        Assert.InRange(said.GetProperty("mean_us").GetDouble(), 0, latencies[^1]);
        Assert.InRange(said.GetProperty("dead_seconds").GetDouble(), 0, 0.6);
        double[] counts = [.. said.GetProperty("histogram_messages").EnumerateArray().Select(static one => one.GetDouble())];
        Assert.Equal(counts.Length, said.GetProperty("histogram_below_us").GetArrayLength());
        Assert.Equal(Int(said, "messages"), counts.Sum());
        Assert.InRange(Int(said, "late"), 0, 15);       // what was under way when the time was over
        Assert.Equal((0, 0), (Int(said, "unanswered"), Int(said, "unsent")));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 1000, 3)]
    [InlineData(3, 64, 65537)]
    [InlineData(2, 5, 1_500_000)]
    public void Messages_of_every_size_and_depth_come_back_whole(int connections, int depth, int size)
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        JsonElement said = Load(where, "--connections", $"{connections}", "--depth", $"{depth}", "--size", $"{size}", "--duration", "0.3", "--warmup", "0.2");
        Assert.True(Int(said, "messages") > 0, said.ToString());
        Assert.Equal(0, Int(said, "wrong"));
    }

    [NeedsFact("python3")]
    public void Pythons_asyncio_echoes()
    {
        using Peer server = Programs.Python(
            """
            import asyncio
            async def echo(reader, writer):
                while data := await reader.read(65536):
                    writer.write(data)
                    await writer.drain()
            async def main():
                s = await asyncio.start_server(echo, '127.0.0.1', 0)
                print('ready 127.0.0.1:%d' % s.sockets[0].getsockname()[1])
                await s.serve_forever()
            asyncio.run(main())
            """);
        Assert.True(Int(Load(server.OutputLine("ready "), "--connections", "20", "--size", "5000", "--duration", "0.5", "--warmup", "0"), "messages") > 0);
    }

    [NeedsFact("socat")]
    public void Socat_echoes_on_a_Unix_socket()
    {
        string path = _folder.Below("s");
        using Peer socat = Programs.Socat("-d", "-d", $"UNIX-LISTEN:{path},fork", "EXEC:cat");
        Assert.NotNull(socat.ErrorLineContaining("listening on"));
        Assert.True(Int(Load($"unix:{path}", "--connections", "3", "--depth", "4", "--duration", "0.5", "--warmup", "0"), "messages") > 0);
    }

    [Fact]
    public void By_the_clock_no_more_goes_than_is_due()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        JsonElement said = Load(where, "--rate", "2000", "--connections", "4", "--duration", "0.5", "--warmup", "0.1");
        Assert.Equal(2000, Int(said, "rate"));
        Assert.InRange(Int(said, "messages"), 1, (int)(2000 * said.GetProperty("seconds").GetDouble()) + 210);     // and what was late from the warm-up
        Assert.NotEqual(JsonValueKind.Null, said.GetProperty("dead_seconds").ValueKind);
        JsonElement slow = Load(where, "--rate", "20", "--connections", "2", "--duration", "0.3", "--warmup", "0");
        Assert.Equal(JsonValueKind.Null, slow.GetProperty("dead_seconds").ValueKind);
    }

    [NeedsFact("python3")]
    public void By_the_clock_what_a_slow_server_leaves_unsent_counts_with_its_waiting_time()
    {
        using Peer server = Programs.Python(
            """
            import time
            s = server()
            c = s.accept()[0]
            while data := c.recv(32):
                time.sleep(0.05)
                c.sendall(data)
            """, "127.0.0.1:0");
        JsonElement said = Load(server.OutputLine("ready "), "--rate", "1000", "--connections", "1", "--duration", "0.6", "--warmup", "0");
        Assert.True(Int(said, "unsent") > 100, said.ToString());
        Assert.True(said.GetProperty("p50_us").GetDouble() > 100_000, said.ToString());       // each answer took some 50 ms from when it was sent
    }

    [Fact]
    public void A_person_gets_a_sheet_and_a_drawing_and_how_it_goes_on_request()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.Sockeye("load", where, "--connections", "1", "--duration", "0.5", "--warmup", "0.1", "--interval", "0.1");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        string[] lines = ended.Output.Split('\n');
        Assert.Equal($"load       1 connection to {where}, messages of 32 bytes, 1 under way on each; each message as soon as there is room (closed loop)", lines[0]);
        Assert.Matches(@"^messages   [\d,]+ a second, [\d.]+ [kM]?B/s each way; [\d,]+ in 0\.5\d s$", lines[1]);
        Assert.Matches(@"^latency    p50 [\d.]+ [µm]s   p90 [\d.]+ [µm]s   p99 [\d.]+ [µm]s   p99\.9 [\d.]+ [µm]s   max [\d.]+ [µm]s$", lines[2]);
        Assert.Matches(@"^dead time  \d\.\d\d s without any answer", lines[3]);
        Assert.Matches(@"^this side  [\d.]+ µs of processor time a message, \d+% of one", lines[4]);
        Assert.Equal("", lines[5]);
        Assert.Matches(@"^  below +\d+ [µm]s +\d+\.\d{3} %  █+$", lines[6]);
        Assert.Matches(@"(?m)^ +0\.\d s +[\d,]+ messages/s   p50 [\d.]+ .s   p99 [\d.]+ .s   max [\d.]+ .s$", ended.Errors);
    }

    [Fact]
    public void By_the_clock_the_sheet_says_how_many_may_be_under_way_and_not_how_many_are()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.Sockeye("load", where, "--connections", "2", "--rate", "500", "--depth", "4", "--duration", "0.3", "--warmup", "0");
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("messages of 32 bytes, at most 4 under way on each; 500 messages a second, ", ended.Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_explains_each_property_that_programs_get()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        JsonElement said = Load(where, "--duration", "0.2", "--warmup", "0");
        using Peer tool = Programs.Sockeye("load", "--help");
        string help = tool.End().Output;
        Assert.All(said.EnumerateObject(), property => Assert.Matches($@"(?m)^  (\w+,? )*{property.Name}[, ]", help));
        Assert.DoesNotMatch(@"--interval .*\[default", help);
    }

    [Fact]
    public void Progress_for_programs_is_an_object_a_line_on_standard_error()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.Sockeye("load", where, "--duration", "0.5", "--warmup", "0.1", "--interval", "0.1", "--json");
        Ended ended = tool.End();
        JsonElement first = JsonDocument.Parse(ended.Errors.Split('\n')[0]).RootElement;
        Assert.Equal("progress", first.GetProperty("event").GetString());
        Assert.True(first.GetProperty("messages_per_second").GetDouble() > 0);
        Assert.Single(ended.Output.TrimEnd('\n').Split('\n'));
    }

    [NeedsFact("python3")]
    public void On_a_terminal_it_says_how_it_goes_without_being_asked()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.SockeyeOnTerminal(null, "load", where, "--connections", "1", "--duration", "1.2", "--warmup", "0");
        Ended ended = tool.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@" 1\.\d s +[\d,]+ messages/s   p50 ", ended.Output);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_ends_it_and_what_was_measured_is_told(string signal, int code)
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.Sockeye("load", where, "--connections", "2", "--duration", "1000", "--warmup", "0", "--interval", "0.05");
        Assert.NotNull(tool.ErrorLineContaining("messages/s"));
        tool.Signal(signal);
        Ended ended = tool.End();
        Assert.Equal(code, ended.ExitCode);
        Assert.Contains(" s, interrupted\n", ended.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^latency +p50 ", ended.Output);
        Assert.DoesNotContain("sockeye:", ended.Errors, StringComparison.Ordinal);
    }

    private static JsonElement Load(string where, params string[] options)
    {
        using Peer tool = Programs.Sockeye(["load", where, .. options, "--json"]);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal("", ended.Errors);
        return JsonDocument.Parse(ended.Output).RootElement;
    }

    private static int Int(JsonElement said, string name) => said.GetProperty(name).GetInt32();
}
