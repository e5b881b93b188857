using System.Buffers;
using System.IO.Pipelines;
using System.Security.Authentication;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>The pipe and the stream of a conversation in TLS are as those of a connection.</summary>
public sealed class TlsPipeTests : IAsyncLifetime
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

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task Bytes_ArriveAsTheyWere(int length)
    {
        byte[] sent = Scene.Pattern(length);
        Task sending = _client.Output.WriteAsync(sent).AsTask();
        Assert.Equal(sent, await _server.Input.ReadExactly(length));
        await sending.InTime();
    }

    [Fact]
    public async Task SmallPieces_GoWithOneFlush()
    {
        for (int i = 0; i < 1000; i++)
        {
            _client.Output.GetSpan(7)[..7].Fill((byte)i);
            _client.Output.Advance(7);
        }

        Assert.Equal(7000, _client.Output.UnflushedBytes);
        await _client.Output.FlushAsync();
        Assert.Equal(0, _client.Output.UnflushedBytes);
        byte[] came = await _server.Input.ReadExactly(7000);
        Assert.Equal(unchecked((byte)999), came[^1]);
    }

    [Fact]
    public async Task WhatIsNotConsumed_IsKept_AndMoreComesBehindIt()
    {
        byte[] sent = Scene.Pattern(50_000);
        for (int at = 0; at < sent.Length; at += 1000)
        {
            await _client.Output.WriteAsync(sent.AsMemory(at, 1000));
            ReadResult read;
            do
            {
                read = await _server.Input.ReadAsync().InTime();
                _server.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
            while (read.Buffer.Length < at + 1000);
        }

        await _client.Output.WriteAsync(new byte[1]);       // all was examined, so there must be more
        Assert.Equal([.. sent, 0], await _server.Input.ReadExactly(sent.Length + 1));
    }

    [Fact]
    public async Task ReadAndPeek_WithoutMore_AnswerAtOnce()
    {
        Assert.False(_server.Input.TryRead(out _));
        await _client.Output.WriteAsync("hello"u8.ToArray());
        ReadResult read = await _server.Input.ReadAsync().InTime();
        _server.Input.AdvanceTo(read.Buffer.GetPosition(2));
        Assert.True(_server.Input.TryRead(out read));
        Assert.Equal("llo"u8.ToArray(), read.Buffer.ToArray());
        _server.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.False(_server.Input.TryRead(out _));
    }

    [Fact]
    public async Task ManyRecords_ThatHaveComeTogether_AreReadTogether()
    {
        for (int i = 0; i < 100; i++)
        {
            await _client.Output.WriteAsync(Scene.Pattern(300, i));
        }

        int reads = 0;
        for (long have = 0; have < 100 * 300; reads++)
        {
            ReadResult read = await _server.Input.ReadAsync().InTime();
            have += read.Buffer.Length;
            _server.Input.AdvanceTo(read.Buffer.End);
        }

        Assert.InRange(reads, 1, 10);       // as they come, and not one by one
    }

    [Fact]
    public async Task AReadIsCancelled_AndGoesOn()
    {
        for (int i = 0; i < 3; i++)
        {
            Task<ReadResult> reading = _server.Input.ReadAsync().AsTask();
            Assert.False(reading.IsCompleted);
            _server.Input.CancelPendingRead();
            Assert.True((await reading.InTime()).IsCanceled);
            using var cancelling = new CancellationTokenSource();
            reading = _server.Input.ReadAsync(cancelling.Token).AsTask();
            cancelling.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
        }

        _server.Input.CancelPendingRead();
        Assert.True((await _server.Input.ReadAsync().InTime()).IsCanceled);
        await _client.Output.WriteAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await _server.Input.ReadExactly(10));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task ACancellationThatComesTooLate_HarmsNoLaterRead(SslProtocols version)
    {
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair(client: TlsScene.Client with { Protocols = version });
        for (int i = 0; i < 3; i++)
        {
            server.Below.Input.CancelPendingRead();     // meant for a read that has had its answer
            Task<byte[]> reading = server.Input.ReadExactly(10);
            await client.Output.WriteAsync("still here"u8.ToArray());
            Assert.Equal("still here"u8.ToArray(), await reading.InTime());
        }

        server.Below.Input.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await server.AsStream(leaveOpen: true).ReadAsync(new byte[10]).InTime());
        await client.Output.WriteAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await server.Input.ReadExactly(10));
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task AFlushThatIsCancelled_LeavesNoHole()
    {
        byte[] sent = Scene.Pattern(20 << 20);
        using var cancelling = new CancellationTokenSource();
        Task<FlushResult> flushing = _client.Output.WriteAsync(sent, cancelling.Token).AsTask();
        Assert.False(flushing.IsCompleted);
        cancelling.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.InTime());
        flushing = _client.Output.FlushAsync().AsTask();
        _client.Output.CancelPendingFlush();
        Assert.True((await flushing.InTime()).IsCanceled);
        Task rest = _client.Output.FlushAsync().AsTask();
        Assert.True((await _server.Input.ReadExactly(sent.Length)).AsSpan().SequenceEqual(sent), "there is a hole in the stream");
        await rest.InTime();
    }

    [Fact]
    public async Task ACompletionThatIsCancelled_AnnouncesNoEnd()
    {
        _client.Output.Write(Scene.Pattern(20 << 20));
        Task completing = _client.Output.CompleteAsync().AsTask();
        Assert.False(completing.IsCompleted);
        _client.Output.CancelPendingFlush();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing.InTime());
        await Assert.ThrowsAsync<ConnectionResetException>(async () => await _server.Input.ReadAtLeastAsync(20 << 20).InTime());
    }

    [Fact]
    public async Task ASecondReadOrFlush_IsTheCallersMistake_AndTheFirstGoesOn()
    {
        Task<ReadResult> reading = _server.Input.ReadAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _server.Input.ReadAsync());
        Task flushing = _client.Output.WriteAsync(new byte[20 << 20]).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _client.Output.FlushAsync());
        Assert.False((await reading.InTime()).Buffer.IsEmpty);
        _client.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => flushing.InTime());
    }

    [Fact]
    public async Task AHalfClose_IsTheEndOfOneDirection()
    {
        await _client.Output.WriteAsync("that is all"u8.ToArray());
        await _client.Output.CompleteAsync();
        Assert.Equal("that is all"u8.ToArray(), await _server.Input.ReadExactly(11));
        Assert.True((await _server.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(_server.IsTruncated);
        await _server.Output.WriteAsync("is it?"u8.ToArray());
        await _server.Output.CompleteAsync();
        Assert.Equal("is it?"u8.ToArray(), await _client.Input.ReadExactly(6));
        Assert.True((await _client.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(_client.IsTruncated);
        _client.Input.Complete();
        _server.Input.Complete();
        Assert.True(((ConnectionCarrier)_server.Below).Blocking is not null);
    }

    // As Python's unwrap does, which waits for an answer.
    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task AnEndThatComesWithTheLastBytes_IsHeard_ThoughTheConnectionStays(SslProtocols version, bool stream)
    {
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair(client: TlsScene.Client with { Protocols = version });
        for (int i = 0; i < 3; i++)
        {
            await client.Output.WriteAsync(new byte[100]);
            Assert.Equal(new byte[100], await server.Input.ReadExactly(100));
        }

        client.Below.Collect(1000);
        await client.Secure.WriteAsync("the end"u8.ToArray());
        client.Below.Collect(1000);
        client.SayEnd();
        client.Below.EndCollecting();
        await client.Below.Output.FlushAsync();
        if (stream)
        {
            byte[] came = new byte[100];
            Assert.Equal(7, await server.AsStream().ReadAsync(came).InTime());
            Assert.Equal(0, await server.AsStream().ReadAsync(came).InTime());
        }
        else
        {
            Assert.Equal("the end"u8.ToArray(), await server.Input.ReadExactly(7));
            Assert.True((await server.Input.ReadAsync().InTime()).IsCompleted);
        }

        Assert.False(server.IsTruncated);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task DisposeAsync_SendsWhatWasWritten_AndTheEnd()
    {
        _client.Output.Write("the last words"u8);
        await _client.DisposeAsync();
        Assert.Equal("the last words"u8.ToArray(), await _server.Input.ReadExactly(14));
        Assert.True((await _server.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(_server.IsTruncated);
    }

    [Fact]
    public async Task TheLastWordsOfAClientThatReadsNothing_Arrive()
    {
        for (int i = 0; i < 20; i++)
        {
            (TlsConnection server, TlsConnection client) = await TlsScene.Pair();
            await client.Output.WriteAsync(Scene.Pattern(100_000));
            await client.DisposeAsync();        // over the server's tickets, which have come and were not read
            Assert.Equal(Scene.Pattern(100_000), await server.Input.ReadExactly(100_000));
            Assert.True((await server.Input.ReadAsync().InTime()).IsCompleted);
            server.Dispose();
        }
    }

    [Fact]
    public async Task DisposeAndAbort_EndWhatWaits()
    {
        Task<ReadResult> reading = _server.Input.ReadAsync().AsTask();
        _server.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        (TlsConnection other, TlsConnection client) = await TlsScene.Pair();
        reading = client.Input.ReadAsync().AsTask();
        client.Abort(new InvalidDataException("on purpose"));
        Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidDataException>(() => reading.InTime())).Message);
        other.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsBeingLookedAt_StaysAsItIs_WhenTheConnectionIsThrownAway(bool aborts)
    {
        byte[] sent = Scene.Pattern(10_000);
        await _client.Output.WriteAsync(sent);
        ReadResult read = await _server.Input.ReadAtLeastAsync(sent.Length).InTime();
        if (aborts)
        {
            _server.Abort();
        }
        else
        {
            _server.Dispose();
        }

        byte[][] others = [.. Enumerable.Range(0, 8).Select(static i => ArrayPool<byte>.Shared.Rent(i % 2 == 0 ? 16 * 1024 : 64 * 1024))];      // whoever rents next
        Array.ForEach(others, static other => Array.Clear(other));
        Assert.Equal(sent, read.Buffer.ToArray());
        _server.Input.AdvanceTo(read.Buffer.End);
        Array.ForEach(others, static other => ArrayPool<byte>.Shared.Return(other));
    }

    [Fact]
    public async Task AnEndThatWasNotAnnounced_IsSeen()
    {
        ((ConnectionCarrier)_client.Below).Output.Complete();
        Assert.True((await _server.Input.ReadAsync().InTime()).IsCompleted);
        Assert.True(_server.IsTruncated, "it looks like an end that was announced");
    }

    [Fact]
    public async Task AnEndThatWasNotAnnounced_IsAnError_WhereThatIsAskedFor()
    {
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair(TlsScene.Server with { RequiresCloseNotify = true });
        await client.Output.WriteAsync("half a"u8.ToArray());
        ((ConnectionCarrier)client.Below).Output.Complete();
        Assert.Equal("half a"u8.ToArray(), await server.Input.ReadExactly(6));
        var cut = await Assert.ThrowsAsync<TlsException>(async () => await server.Input.ReadAsync().InTime());
        Assert.Equal(TlsError.Truncated, cut.Kind);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task AnEndWithinARecord_IsAnError()
    {
        await ((ConnectionCarrier)_client.Below).Output.WriteAsync(new byte[] { 23, 3, 3, 0, 100, 1, 2, 3 });
        ((ConnectionCarrier)_client.Below).Output.Complete();
        var cut = await Assert.ThrowsAsync<TlsException>(async () => await _server.Input.ReadAsync().InTime());
        Assert.Equal(TlsError.Truncated, cut.Kind);
    }

    [Fact]
    public async Task AGarbledRecord_EndsTheConnection()
    {
        byte[] garbled = [23, 3, 3, 0, 30, .. Scene.Pattern(30)];
        await ((ConnectionCarrier)_client.Below).Output.WriteAsync(garbled);
        var error = await Assert.ThrowsAsync<TlsException>(async () => await _server.Input.ReadAsync().InTime());
        Assert.Equal(TlsError.Protocol, error.Kind);
        Assert.StartsWith($"TLS read with {_server.RemoteEndPoint}: ", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(async () => await _client.Input.ReadAsync().InTime());
    }

    [Fact]
    public async Task AReset_IsToldAsTheNetworks()
    {
        ((ConnectionCarrier)_client.Below).Abort(new InvalidDataException("on purpose"));
        var reset = await Assert.ThrowsAsync<ConnectionResetException>(async () => await _server.Input.ReadAsync().InTime());
        Assert.Equal(_server.RemoteEndPoint, reset.RemoteEndPoint);
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair();
        ((ConnectionCarrier)client.Below).Abort(new InvalidDataException("on purpose"));
        var wrapped = await Assert.ThrowsAsync<IOException>(async () => await server.AsStream().ReadAsync(new byte[1]).InTime());
        Assert.IsType<ConnectionResetException>(wrapped.InnerException);
        server.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task TheStream_IsTheSameConversation()
    {
        Stream server = _server.AsStream(leaveOpen: true);
        Stream client = _client.AsStream();
        Assert.Same(client, _client.AsStream());
        await _client.Output.WriteAsync("abcdef"u8.ToArray());
        ReadResult read = await _server.Input.ReadAsync().InTime();
        _server.Input.AdvanceTo(read.Buffer.GetPosition(2));
        byte[] four = new byte[10];
        Assert.Equal(4, await server.ReadAsync(four));
        await client.WriteAsync(Scene.Pattern(100_000));
        byte[] came = new byte[100_000];
        await server.ReadExactlyAsync(came);
        Assert.Equal(Scene.Pattern(100_000), came);
        await Scene.OnThread(() =>
        {
            client.Write(Scene.Pattern(1000));
            client.Flush();
        }).InTime();
        await Scene.OnThread(() => server.ReadExactly(came.AsSpan(0, 1000))).InTime();
        Assert.Equal(Scene.Pattern(1000), came[..1000]);
        client.Dispose();
        Assert.Equal(0, await server.ReadAsync(came));
    }
}
