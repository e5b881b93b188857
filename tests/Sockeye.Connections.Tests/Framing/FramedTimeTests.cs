using System.Buffers;
using System.Text;
using Sockeye.Connections.Framing;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Framing;

/// <summary>How long a peer is waited for, by a clock that the test moves.</summary>
public sealed class FramedTimeTests
{
    private static readonly LineFrames Lines = new(crlf: true);

    [Fact]
    public async Task APeerThatSaysNothing_IsGivenUp()
    {
        var clock = new HandClock();
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, Lines, new FramingOptions { Clock = clock, IdleTimeout = TimeSpan.FromMinutes(1) });
        using (peer)
        {
            Task<bool> reading = framed.NextAsync().AsTask();
            clock.Pass(TimeSpan.FromSeconds(59));
            peer.SendAll("still here\r\n"u8);
            Assert.True(await reading.InTime());
            reading = framed.NextAsync().AsTask();
            clock.Pass(TimeSpan.FromSeconds(59));
            Assert.False(reading.IsCompleted);
            clock.Pass(TimeSpan.FromSeconds(2));
            SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => reading.InTime());
            Assert.Contains("the peer sent nothing for 60 s", late.Message, StringComparison.Ordinal);
            Assert.Contains(peer.LocalEndPoint.ToString()!, late.Message, StringComparison.Ordinal);
            Assert.True(connection.IsClosed);
        }
    }

    [Fact]
    public async Task AFrameThatDrips_IsGivenUp_HoweverSteadily()
    {
        var clock = new HandClock();
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, Lines, new FramingOptions { Clock = clock, FrameTimeout = TimeSpan.FromSeconds(30) });
        using (peer)
        {
            Task<bool> reading = framed.NextAsync().AsTask();
            clock.Pass(TimeSpan.FromHours(1));      // between frames there is no limit
            for (int i = 0; i < 29; i++)
            {
                peer.SendAll("x"u8);
                clock.Pass(TimeSpan.FromSeconds(1));
            }

            Eventually.True(
                () =>
                {
                    clock.Pass(TimeSpan.FromSeconds(1));
                    return reading.IsCompleted;
                },
                Scene.Patience);
            SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => reading.InTime());
            Assert.Contains("a frame was not whole after 30 s", late.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task APeerThatTakesNothing_IsGivenUp()
    {
        var clock = new HandClock();
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, new PrefixedFrames(LengthPrefix.UInt32), new FramingOptions { Clock = clock });
        using (peer)
        {
            var frame = new ReadOnlySequence<byte>(new byte[60_000]);
            Task writing = Task.CompletedTask;
            for (int i = 0; i < 10_000 && writing.IsCompletedSuccessfully; i++)
            {
                writing = framed.WriteAsync(frame).AsTask();
            }

            clock.Pass(TimeSpan.FromSeconds(31));
            SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => writing.InTime());
            Assert.Contains("did not take what was sent within 30 s", late.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ABlockingReader_ReadsWritesAndGivesUp()
    {
        (Socket one, Socket peer) = Socket.SocketPair();
        using (peer)
        using (var framed = new FramedSocket<ReadOnlySequence<byte>>(one, Lines, new FramingOptions { FrameTimeout = TimeSpan.FromMilliseconds(50) }))
        {
            peer.SendAll("one\r\ntwo\r\nthr"u8);
            Assert.Equal("one", Encoding.ASCII.GetString(framed.Read()));
            Assert.Equal("two", Encoding.ASCII.GetString(framed.Read()));
            SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(() => framed.Read());
            Assert.Contains("a frame was not whole after 0.05 s", late.Message, StringComparison.Ordinal);
            peer.SendAll("ee\r\n"u8);
            Assert.Equal("three", Encoding.ASCII.GetString(framed.Read()));
            framed.Write(new ReadOnlySequence<byte>("back"u8.ToArray()));
            Assert.Equal("back\r\n"u8, peer.Receive(100));
            peer.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Empty(framed.ReadAll());
            Assert.Throws<EndOfStreamException>(() => framed.Read());
        }
    }
}
