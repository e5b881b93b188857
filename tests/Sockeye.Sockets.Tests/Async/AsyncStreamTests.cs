namespace Sockeye.Sockets.Tests.Async;

/// <summary>A stream over a socket, awaited.</summary>
public sealed class AsyncStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(100_000)]
    public async Task WhatIsWritten_IsRead_WhateverTheBuffer(int bufferSize)
    {
        (Socket one, Socket two) = Connected.Tcp();
        byte[] data = Connected.Pattern(300_000);
        SocketStream writing = one.OpenStream(new StreamOptions { WriteBufferSize = bufferSize, OwnsSocket = true });
        await using SocketStream reading = two.OpenStream(new StreamOptions { ReadBufferSize = bufferSize, OwnsSocket = true });
        Task sending = Task.Run(async () =>
        {
            var random = new Random(3);
            for (int at = 0; at < data.Length;)
            {
                int count = Math.Min(random.Next(0, 3000), data.Length - at);
                await writing.WriteAsync(data.AsMemory(at, count));
                at += count;
            }

            await writing.DisposeAsync();       // flushes
        });
        var got = new MemoryStream();
        await reading.CopyToAsync(got, 777).WaitAsync(Connected.Patience);
        await sending.WaitAsync(Connected.Patience);
        Assert.True(data.AsSpan().SequenceEqual(got.ToArray()));
        Assert.True(one.IsClosed);
    }

    [Fact]
    public async Task AFlushThatIsCancelledOrLate_LeavesInTheBufferWhatDidNotGo()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            long before = Connected.Fill(one);
            SocketStream stream = one.OpenStream(new StreamOptions { WriteBufferSize = 10_000_000 });
            byte[] data = Connected.Pattern(9_000_000);
            await stream.WriteAsync(data);
            using var source = new CancellationTokenSource();
            Task flushing = stream.FlushAsync(source.Token);
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.WaitAsync(Connected.Patience));
            one.Timeout = TimeSpan.FromMilliseconds(30);
            IOException late = await Assert.ThrowsAsync<IOException>(() => stream.FlushAsync().WaitAsync(Connected.Patience));
            Assert.IsType<SocketTimeoutException>(late.InnerException);
            one.Timeout = null;
            flushing = stream.FlushAsync();
            byte[] got = new byte[before + data.Length];
            await two.ReceiveExactlyAsync(got).InTime();
            await flushing.WaitAsync(Connected.Patience);
            Assert.True(got.AsSpan((int)before).SequenceEqual(data));
        }
    }

    [Fact]
    public async Task PendingReads_HoldNoThread()
    {
        (Socket One, Socket Two)[] pairs = [.. Enumerable.Range(0, 100).Select(static _ => Socket.SocketPair())];
        int before = Directory.GetDirectories("/proc/self/task").Length;
        Task<int>[] reading = [.. pairs.Select(static pair => pair.One.OpenStream().ReadAsync(new byte[10]).AsTask())];
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 1, before + Environment.ProcessorCount + 8);
        foreach ((Socket one, Socket two) in pairs)
        {
            two.Dispose();
        }

        Assert.All(await Task.WhenAll(reading).WaitAsync(Connected.Patience), static count => Assert.Equal(0, count));
        Array.ForEach(pairs, static pair => pair.One.Dispose());
    }
}
