using System.Net;
using System.Text;
using Sockeye.Clients.Lines;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>Lines there and back, in both forms, and what may go wrong with them.</summary>
public sealed class LineClientTests
{
    public static TheoryData<bool> Forms => Form.Both;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Lines_GoWithCrLf_AndComeWithoutTheirEnds(bool blocking)
    {
        await using ScriptedServer server = new PeerScript()
            .Say("220 both\r\nlf alone\ncr alone at the end\r\r\n\r\n\n")
            .Expect("EHLO me\r\n").Expect("\r\n").Say("last\r\n").Serve();
        Form talk = await Form.To(server, blocking);
        foreach (string due in new[] { "220 both", "lf alone", "cr alone at the end\r", "", "" })
        {
            Assert.Equal(due, await talk.ReadLine());
        }

        await talk.WriteLine("EHLO me");
        await talk.WriteLine("");
        Assert.Equal("last", await talk.ReadLine());
        Assert.Null(await talk.TryReadLine());
        talk.Client.Dispose();
        await server.Done;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ALine_MayComeByteByByte(bool blocking)
    {
        var script = new PeerScript();
        foreach (char c in "slow\r\nnext\r\n")
        {
            script.Say(c.ToString());
        }

        await using ScriptedServer server = script.Serve();
        Form talk = await Form.To(server, blocking);
        Assert.Equal("slow", await talk.ReadLine());
        Assert.Equal("next", await talk.ReadLine());
    }

    [Theory]
    [InlineData("two\r\nlines")]
    [InlineData("two\nlines")]
    [InlineData("half\rone")]
    [InlineData("ends\0early")]
    [InlineData("ends so\n")]
    public async Task ALineThatWouldBeTwo_IsRefused_AndNothingIsSent(string line)
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("after").Serve();
        using LineClient client = LineClient.Connect(server.LocalEndPoint);
        Assert.Throws<ArgumentException>(() => client.WriteLine(line));
        Assert.Throws<ArgumentException>(() => client.WriteLine(Encoding.UTF8.GetBytes(line)));
        await Assert.ThrowsAsync<ArgumentException>(() => client.WriteLineAsync(line).AsTask());
        client.WriteLine("after");
        await server.Done;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task TheEndWhereALineWasDue_IsItsOwnError(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("220 hello\r\n").Close().Serve();
        Form talk = await Form.To(server, blocking);
        await talk.ReadLine();
        EndOfLinesException end = await Assert.ThrowsAsync<EndOfLinesException>(talk.ReadLine);
        Assert.True(end.Received.IsEmpty);
        Assert.Equal($"{server.LocalEndPoint} ended the stream where a line was due", end.Message);
        Assert.Null(await talk.TryReadLine());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task TheEndWithinALine_TellsWhatHadCome(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("250 hal\u0007f").Close().Serve();
        Form talk = await Form.To(server, blocking);
        EndOfLinesException end = await Assert.ThrowsAsync<EndOfLinesException>(talk.ReadLine);
        Assert.Equal("250 hal\af"u8.ToArray(), end.Received.ToArray());
        Assert.EndsWith("within a line: \"250 hal\\x07f\" had come", end.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EndOfLinesException>(talk.TryReadLine);
        Assert.Equal("250 hal\af"u8.ToArray(), await talk.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ALineWithoutEnd_IsRefusedAtTheLimit(bool blocking)
    {
        const int Limit = 1000;
        await using ScriptedServer server = new PeerScript()
            .Say(new string('x', Limit) + "\r\n" + new string('y', Limit + 1) + "\n").ExpectEnd().Serve();
        Form talk = await Form.To(server, blocking, new LineClientOptions { MaximumLine = Limit });
        Assert.Equal(new string('x', Limit), await talk.ReadLine());
        ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(talk.ReadLine);
        Assert.Equal(ProtocolError.TooLarge, error.Kind);
        Assert.Equal(server.LocalEndPoint.ToString(), error.Peer);
        talk.Client.Dispose();
    }

    [Fact]
    public async Task AnEndlessLine_DoesNotFillTheMemory()
    {
        await using Endless server = Endless.Start();
        using LineClient client = LineClient.Connect(server.LocalEndPoint);
        ProtocolException error = Assert.Throws<ProtocolException>(client.ReadLine);
        Assert.Contains("65536 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task SoManyBytes_OrAll_AreRead(bool blocking)
    {
        string body = new('b', 100_000);
        await using ScriptedServer server = new PeerScript().Say("* 5 octets\r\n12345)\r\n").Say(body).Close().Serve();
        Form talk = await Form.To(server, blocking);
        await talk.ReadLine();
        Assert.Equal("12345"u8.ToArray(), await talk.ReadExactly(5));
        Assert.Equal(")", await talk.ReadLine());
        Assert.Equal("bbb"u8.ToArray(), await talk.ReadExactly(3));
        Assert.Equal(body.Length - 3, (await talk.ReadToEnd()).Length);
        Assert.Empty(await talk.ReadToEnd());
        EndOfStreamException few = await Assert.ThrowsAsync<EndOfStreamException>(() => talk.ReadExactly(1));
        Assert.Contains("after 0 of 1 bytes", few.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AllButTooMuch_IsAnError(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("123456").Close().Serve();
        Form talk = await Form.To(server, blocking);
        Assert.Equal(ProtocolError.TooLarge, (await Assert.ThrowsAsync<ProtocolException>(() => talk.ReadToEnd(5))).Kind);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AServerThatSaysNothing_IsNotWaitedForLonger_AndCanBeReadAgain(bool blocking)
    {
        var go = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript().Say("ha").Until(() => go.Task).Say("lf\r\n").Serve();
        Form talk = await Form.To(server, blocking, new LineClientOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(0.2) } });
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(talk.ReadLine);
        Assert.Equal($"recv from {server.LocalEndPoint}: timed out after 0.2 s (ETIMEDOUT)", late.Message);
        Assert.False(late.IsConnectionLost);
        go.SetResult();
        string? line = null;
        for (int i = 0; line is null && i < 50; i++)
        {
            line = await talk.ReadLine().ContinueWith(static read => read.IsCompletedSuccessfully ? read.Result : null, TaskScheduler.Default);
        }

        Assert.Equal("half", line);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AReadOfBytesThatWasTooLate_HasLostNothing(bool blocking, bool toTheEnd)
    {
        var go = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript().Say("ha").Until(() => go.Task).Say("lf").Close().Serve();
        Form talk = await Form.To(server, blocking, new LineClientOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(0.2) } });
        Func<Task<byte[]>> read = toTheEnd ? () => talk.ReadToEnd() : () => talk.ReadExactly(4);
        await Assert.ThrowsAsync<SocketTimeoutException>(read);
        go.SetResult();
        byte[]? all = null;
        for (int i = 0; all is null && i < 50; i++)
        {
            all = await read().ContinueWith(static one => one.IsCompletedSuccessfully ? one.Result : null, TaskScheduler.Default);
        }

        Assert.Equal("half"u8.ToArray(), all);
    }

    // Each byte comes in time, and the line does not.
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AServerThatDrips_HasOneTimeoutForTheLine(bool blocking)
    {
        var isOver = new TaskCompletionSource();
        using var listener = Connections.Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task dripping = Drip(listener, isOver.Task);
        Form talk = await Form.To(listener.LocalEndPoint, blocking, new LineClientOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(0.5) } });
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(talk.ReadLine);
        Assert.Contains("timed out after 0.5 s", late.Message, StringComparison.Ordinal);
        isOver.SetResult();
        talk.Client.Dispose();
        await dripping;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AReset_SaysWho(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("hello").Reset().Serve();
        Form talk = await Form.To(server, blocking);
        await talk.WriteLine("hello");
        ConnectionResetException reset = await Assert.ThrowsAsync<ConnectionResetException>(talk.ReadLine);
        Assert.Equal(server.LocalEndPoint, reset.RemoteEndPoint);
    }

    [Fact]
    public async Task ATokenEndsAWait_AndWhatHadComeIsKept()
    {
        var go = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript().Say("ha").Until(() => go.Task).Say("lf\r\n").Serve();
        await using LineClient client = await LineClient.ConnectAsync(server.LocalEndPoint);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadLineAsync(enough.Token).AsTask());
        go.SetResult();
        Assert.Equal("half", await client.ReadLineAsync());
    }

    [Fact]
    public async Task BytesThatAreNoText_AreReplaced_Refused_OrGivenAsTheyAre()
    {
        byte[] line = [.. "caf"u8, 0xE9, .. "\r\n"u8];
        await using ScriptedServer server = new PeerScript().Say([.. line, .. line, .. "good\r\n"u8]).Serve();
        using (LineClient lenient = LineClient.Connect(server.LocalEndPoint))
        {
            Assert.Equal("caf\uFFFD", lenient.ReadLine());
            Assert.Equal(line[..^2], lenient.ReadLineBytes());
        }

        await using ScriptedServer again = new PeerScript().Say([.. line, .. "good\r\n"u8]).Serve();
        using LineClient strict = LineClient.Connect(again.LocalEndPoint, new LineClientOptions { Encoding = new UTF8Encoding(false, throwOnInvalidBytes: true) });
        ProtocolException error = Assert.Throws<ProtocolException>(strict.ReadLine);
        Assert.Equal((ProtocolError.Malformed, 3L), (error.Kind, error.Offset));
        Assert.Equal("good", strict.ReadLine());
    }

    [Fact]
    public async Task AHalfClose_LetsTheServerAnswer()
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("question").ExpectEnd().Say("answer\r\n").Serve();
        using LineClient client = LineClient.Connect(server.LocalEndPoint);
        client.WriteLine("question");
        client.ShutdownSend();
        Assert.Equal("answer", client.ReadLine());
        Assert.Null(client.TryReadLine());
    }

    [Fact]
    public void ARefusedConnection_IsTheUsualError()
    {
        using var taken = new Socket();
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Throws<ConnectionRefusedException>(() => LineClient.Connect(taken.LocalEndPoint));
    }

    private static async Task Drip(Connections.Listener listener, Task isOver)
    {
        await using Connections.Connection connection = await listener.AcceptAsync();
        try
        {
            while (!isOver.IsCompleted)
            {
                await connection.Output.WriteAsync("x"u8.ToArray());
                await Task.WhenAny(isOver, Task.Delay(20));
            }
        }
        catch (SocketFaultException)
        {
            // The client has gone.
        }
    }
}
