using System.Net;
using Sockeye.Connections;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Testing.Tests;

/// <summary>A script that comes true says nothing; one that does not says which step, what was due, what came, and where they differ.</summary>
public sealed class PeerScriptTests
{
    private static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AsAClient_OfARealServer()
    {
        await using var server = new TcpServer(new IPEndPoint(IPAddress.Loopback, 0), Greet);
        Task serving = server.ServeForeverAsync();
        byte[] kept = [];
        await new PeerScript()
            .ExpectLine("who is there?")
            .Say("me\r\n")
            .ExpectUpTo(" ", bytes => kept = bytes)
            .ExpectBytes(2, static bytes => Assert.Equal("me"u8.ToArray(), bytes))
            .Expect("!")
            .HalfClose()
            .ExpectEnd()
            .RunAsync(server.LocalEndPoint);
        Assert.Equal("hello "u8.ToArray(), kept);
        await server.ShutdownAsync();
        await serving;
    }

    [Fact]
    public async Task AsAServer_OfARealClient()
    {
        await using ScriptedServer server = new PeerScript().Say("220 ready\n").ExpectLine("QUIT").Say("221 bye\n").Close().Serve();
        await using Connection client = await Connection.ConnectAsync(server.LocalEndPoint);
        using var stream = new StreamReader(client.AsStream(leaveOpen: true));
        Assert.Equal("220 ready", await stream.ReadLineAsync());
        await client.Output.WriteAsync("QUIT\r\n"u8.ToArray());
        Assert.Equal("221 bye", await stream.ReadLineAsync());
        Assert.Null(await stream.ReadLineAsync());
        await server.Done.WaitAsync(Patience);
    }

    // They were left for the next step, where nobody looked at them.
    [Fact]
    public async Task BytesThatNobodyLooksAt_AreTakenAllTheSame()
    {
        (Connection first, Connection second) = Connection.CreatePair();
        Task one = new PeerScript().Say("123rest").HalfClose().ExpectEnd().RunAsync(first);
        await new PeerScript().ExpectBytes(3).Expect("rest").ExpectEnd().RunAsync(second);
        await one.WaitAsync(Patience);
    }

    [Fact]
    public async Task BothSides_OfAConnection_WithAReset()
    {
        await using ScriptedServer server = new PeerScript().Expect("x").Say("more").Reset().Serve();
        await new PeerScript().Say("x").ExpectReset().RunAsync(server.LocalEndPoint);
        await server.Done.WaitAsync(Patience);
    }

    [Fact]
    public async Task BothEnds_OfAPairOfSockets()
    {
        (Connection first, Connection second) = Connection.CreatePair();
        Task one = new PeerScript().Say("x").HalfClose().ExpectLine("y").ExpectEnd().RunAsync(first);
        await new PeerScript().Expect("x").ExpectEnd().Say("y\n").RunAsync(second);
        await one.WaitAsync(Patience);
    }

    [Fact]
    public async Task AStep_WaitsForSomethingElse()
    {
        using var pair = new MemoryPair();
        var happened = new TaskCompletionSource();
        Task script = new PeerScript().Say("a").Until(() => happened.Task).Say("b").RunAsync(pair.First);
        await new PeerScript().Expect("a").RunAsync(pair.Second.AsStream(leaveOpen: true));
        Assert.False(script.IsCompleted);
        happened.SetResult();
        await new PeerScript().Expect("b").ExpectEnd().RunAsync(pair.Second);
        await script.WaitAsync(Patience);
    }

    [Fact]
    public async Task AWrongByte_IsToldAtOnce_WithItsPlace()
    {
        using var pair = new MemoryPair();
        await pair.First.Output.WriteAsync("250 no"u8.ToArray());       // and no end of a line ever
        ScriptException wrong = await Fails(new PeerScript().Say("HELO\r\n").Expect("250 ok\r\n"), pair.Second);
        Assert.Equal(2, wrong.Step);
        Assert.Equal(
            "step 2 of 2, expect \"250 ok\\r\\n\": they differ at byte 4, where \"ok\\r\\n\" [6f 6b 0d 0a] was due and \"no\" [6e 6f] came; \"250 no\" came [32 35 30 20 6e 6f]",
            wrong.Message);
    }

    [Fact]
    public async Task AWrongLine_IsTold_WithoutItsEnd()
    {
        using var pair = new MemoryPair();
        await pair.First.Output.WriteAsync("hello you\r\nmore"u8.ToArray());
        Assert.Contains("where the end was due and \" you\" [20 79 6f 75] came", (await Fails(new PeerScript().ExpectLine("hello"), pair.Second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatDoesNotCome_IsTold_WithWhatCameSoFar()
    {
        using var pair = new MemoryPair();
        await pair.First.Output.WriteAsync("25"u8.ToArray());
        ScriptException late = await Fails(new PeerScript { StepTimeout = TimeSpan.FromMilliseconds(200) }.Expect("250"), pair.Second);
        Assert.Equal("step 1 of 1, expect \"250\": it was not done after 0.2 s; \"25\" came [32 35]", late.Message);
    }

    [Fact]
    public async Task AnEndTooEarly_AndAnEndThatIsMissing_AreTold()
    {
        using var early = new MemoryPair();
        await early.First.Output.WriteAsync("25"u8.ToArray());
        early.First.Dispose();
        Assert.Contains("the other side ended the stream; \"25\" came", (await Fails(new PeerScript().Expect("250"), early.Second)).Message, StringComparison.Ordinal);

        using var more = new MemoryPair();
        await more.First.Output.WriteAsync("more"u8.ToArray());
        Assert.Contains("expect the end: instead \"more\" came", (await Fails(new PeerScript().ExpectEnd(), more.Second)).Message, StringComparison.Ordinal);

        using var inOrder = new MemoryPair();
        inOrder.First.Dispose();
        Assert.Contains("ended the stream in order", (await Fails(new PeerScript().ExpectReset(), inOrder.Second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AResetWhereAnAnswerWasDue_IsTold()
    {
        using var pair = new MemoryPair();
        pair.First.Abort();
        ScriptException reset = await Fails(new PeerScript().Expect("250"), pair.Second);
        Assert.IsType<ConnectionResetException>(reset.InnerException!.InnerException);
    }

    [Fact]
    public async Task WhatALookThrows_IsTheStepsFailure()
    {
        using var pair = new MemoryPair();
        await pair.First.Output.WriteAsync("abc"u8.ToArray());
        ScriptException wrong = await Fails(new PeerScript().ExpectBytes(3, static bytes => Assert.Equal(4, bytes.Length)), pair.Second);
        Assert.Contains("Assert.Equal() Failure", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStream_HasNoHalves()
        => Assert.Contains("has no halves", (await Assert.ThrowsAsync<ScriptException>(() => new PeerScript().HalfClose().RunAsync(new MemoryStream()))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task AServerThatNobodyComesTo_IsClosed_AndSaysSo()
    {
        ScriptedServer server = new PeerScript().Say("x").Serve();
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => server.Done);
    }

    private static Task<ScriptException> Fails(PeerScript script, MemoryEnd end) => Assert.ThrowsAsync<ScriptException>(() => script.RunAsync(end));

    private static async Task Greet(StreamRequest request)
    {
        await request.Output.WriteAsync("who is there?\n"u8.ToArray());
        using var reader = new StreamReader(request.AsStream());
        string? name = await reader.ReadLineAsync();
        await request.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"hello {name}!"));
        await reader.ReadToEndAsync();
    }
}
