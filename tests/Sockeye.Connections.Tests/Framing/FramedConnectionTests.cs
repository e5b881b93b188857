using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sockeye.Connections.Framing;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Framing;

/// <summary>Frames over connections, streams and pipes.</summary>
public sealed class FramedConnectionTests
{
    private static readonly LineFrames Lines = new(crlf: true, maximum: 100);

    [Theory]
    [InlineData("connection")]
    [InlineData("stream")]
    [InlineData("pipe")]
    public async Task Frames_GoThereAndBack_HoweverTheyAreCut(string below)
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using FramedConnection<ReadOnlySequence<byte>> framed = Over(below, connection);
        using (peer)
        {
            foreach (byte one in "one\r\n\r\ntwo\r\nthr"u8.ToArray())
            {
                peer.SendAll([one]);
            }

            Assert.Equal("one", await Read(framed));
            Assert.Equal("", await Read(framed));
            Assert.Equal("two", await Read(framed));
            peer.SendAll("ee\r\nfour\r\n"u8);
            peer.Shutdown(ShutdownHow.SHUT_WR);
            var rest = new List<string>();
            await foreach (ReadOnlySequence<byte> line in framed)
            {
                rest.Add(Encoding.ASCII.GetString(line));
            }

            Assert.Equal(["three", "four"], rest);
            Assert.False(await framed.NextAsync().InTime());
            await Assert.ThrowsAsync<EndOfStreamException>(() => framed.ReadAsync().InTime());
            framed.Write(Of("a"));
            await framed.WriteAsync([Of("b"), Of("c")]).InTime();
            await framed.WriteAsync(Of("d")).InTime();
            byte[] back = new byte[12];
            peer.ReceiveExactly(back);
            Assert.Equal("a\r\nb\r\nc\r\nd\r\n", Encoding.ASCII.GetString(back));
        }
    }

    [Fact]
    public async Task AFrameOverTheLimit_NamesThePeer_AndTheNextIsReadAfterIt()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, Lines);
        using (peer)
        {
            peer.SendAll(Encoding.ASCII.GetBytes(new string('x', 150) + "\r\nnext\r\n"));
            ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(() => framed.NextAsync().InTime());
            Assert.Equal(ProtocolError.TooLarge, error.Kind);
            Assert.Contains(peer.LocalEndPoint.ToString()!, error.Message, StringComparison.Ordinal);
            Assert.Equal("next", await Read(framed));
        }
    }

    [Fact]
    public async Task AFormatThatCannotFindTheNextFrame_SaysTheSameAgain()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, new PrefixedFrames(LengthPrefix.UInt32, 100));
        using (peer)
        {
            peer.SendAll([0, 0, 1, 0, 1, 2, 3]);
            ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(() => framed.NextAsync().InTime());
            Assert.Same(error, await Assert.ThrowsAsync<ProtocolException>(() => framed.NextAsync().InTime()));
        }
    }

    [Fact]
    public async Task AStreamThatEndsInAFrame_IsTruncated()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, new PrefixedFrames(LengthPrefix.UInt32, 100));
        using (peer)
        {
            peer.SendAll([0, 0, 0, 5, 1, 2]);
            peer.Shutdown(ShutdownHow.SHUT_WR);
            ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(() => framed.NextAsync().InTime());
            Assert.Equal(ProtocolError.Truncated, error.Kind);
            Assert.False(await framed.NextAsync().InTime());
        }
    }

    [Fact]
    public async Task ACancelledRead_LosesNothing()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, Lines);
        using (peer)
        using (var stop = new CancellationTokenSource())
        {
            peer.SendAll("ha"u8);
            Task<bool> reading = framed.NextAsync(stop.Token).AsTask();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await framed.NextAsync());
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
            peer.SendAll("lf\r\n"u8);
            Assert.Equal("half", await Read(framed));
        }
    }

    [Fact]
    public async Task AFrameThatTheFormatCannotCarry_IsThisSidesFault_AndNothingOfItGoes()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, Lines);
        using (peer)
        {
            ProtocolException error = Assert.Throws<ProtocolException>(() => framed.Write(Of("two\nlines")));
            Assert.Equal(Blame.Caller, error.Blame);
            await framed.WriteAsync(Of("one")).InTime();
            Assert.Equal("one\r\n"u8, peer.Receive(100));
        }
    }

    [Fact]
    public async Task WhatIsBelow_IsClosed_ThoughTheLastFlushFails()
    {
        var stream = new Broken();
        var framed = new FramedConnection<ReadOnlySequence<byte>>(stream, Lines);
        framed.Write(Of("lost"));
        await Assert.ThrowsAsync<IOException>(async () => await framed.DisposeAsync());
        Assert.True(stream.IsClosed);
    }

    private static FramedConnection<ReadOnlySequence<byte>> Over(string below, Connection connection) => below switch
    {
        "connection" => new(connection, Lines),
        "stream" => new(connection.AsStream(), Lines),
        _ => new(new Pipe(connection), Lines),
    };

    private static ReadOnlySequence<byte> Of(string text) => new(Encoding.ASCII.GetBytes(text));

    private static async Task<string> Read(FramedConnection<ReadOnlySequence<byte>> framed)
        => Encoding.ASCII.GetString(await framed.ReadAsync().InTime());

    /// <summary>A stream whose peer has gone.</summary>
    private sealed class Broken : MemoryStream
    {
        internal bool IsClosed { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("the peer has gone");

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }

    // No connection that it knows: only the two ends.
    private sealed class Pipe(Connection connection) : IDuplexPipe
    {
        public PipeReader Input => connection.Input;

        public PipeWriter Output => connection.Output;
    }
}
