using System.Buffers;
using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>A conversation in frames, over TLS.</summary>
public sealed class TlsFramesTests : IAsyncLifetime
{
    private TlsConnection _server = null!;
    private TlsConnection _client = null!;

    public async Task InitializeAsync() => (_server, _client) = await TlsScene.Pair();

    public Task DisposeAsync()
    {
        _server.Dispose();
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task FramesGoOverIt()
    {
        await using var there = new FramedConnection<ReadOnlySequence<byte>>(_client, new PrefixedFrames(LengthPrefix.UInt32), new FramingOptions { IdleTimeout = TimeSpan.FromMinutes(1) });
        await using var here = new FramedConnection<ReadOnlySequence<byte>>(_server, new PrefixedFrames(LengthPrefix.UInt32));
        for (int length = 0; length < 100_000; length = (length * 3) + 1)
        {
            await there.WriteAsync(new ReadOnlySequence<byte>(Scene.Pattern(length)));
            Assert.Equal(Scene.Pattern(length), (await here.ReadAsync().InTime()).ToArray());
        }
    }

    [Fact]
    public async Task WhatWasWrittenAndNotFlushed_GoesBeforeTheEnd()
    {
        var there = new FramedConnection<ReadOnlySequence<byte>>(_client, new PrefixedFrames(LengthPrefix.UInt32));
        await using var here = new FramedConnection<ReadOnlySequence<byte>>(_server, new PrefixedFrames(LengthPrefix.UInt32));
        there.Write(new ReadOnlySequence<byte>(Scene.Pattern(100_000)));
        await there.DisposeAsync();
        Assert.Equal(Scene.Pattern(100_000), (await here.ReadAsync().InTime()).ToArray());
        Assert.False(await here.NextAsync().InTime());
        Assert.False(_server.IsTruncated);
    }

    [Fact]
    public async Task AFrameThatIsLate_EndsTheConversation_AndNamesThePeer()
    {
        await using var frames = new FramedConnection<ReadOnlySequence<byte>>(_server, new PrefixedFrames(LengthPrefix.UInt32), new FramingOptions { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        var late = await Assert.ThrowsAsync<SocketTimeoutException>(async () => await frames.NextAsync().InTime());
        Assert.Equal(_server.RemoteEndPoint, late.RemoteEndPoint);
        await Assert.ThrowsAsync<ConnectionResetException>(async () => await _client.Input.ReadAsync().InTime());
    }
}
