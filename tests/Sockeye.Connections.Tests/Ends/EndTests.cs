using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>How a connection ends: who is told, what is still delivered, and what becomes of the memory.</summary>
public sealed class EndTests
{
    private const int Much = 16 * 1024 * 1024;

    [Fact]
    public async Task Abort_TellsAllThatWait_TheFirstCause()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            Task reading = one.Input.ReadAsync().AsTask();
            Task writing = one.Output.WriteAsync(new byte[Much]).AsTask();
            var first = new InvalidDataException("first");
            one.Abort(first);
            one.Abort(new InvalidDataException("second"));
            Assert.Same(first, await Record.ExceptionAsync(() => reading.InTime()));
            Assert.Same(first, await Record.ExceptionAsync(() => writing.InTime()));
            Assert.Same(first, await Record.ExceptionAsync(() => one.Input.ReadAsync().InTime()));
            Assert.Same(first, await Record.ExceptionAsync(() => one.Output.WriteAsync("x"u8.ToArray()).InTime()));
            Assert.Same(first, one.Cause);
            Assert.Throws<ConnectionResetException>(() =>
            {
                while (peer.Receive(1_000_000).Length > 0)
                {
                }
            });
        }
    }

    [Fact]
    public void Abort_OfAClosedConnection_IsNothing()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            one.Dispose();
            one.Abort(new InvalidDataException());
            Assert.Null(one.Cause);
            Assert.Empty(peer.Receive(1));
        }
    }

    [Fact]
    public async Task Dispose_EndsWhatWaits()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            Task reading = one.Input.ReadAsync().AsTask();
            Task writing = one.Output.WriteAsync(new byte[Much]).AsTask();
            one.Dispose();
            one.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.Input.ReadAsync().InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.Output.WriteAsync("x"u8.ToArray()).InTime());
            Assert.Throws<ObjectDisposedException>(() => one.LocalEndPoint);
            Assert.Throws<ObjectDisposedException>(() => one.Detach(out _));
        }
    }

    [Fact]
    public async Task DisposeAsync_DeliversWhatWasNotFlushed()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            byte[] sent = Scene.Pattern(Much);
            one.Output.Write(sent);
            Task closing = one.DisposeAsync().AsTask();
            byte[] got = new byte[Much];
            await Scene.OnThread(() => peer.ReceiveExactly(got)).InTime();
            await closing.InTime();
            Assert.True(sent.AsSpan().SequenceEqual(got));
            Assert.Empty(peer.Receive(1));
            Assert.Null(one.Cause);
        }
    }

    [Fact]
    public async Task DisposeAsync_WithAPeerThatNeverReads_IsBounded()
    {
        (Connection one, Socket peer) = Scene.Pair(options: new ConnectionOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        using (peer)
        {
            one.Output.Write(new byte[Much]);
            await one.DisposeAsync().InTime();
            Assert.True(one.IsClosed);
            SocketFaultException cause = Assert.IsAssignableFrom<SocketFaultException>(one.Cause);
            Assert.Equal(Errno.ETIMEDOUT, cause.Errno);
            Assert.Contains("did not take what was left to send within 0.05 s", cause.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DisposeAsync_WhileAnotherFlushIsStuck_ClosesAtOnce()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            Task writing = one.Output.WriteAsync(new byte[Much]).AsTask();
            await one.DisposeAsync().InTime();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
        }
    }

    [Fact]
    public async Task AResetIsNeverACleanEnd_HoweverOftenItIsRead()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        {
            Task<ReadResult> reading = one.Input.ReadAsync().AsTask();
            peer.Options.Linger = TimeSpan.Zero;
            peer.Dispose();
            ConnectionResetException reset = await Assert.ThrowsAsync<ConnectionResetException>(() => reading.InTime());
            Assert.Contains("recv from 127.0.0.1:", reset.Message, StringComparison.Ordinal);
            Assert.Same(reset, await Record.ExceptionAsync(() => one.Input.ReadAsync().InTime()));
            Assert.Same(reset, await Record.ExceptionAsync(() => one.Output.WriteAsync(new byte[Much]).InTime()));
        }
    }

    // What a reader looks at is nobody else's, even when the connection is closed under it; and the loop does not run out of memory by it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BytesThatAreLookedAt_StayWhenTheConnectionIsClosedByOthers(bool abort)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, SlabSize = 4096, MaxSlabs = 1 });
        var options = new ConnectionOptions { Loops = loops };
        for (int round = 0; round < 20; round++)
        {
            (Connection one, Socket peer) = Scene.Pair(options: options);
            using (peer)
            {
                byte[] sent = Scene.Pattern(500, round);
                ValueTask<ReadResult> reading = one.Input.ReadAsync();
                peer.SendAll(sent);
                ReadOnlySequence<byte> bytes = (await reading.InTime()).Buffer;
                byte[] before = bytes.ToArray();
                if (abort)
                {
                    one.Abort();
                }

                one.Dispose();
                (Connection other, Socket otherPeer) = Scene.Pair(options: options);
                await using (other)
                using (otherPeer)
                {
                    for (int i = 0; i < 30; i++)
                    {
                        ValueTask<ReadResult> next = other.Input.ReadAsync();
                        otherPeer.SendAll(Scene.Pattern(400, i));
                        other.Input.AdvanceTo((await next.InTime()).Buffer.End);
                    }
                }

                Assert.Equal(before, bytes.ToArray());
            }
        }

        Assert.Equal(0, loops.All[0].Slabs.Exhausted);
    }

    [Fact]
    public async Task Detach_GivesTheSocketAndWhatWasNotConsumed()
    {
        (Connection one, Socket peer) = Scene.Pair();
        using (peer)
        {
            peer.SendAll("headbody"u8);
            ReadResult read = await one.Input.ReadAtLeastAsync(8).InTime();
            one.Input.AdvanceTo(read.Buffer.GetPosition(4), read.Buffer.GetPosition(4));
            ValueTask<FlushResult> stuck = one.Output.WriteAsync(new byte[Much]);
            Assert.Throws<InvalidOperationException>(() => one.Detach(out _));
            await Scene.OnThread(() => peer.ReceiveExactly(new byte[Much])).InTime();
            await stuck.InTime();
            one.Output.Write("x"u8);
            Assert.Throws<InvalidOperationException>(() => one.Detach(out _));
            await one.Output.FlushAsync().InTime();
            peer.ReceiveExactly(new byte[1]);
            using Socket socket = one.Detach(out byte[] left);
            Assert.Equal("body"u8, left);
            Assert.True(one.IsClosed);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.Input.ReadAsync().InTime());
            await one.DisposeAsync().InTime();

            // And back onto a loop: bytes go both ways.
            await using Connection again = Connection.Adopt(socket);
            Assert.True(socket.IsClosed);
            peer.SendAll("more"u8);
            Assert.Equal("more"u8.ToArray(), await again.Input.ReadExactly(4));
            await again.Output.WriteAsync("yes"u8.ToArray()).InTime();
            Assert.Equal("yes"u8, peer.Receive(3));
        }
    }

    [Fact]
    public async Task Detach_UnderARead_IsAnError_AndTheReadGoesOn()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            ValueTask<ReadResult> reading = one.Input.ReadAsync();
            Assert.Throws<InvalidOperationException>(() => one.Detach(out _));
            peer.SendAll("x"u8);
            Assert.Equal(1, (await reading.InTime()).Buffer.Length);
        }
    }

    [Fact]
    public async Task CreatePair_IsJoined_AndOneEndsWhenTheOtherDoes()
    {
        (Connection one, Connection two) = Connection.CreatePair();
        await using (two)
        {
            byte[] sent = Scene.Pattern(1_000_000);
            Task writing = one.Output.WriteAsync(sent).AsTask();
            Assert.Equal(sent, await two.Input.ReadExactly(sent.Length));
            await writing.InTime();
            await one.DisposeAsync().InTime();
            Assert.True((await two.Input.ReadAsync().InTime()).IsCompleted);
            await Assert.ThrowsAsync<BrokenPipeException>(() => two.Output.WriteAsync("x"u8.ToArray()).InTime());
        }
    }

    [Fact]
    public void Adopt_OfWhatIsNoStream_OrOfLoopsThatWereDisposed_LeavesTheSocket()
    {
        using var datagrams = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Throws<ArgumentException>(() => Connection.Adopt(datagrams));
        LoopGroup gone = Scene.Loops();
        gone.Dispose();
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Assert.Throws<ObjectDisposedException>(() => Connection.Adopt(one, new ConnectionOptions { Loops = gone }));
            one.SendAll("alive"u8);
            Assert.Equal("alive"u8, two.Receive(10));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionOptions { CloseTimeout = TimeSpan.FromSeconds(-2) });
    }
}
