using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Streams;

/// <summary>A connection as a stream, alone and after the pipe.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task WhatThePipeHadReceived_IsReadFirst()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            peer.SendAll("linerest"u8);
            ReadResult read = await one.Input.ReadAtLeastAsync(8).InTime();
            one.Input.AdvanceTo(read.Buffer.GetPosition(4), read.Buffer.End);
            peer.SendAll("!"u8);
            Stream stream = one.AsStream();
            byte[] got = new byte[5];
            Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty).InTime());
            Assert.Equal(2, stream.Read(got.AsSpan(0, 2)));
            await stream.ReadExactlyAsync(got.AsMemory(2)).InTime();
            Assert.Equal("rest!"u8, got);
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    public async Task AReadOfNothing_WaitsForSomething_AndTakesNothing(string kind)
    {
        (Connection one, Socket peer) = Scene.Pair(kind);
        await using (one)
        using (peer)
        {
            Stream stream = one.AsStream();
            for (int i = 0; i < 10; i++)
            {
                Task<int> waiting = stream.ReadAsync(Memory<byte>.Empty).AsTask();
                Assert.False(waiting.IsCompleted);
                peer.SendAll("x"u8);
                Assert.Equal(0, await waiting.InTime());
                Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty).InTime());
                Assert.Equal(1, await stream.ReadAsync(new byte[10]).InTime());
            }

            Task<int> end = stream.ReadAsync(Memory<byte>.Empty).AsTask();
            peer.Dispose();
            Assert.Equal(0, await end.InTime());
            Assert.Equal(0, await stream.ReadAsync(new byte[10]).InTime());
        }
    }

    // On the loop itself, where nobody else could hand out a completion; and with a peer that reads late.
    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task BlockingReadsAndWrites_WorkInAHandler(Lane lane)
    {
        const int Much = 4 * 1024 * 1024;
        await using var served = new Served(
            async connection =>
            {
                ReadResult first = await connection.Input.ReadAsync();
                connection.Input.AdvanceTo(first.Buffer.End);
                Stream stream = connection.AsStream();
                byte[] all = new byte[Much];
                connection.Output.Write("got"u8);
                stream.Flush();
                stream.ReadExactly(all);
                stream.Write(all);
            },
            lane: lane);
        using Socket peer = served.Connect();
        byte[] sent = Scene.Pattern(Much);
        byte[] back = new byte[Much + 3];
        peer.SendAll("x"u8);
        peer.ReceiveExactly(back.AsSpan(0, 3));
        Task conversation = Scene.OnThread(() =>
        {
            peer.SendAll(sent);
            peer.ReceiveExactly(back.AsSpan(3));
        });
        await conversation.InTime();
        Assert.Equal("got"u8, back.AsSpan(0, 3));
        Assert.True(back.AsSpan(3).SequenceEqual(sent));
        served.DemandNothingLeft();
        Assert.Empty(served.Failures);
    }

    [Fact]
    public async Task Dispose_EndsABlockedReadAndABlockedWrite()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            Stream stream = one.AsStream();
            Task reading = Scene.OnThread(() => _ = stream.Read(new byte[1]));
            Task writing = Scene.OnThread(() => stream.Write(new byte[50_000_000]));
            Eventually.True(() => one.Descriptor.CallsInFlight >= 2, Scene.Patience);
            stream.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
            Assert.True(one.IsClosed);
            Assert.False(stream.CanRead);
        }
    }

    [Fact]
    public async Task ErrorsOfTheSocket_ComeWithinAnIOException()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        {
            Stream stream = one.AsStream();
            Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
            peer.Options.Linger = TimeSpan.Zero;
            peer.Dispose();
            IOException error = await Assert.ThrowsAsync<IOException>(() => reading.InTime());
            Assert.IsType<ConnectionResetException>(error.InnerException);
            error = await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).InTime());
            Assert.Same(one.Cause, error.InnerException);
            error = Assert.Throws<IOException>(() => stream.Read(new byte[1]));
            Assert.Same(one.Cause, error.InnerException);
            Assert.Throws<IOException>(() => stream.Write(new byte[1]));
        }
    }

    [Fact]
    public async Task AToken_EndsARead_AndTheStreamGoesOn()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            Stream stream = one.AsStream();
            using var source = new CancellationTokenSource();
            Task<int> reading = stream.ReadAsync(new byte[1], source.Token).AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
            peer.SendAll("x"u8);
            Assert.Equal(1, await stream.ReadAsync(new byte[1]).InTime());
        }
    }

    [Fact]
    public async Task LeaveOpen_LeavesOpen()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            await one.AsStream(leaveOpen: true).DisposeAsync();
            Assert.False(one.IsClosed);
            Stream stream = one.AsStream();
            await stream.WriteAsync("still"u8.ToArray()).InTime();
            await stream.DisposeAsync();
            Assert.True(one.IsClosed);
            Assert.Equal("still"u8, peer.Receive(10));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1]).InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.WriteAsync(new byte[1]).InTime());
        }
    }
}
