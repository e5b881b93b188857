using System.Diagnostics;
using System.Globalization;
using Sockeye.Loops;
using Sockeye.Servers.Datagrams;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>What receives is made, or it is said that it was not; and nothing of it stays.</summary>
[Collection(Alone.Name)]
public sealed class CrewTests
{
    [Fact]
    public async Task WhereNoThreadCanBeMade_TheServerSaysSo()
    {
        await using var server = new UdpServer(Scene.Anywhere, static request => request.ReplyAsync(request.Data), new ServingOptions { By = ServeBy.Threads });
        Task serving = server.ServeForeverAsync();
        new WithoutThreads(server).Grow();
        await Assert.ThrowsAsync<OutOfMemoryException>(() => serving.InTime());
    }

    [Fact]
    public async Task WhereThereAreOthers_OneMoreIsNotMissed()
    {
        await using var server = new UdpServer(Scene.Anywhere, static request => request.ReplyAsync(request.Data), new ServingOptions { By = ServeBy.Threads });
        Task serving = server.ServeForeverAsync();
        var places = new Places(2);
        Assert.True(places.TryTake());
        new WithoutThreads(server, places).Grow();
        Assert.False(serving.IsCompleted);
        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }

    [Fact]
    public void AServerThatCouldNotBeMade_LeavesNoSocketOpen()
    {
        const int Many = 200;
        using var loops = new LoopGroup(new LoopOptions { Loops = Many });
        int before = Alone.Sockets;
        string highest = Directory.GetFileSystemEntries("/proc/self/fd").Max(static fd => int.Parse(Path.GetFileName(fd), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        string limits = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = limits.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        string me = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

        // Begun before there is nothing left to begin it with.
        using Process limiter = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"prlimit --pid {me} --nofile={highest}: && echo low && read word && prlimit --pid {me} --nofile={soft}: && echo high"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("low", limiter.StandardOutput.ReadLine());
        Exception? failed = Record.Exception(() => new UdpServer(Scene.Anywhere, static request => request.ReplyAsync(request.Data), new ServingOptions { Loops = loops }));
        limiter.StandardInput.WriteLine("restore");
        Assert.Equal("high", limiter.StandardOutput.ReadLine());

        Assert.Equal(Native.Errno.EMFILE, Assert.IsType<SocketFaultException>(failed).Errno);
        Assert.Equal(before, Alone.Sockets);
    }

    private sealed class WithoutThreads(UdpServer server, Places? places = null) : Crew(server, server.Socket, places ?? new Places(1))
    {
        protected override void Start() => throw new OutOfMemoryException("on purpose");

        protected override ValueTask<ReceivedMessage> Receive(DatagramVisit visit, CancellationToken waiting) => throw new NotSupportedException();

        protected override ValueTask Serve(DatagramVisit visit, ReceivedMessage message, bool isLast) => throw new NotSupportedException();

        protected override ValueTask Pause(TimeSpan pause) => default;
    }
}
