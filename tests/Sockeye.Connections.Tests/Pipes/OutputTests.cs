using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Pipes;

/// <summary>What a PipeWriter promises, by the output of a connection; and that no byte of it is lost, doubled or out of order.</summary>
public sealed class OutputTests
{
    private const int Much = 8 * 1024 * 1024;

    [Fact]
    public async Task PiecesInTheBuffer_GoOutTogether()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            byte[] sent = Scene.Pattern(20_000);
            for (int at = 0; at < sent.Length; at += 1000)
            {
                sent.AsSpan(at, 1000).CopyTo(one.Output.GetSpan(1000));
                one.Output.Advance(1000);
            }

            Assert.Equal(sent.Length, one.Output.UnflushedBytes);
            Assert.Throws<ArgumentOutOfRangeException>(() => one.Output.Advance(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => one.Output.Advance(one.Output.GetMemory().Length + 1));
            await one.Output.WriteAsync("last"u8.ToArray()).InTime();
            Assert.Equal(0, one.Output.UnflushedBytes);
            byte[] got = new byte[sent.Length + 4];
            peer.ReceiveExactly(got);
            Assert.Equal([.. sent, .. "last"u8], got);
        }
    }

    [Fact]
    public async Task AFlush_WaitsForThePeer_AndNothingElseIsWrittenMeanwhile()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            byte[] sent = Scene.Pattern(Much);
            Task<FlushResult> flush = one.Output.WriteAsync(sent).AsTask();
            Assert.False(flush.IsCompleted);
            Assert.Throws<InvalidOperationException>(() => { _ = one.Output.WriteAsync("no"u8.ToArray()).AsTask(); });
            Assert.Throws<InvalidOperationException>(() => one.Output.GetMemory());
            Assert.Throws<InvalidOperationException>(() => { _ = one.Output.FlushAsync().AsTask(); });
            byte[] got = new byte[Much];
            await Scene.OnThread(() => peer.ReceiveExactly(got)).InTime();
            Assert.False((await flush.InTime()).IsCanceled);
            Assert.True(sent.AsSpan().SequenceEqual(got));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACancelledFlush_LeavesNoHole(bool byToken)
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            using var source = new CancellationTokenSource();
            byte[] sent = Scene.Pattern(Much);
            Task<FlushResult> flush = one.Output.WriteAsync(sent, byToken ? source.Token : default).AsTask();
            if (byToken)
            {
                await source.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush.InTime());
            }
            else
            {
                one.Output.CancelPendingFlush();
                Assert.True((await flush.InTime()).IsCanceled);
            }

            Assert.InRange(one.Output.UnflushedBytes, 1, Much - 1);
            byte[] got = new byte[Much + 5];
            Task reading = Scene.OnThread(() => peer.ReceiveExactly(got));
            await one.Output.WriteAsync("after"u8.ToArray()).InTime();
            await reading.InTime();
            Assert.True(got.AsSpan(0, Much).SequenceEqual(sent));
            Assert.Equal("after"u8, got.AsSpan(Much));
        }
    }

    [Fact]
    public async Task CancelPendingFlush_BeforeAny_EndsTheNextOne_Once()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            one.Output.CancelPendingFlush();
            Assert.True((await one.Output.WriteAsync("a"u8.ToArray()).InTime()).IsCanceled);
            Assert.False((await one.Output.WriteAsync("b"u8.ToArray()).InTime()).IsCanceled);
            one.Output.CancelPendingFlush();
            Assert.True((await one.Output.FlushAsync().InTime()).IsCanceled);
            Assert.Equal("ab"u8, peer.Receive(10));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.Output.FlushAsync(new CancellationToken(true)).InTime());
        }
    }

    [Fact]
    public async Task Complete_IsAHalfClose_AndTheOtherHalfGoesOn()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            one.Output.Write("bye"u8);
            await one.Output.CompleteAsync().InTime();
            one.Output.Complete();
            Assert.Throws<InvalidOperationException>(() => { _ = one.Output.WriteAsync("no"u8.ToArray()).AsTask(); });
            Assert.Equal("bye"u8, peer.Receive(10));
            Assert.Empty(peer.Receive(10));
            peer.SendAll("I hear"u8);
            Assert.Equal("I hear"u8.ToArray(), await one.Input.ReadExactly(6));
            peer.Dispose();
            Assert.True((await one.Input.ReadAsync().InTime()).IsCompleted);
            Assert.False(one.IsClosed);
            one.Input.Complete();
            Assert.True(one.IsClosed);
        }
    }

    [Fact]
    public async Task ThePeersHalfClose_LeavesOurs()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            peer.Shutdown(ShutdownHow.SHUT_WR);
            Assert.True((await one.Input.ReadAsync().InTime()).IsCompleted);
            byte[] sent = Scene.Pattern(Much);
            byte[] got = new byte[Much];
            Task reading = Scene.OnThread(() => peer.ReceiveExactly(got));
            await one.Output.WriteAsync(sent).InTime();
            await reading.InTime();
            Assert.True(sent.AsSpan().SequenceEqual(got));
        }
    }

    [Fact]
    public async Task CompleteAsync_WhoseFlushFails_ThrowsAndHasCompletedAllTheSame()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        {
            peer.Options.Linger = TimeSpan.Zero;
            peer.Dispose();
            ConnectionResetException reset = await Assert.ThrowsAsync<ConnectionResetException>(() => one.Input.ReadAsync().InTime());
            one.Output.Write("x"u8);
            Assert.Same(reset, await Record.ExceptionAsync(() => one.Output.CompleteAsync().InTime()));
            Assert.Throws<InvalidOperationException>(() => one.Output.GetMemory());
            Assert.True(one.IsClosed);
            await one.Output.CompleteAsync().InTime();
        }
    }

    // An end of stream would tell the peer that this was all.
    [Fact]
    public async Task CompleteAsync_WhoseFlushIsCancelled_ResetsThePeer()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            one.Output.Write(new byte[Much]);
            Task completing = one.Output.CompleteAsync().AsTask();
            await Assert.ThrowsAsync<InvalidOperationException>(() => one.Output.CompleteAsync().InTime());       // the first goes on
            Assert.False(completing.IsCompleted);
            one.Output.CancelPendingFlush();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing.InTime());
            Assert.Throws<InvalidOperationException>(() => one.Output.GetMemory());
            Assert.IsAssignableFrom<OperationCanceledException>(one.Cause);
            Assert.Throws<ConnectionResetException>(() => peer.ReceiveExactly(new byte[Much]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteWithAnError_ResetsThePeer_AndIsTheCause(bool output)
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            var error = new InvalidDataException("nonsense came");
            if (output)
            {
                one.Output.Complete(error);
            }
            else
            {
                one.Input.Complete(error);
            }

            Assert.Same(error, one.Cause);
            Assert.True(one.IsClosed);
            Assert.Throws<ConnectionResetException>(() => peer.Receive(1));
        }
    }
}
