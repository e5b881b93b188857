using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Loading;

/// <summary>sockeye load against servers that are none, or do not last: it is counted, told, and never waited for without end.</summary>
public sealed class LoadTroubleTests
{
    private const string Accepting =
        """
        import threading
        s = server()
        def each(work):
            number = 0
            while True:
                c = s.accept()[0]
                number += 1
                threading.Thread(target=work, args=(c, number), daemon=True).start()

        """;

    [NeedsTheory("python3")]
    [InlineData("1", "50000")]
    [InlineData("16", "7")]
    public void One_byte_that_is_wrong_once_is_found_and_counted_once(string depth, string size)
    {
        Ended ended = Against(
            """
            def work(c, number):
                at = 0
                while data := c.recv(65536):
                    if number == 2 and at <= 100_000 < at + len(data):
                        data = bytearray(data)
                        data[100_000 - at] ^= 1
                    at += len(data)
                    c.sendall(data)
            each(work)
            """, "--connections", "3", "--duration", "2", "--depth", depth, "--size", size);
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(1, Int(ended, "wrong"));
        Assert.Contains("no echo server: 1 message came back changed; on connection 2 ", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_server_that_answers_something_else_is_named_with_what_it_said()
    {
        Ended ended = Against(
            """
            def work(c, number):
                while data := c.recv(65536): c.sendall(b'x' * len(data))
            each(work)
            """, "--connections", "2", "--duration", "0.3");
        Assert.Equal(3, ended.ExitCode);
        Assert.True(Int(ended, "wrong") > 0, ended.ToString());
        IsNothing(ended);
        Assert.Equal("WrongAnswerException", Error(ended, "type"));
        Assert.Contains("and \\\"xxxxxxxxxxxxxxxx\\\" came back", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void What_is_wrong_while_nothing_is_measured_is_an_error_and_not_counted()
    {
        Ended ended = Against(
            """
            def work(c, number):
                c.sendall(b'x' * len(c.recv(65536)))
                while data := c.recv(65536): c.sendall(data)
            each(work)
            """, "--connections", "1", "--duration", "0.3", "--warmup", "1");
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(0, Int(ended, "wrong"));
        Assert.True(Int(ended, "messages") > 0, ended.ToString());
        Assert.Contains("no echo server: 1 message came back changed outside the measured time; on connection 1 ", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_person_sees_how_many_were_wrong_and_no_latency()
    {
        using Peer python = Programs.Python(Accepting + "def work(c, number):\n    while data := c.recv(65536): c.sendall(b'x' * len(data))\neach(work)", "127.0.0.1:0");
        using Peer tool = Programs.Sockeye("load", python.OutputLine("ready "), "--connections", "2", "--duration", "0.3", "--warmup", "0", "--interval", "0.1");
        Ended ended = tool.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Matches("(?m)^messages +0 a second, 0 B/s each way; 0 in ", ended.Output);
        Assert.Matches("(?m)^latency +-$", ended.Output);
        Match wrong = Regex.Match(ended.Output, "(?m)^wrong +([0-9,]+) messages? came back changed");
        Assert.True(wrong.Success, ended.ToString());
        Assert.Contains($"no echo server: {wrong.Groups[1].Value.Replace(",", "", StringComparison.Ordinal)} message", ended.Errors, StringComparison.Ordinal);
        Assert.Matches("(?m)^ +0\\.\\d s +0 messages/s   p50 -   p99 -   max -   \\d+ wrong$", ended.Errors);
    }

    [NeedsFact("python3")]
    public void What_comes_late_is_told_where_it_took_longer_than_all_that_is_measured()
    {
        using Peer python = Programs.Python(
            Accepting +
            """
            import time
            def work(c, number):
                c.sendall(c.recv(65536))
                data = c.recv(65536)
                time.sleep(1)
                c.sendall(data)
                while data := c.recv(65536): c.sendall(data)
            each(work)
            """, "127.0.0.1:0");
        using Peer tool = Programs.Sockeye("load", python.OutputLine("ready "), "--connections", "1", "--duration", "0.3", "--warmup", "0");
        Ended ended = tool.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches("(?m)^late +1 message came back after the measured time, and took up to [\\d.]+ m?s: more than any above$", ended.Output);
        Assert.Contains("the time is over; waiting at most 10 s for 1 message still under way\n", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void More_than_was_sent_ends_the_connection()
    {
        Ended ended = Against(
            """
            def work(c, number):
                while data := c.recv(65536): c.sendall(data + b'!')
            each(work)
            """, "--connections", "2", "--duration", "5");
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(2, Int(ended, "surplus"));
        Assert.Contains("2 of 2 connections did not last: 2 with a surplus of bytes", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [InlineData("c.shutdown(socket.SHUT_RDWR)", "closed", "WrongAnswerException", "1 of 5 connections did not last: 1 closed by the server; connection ")]
    [InlineData("c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))", "reset", "ConnectionResetException", "1 of 5 connections did not last: 1 reset; connection ")]
    public void One_connection_that_ends_is_told_and_the_others_go_on(string how, string counter, string type, string words)
    {
        Ended ended = Against(
            $$"""
            def work(c, number):
                for i in range(10 if number == 3 else 10**9):
                    data = c.recv(65536)
                    if not data: break
                    if i < 9 or number != 3: c.sendall(data)
                else: {{how}}
                c.close()
            each(work)
            """, "--connections", "5", "--duration", "0.5");
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(1, Int(ended, counter));
        Assert.Equal(0, Int(ended, "wrong"));
        Assert.True(Int(ended, "messages") > 10, ended.ToString());
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
        Assert.Equal((type, type == "WrongAnswerException" ? null : "ECONNRESET"), (Error(ended, "type"), Error(ended, "errno")));
    }

    [NeedsFact("python3")]
    public void A_server_that_closes_at_once_ends_it_before_its_time()
    {
        Ended ended = Against("def work(c, number): c.close()\neach(work)", "--connections", "4", "--duration", "1000");
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("4 of 4 connections did not last", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(0, Int(ended, "messages"));
    }

    [NeedsFact("python3")]
    public void A_server_that_resets_at_once_is_told_as_one()
    {
        Ended ended = Against("def work(c, number): c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); c.close()\neach(work)", "--connections", "4", "--duration", "1000");
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(" reset", ended.Errors, StringComparison.Ordinal);
        Assert.Matches("^(ECONNRESET|EPIPE)$", Error(ended, "errno") ?? "");
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("0.1")]
    public void A_server_that_never_answers_is_given_up_after_the_timeout(string duration)
    {
        using Socket deaf = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        Ended ended = Load($"{deaf.LocalEndPoint}", "--connections", "3", "--duration", duration, "--warmup", "0", "--timeout", "0.4");
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal((3, 0, 3), (Int(ended, "timed_out"), Int(ended, "messages"), Int(ended, "unanswered")));
        Assert.Contains("3 of 3 connections did not last: 3 timed out; connection 1: no answer for 0.4 s", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(("SocketTimeoutException", "ETIMEDOUT"), (Error(ended, "type"), Error(ended, "errno")));
        IsNothing(ended);
    }

    [Fact]
    public void Who_waits_for_the_last_answers_is_told_and_sees_that_there_were_none()
    {
        using Socket deaf = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using Peer tool = Programs.Sockeye("load", $"{deaf.LocalEndPoint}", "--connections", "2", "--duration", "0.1", "--warmup", "0", "--timeout", "1");
        Ended ended = tool.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("the time is over; waiting at most 1 s for 2 messages still under way\n", ended.Errors, StringComparison.Ordinal);
        Assert.Matches("(?m)^latency +-$", ended.Output);
        Assert.Matches("(?m)^unanswered +2 messages got no whole answer, nor in the [\\d.]+ s after the measured time", ended.Output);
        Assert.DoesNotContain("below", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_there_is_a_refusal()
    {
        using var silent = new Socket();
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Ended ended = Load($"{silent.LocalEndPoint}");
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("ECONNREFUSED", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    [NeedsFact("prlimit")]
    public void Too_few_descriptors_are_named()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where);
        using Peer tool = Programs.SockeyeUnder(["prlimit", "--nofile=100:100"], "load", where, "--connections", "200");
        Ended ended = tool.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("EMFILE", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("udp://127.0.0.1:7", "load speaks to streams")]
    [InlineData(":7|--connections", "--connections stands without its NUMBER.")]
    [InlineData(":7|--rate|1|--rate|2", "--rate is there 2 times, and may be there once.")]
    [InlineData(":7|--conections|5", "there is no option --conections here; do you mean --connections. See")]
    [InlineData(":7|-x", "there is no option -x here. See")]
    [InlineData(":7|--connections|0", "--connections takes a number from 1 to 100000, and not '0'")]
    [InlineData(":7|--size|0", "--size takes a number from 1 to 16777216")]
    [InlineData(":7|--depth|many", "--depth takes a number")]
    [InlineData(":7|--rate|0", "--rate takes a number from 1")]
    [InlineData(":7|--duration|0", "--duration takes seconds, more than 0")]
    [InlineData(":7|--interval|0", "--interval takes seconds, more than 0")]
    [InlineData(":7|--warmup|-1", "--warmup takes seconds, from 0")]
    [InlineData(":7|--connections|100000|--depth|65536", "--connections times --depth is at most 4194304")]
    [InlineData(":7|8|9", "one word too many")]
    [InlineData("", "the ENDPOINT is missing")]
    public void What_makes_no_sense_is_exit_code_2(string line, string words)
    {
        using Peer tool = Programs.Sockeye(["load", .. line.Split('|', StringSplitOptions.RemoveEmptyEntries)]);
        Ended ended = tool.End();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
        Assert.EndsWith(" See sockeye load --help\n", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    private static void IsNothing(Ended ended)
    {
        JsonElement said = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal((0, 0), (Int(ended, "messages"), Int(ended, "bytes_per_second")));
        Assert.All(["p50_us", "p90_us", "p99_us", "p999_us", "max_us", "mean_us"], name => Assert.Equal(JsonValueKind.Null, said.GetProperty(name).ValueKind));
        Assert.Equal(0, said.GetProperty("histogram_messages").GetArrayLength());
    }

    private static string? Error(Ended ended, string name)
        => JsonDocument.Parse(ended.Errors.TrimEnd('\n').Split('\n')[^1]).RootElement.TryGetProperty(name, out JsonElement said) ? said.GetString() : null;

    private static Ended Against(string server, params string[] options)
    {
        using Peer python = Programs.Python(Accepting + server, "127.0.0.1:0");
        return Load(python.OutputLine("ready "), options.Contains("--warmup") ? options : [.. options, "--warmup", "0"]);
    }

    private static Ended Load(string where, params string[] options)
    {
        using Peer tool = Programs.Sockeye(["load", where, .. options, "--json"]);
        return tool.End();
    }

    private static int Int(Ended ended, string name) => JsonDocument.Parse(ended.Output).RootElement.GetProperty(name).GetInt32();
}
