using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sockeye.Connections.Framing;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing.Tests;

/// <summary>Two ends in memory behave as the two of a connection do.</summary>
public sealed class MemoryPairTests
{
    private static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task WhatOneWrites_TheOtherReads_BothWays_AndAHalfCloseEndsOne()
    {
        using var pair = new MemoryPair();
        await pair.First.Output.WriteAsync("ping"u8.ToArray());
        await pair.First.Output.CompleteAsync();
        Assert.Equal("ping", await ToTheEnd(pair.Second));
        await pair.Second.Output.WriteAsync("pong"u8.ToArray());
        pair.Second.Dispose();
        Assert.Equal("pong", await ToTheEnd(pair.First));
        Assert.Null(pair.Second.Cause);
    }

    [Fact]
    public async Task AFlush_WaitsForTheReader_AboveTheCapacity()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Capacity = 10 });
        ValueTask<FlushResult> flush = pair.First.Output.WriteAsync(new byte[25]);
        Assert.False(flush.IsCompleted);
        ReadResult read = await pair.Second.Input.ReadAsync();
        pair.Second.Input.AdvanceTo(read.Buffer.GetPosition(20));
        Assert.False(flush.IsCompleted);        // five are half of ten: not below it
        read = await pair.Second.Input.ReadAsync();
        pair.Second.Input.AdvanceTo(read.Buffer.GetPosition(1));
        await flush.AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task AnAbort_EndsWhatWaitsHere_WithItsCause_AndThereWithAReset()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Capacity = 10 });
        Task<ReadResult> here = pair.First.Input.ReadAsync().AsTask();
        await pair.First.Output.WriteAsync(new byte[5]);
        Task<FlushResult> blocked = pair.First.Output.WriteAsync(new byte[15]).AsTask();
        var cause = new InvalidDataException("on purpose");
        pair.First.Abort(cause);
        Assert.Same(cause, await Assert.ThrowsAsync<InvalidDataException>(() => here.WaitAsync(Patience)));
        Assert.Same(cause, await Assert.ThrowsAsync<InvalidDataException>(() => blocked.WaitAsync(Patience)));
        await Assert.ThrowsAsync<ConnectionResetException>(() => pair.Second.Input.ReadAsync().AsTask());
        await Assert.ThrowsAsync<ConnectionResetException>(() => pair.Second.Output.WriteAsync(new byte[1]).AsTask());
        IOException asStream = await Assert.ThrowsAsync<IOException>(() => pair.Second.AsStream().ReadAsync(new byte[1]).AsTask());
        Assert.IsType<ConnectionResetException>(asStream.InnerException);
        Assert.IsType<ConnectionResetException>(pair.Second.Cause);
        Assert.Same(cause, pair.First.Cause);
    }

    [Fact]
    public async Task ANetworkThatFails_IsToldToBoth()
    {
        using var pair = new MemoryPair();
        Task<ReadResult> waits = pair.First.Input.ReadAsync().AsTask();
        pair.Break(new TimeoutException("the cable"));
        await Assert.ThrowsAsync<TimeoutException>(() => waits.WaitAsync(Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => pair.Second.Output.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task WhoWritesToAnEndThatIsClosed_IsTold_AndWhoWaitedForRoomToo()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Capacity = 10 });
        Task<FlushResult> blocked = pair.First.Output.WriteAsync(new byte[15]).AsTask();
        Task<ReadResult> own = pair.Second.Output.FlushAsync().AsTask().ContinueWith(_ => pair.Second.Input.ReadAsync().AsTask(), TaskScheduler.Default).Unwrap();
        await own.WaitAsync(Patience);
        pair.Second.Dispose();
        await Assert.ThrowsAsync<BrokenPipeException>(() => blocked.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pair.Second.Input.ReadAsync().AsTask());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 21)]
    public async Task AReader_SeesNoFurtherThanTheNextCut(int size, int first)
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Every(size) });
        await pair.First.Output.WriteAsync(new byte[21]);
        var seen = new List<long>();
        while (seen.LastOrDefault() < 21)
        {
            ReadResult read = await pair.Second.Input.ReadAsync();
            seen.Add(read.Buffer.Length);
            pair.Second.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        Assert.Equal(Enumerable.Range(1, (21 + size - 1) / size).Select(i => (long)Math.Min(21, i * size)), seen);
        Assert.Equal(first, seen[0]);
        await pair.First.Output.CompleteAsync();
        ReadResult last = await pair.Second.Input.ReadAsync();
        Assert.True(last.IsCompleted);
        Assert.Equal(21, last.Buffer.Length);
    }

    [Fact]
    public async Task TheEnd_IsToldAfterTheLastPieceOnly()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Every(4) });
        await pair.First.Output.WriteAsync(new byte[6]);
        await pair.First.Output.CompleteAsync();
        ReadResult read = await pair.Second.Input.ReadAsync();
        Assert.Equal((4, false), (read.Buffer.Length, read.IsCompleted));
        pair.Second.Input.AdvanceTo(read.Buffer.End);
        read = await pair.Second.Input.ReadAsync();
        Assert.Equal((2, true), (read.Buffer.Length, read.IsCompleted));
    }

    // A reader that has what it needs is not pushed on: what it leaves it finds again, and the cut where it was.
    [Fact]
    public async Task AReaderThatLooksAtHalf_MeetsTheSameCutAgain()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Every(4) });
        await pair.First.Output.WriteAsync(new byte[8]);
        ReadResult read = await pair.Second.Input.ReadAsync();
        pair.Second.Input.AdvanceTo(read.Buffer.GetPosition(1), read.Buffer.GetPosition(2));
        Assert.True(pair.Second.Input.TryRead(out read));
        Assert.Equal(3, read.Buffer.Length);
        pair.Second.Input.AdvanceTo(read.Buffer.End);
        Assert.False(pair.Second.Input.TryRead(out _));     // as a connection, which has received no more
        read = await pair.Second.Input.ReadAsync();
        Assert.Equal(4, read.Buffer.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Frames_ComeWhole_HoweverTheyAreCut(int seed)
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Random(seed, largest: 9), Capacity = 50 });
        await using var sender = new FramedConnection<ReadOnlySequence<byte>>(pair.First, new NetstringFrames(maximum: 100));
        await using var reader = new FramedConnection<ReadOnlySequence<byte>>(pair.Second, new NetstringFrames(maximum: 100));
        string[] words = [.. Enumerable.Range(0, 200).Select(static i => new string('x', i % 37) + i)];
        Task sending = Task.Run(async () =>
        {
            foreach (string word in words)
            {
                await sender.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(word)));
            }

            await pair.First.Output.CompleteAsync();
        });
        var heard = new List<string>();
        await foreach (ReadOnlySequence<byte> frame in reader)
        {
            heard.Add(Encoding.ASCII.GetString(frame));
        }

        await sending.WaitAsync(Patience);
        Assert.Equal(words, heard);
    }

    [Fact]
    public void TheSameSeed_CutsAlike_AndNonsenseIsRefused()
    {
        Assert.Equal(Drawn(7), Drawn(7));
        Assert.NotEqual(Drawn(7), Drawn(8));
        Assert.All(Drawn(7), static size => Assert.InRange(size, 1, 5));
        Assert.Throws<ArgumentException>(() => Cuts.Every());
        Assert.Throws<ArgumentOutOfRangeException>(() => Cuts.Every(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cuts.Random(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryPairOptions { Capacity = 0 });
    }

    [Fact]
    public async Task ATokenThatIsCancelled_LosesNothing()
    {
        using var pair = new MemoryPair(new MemoryPairOptions { Cuts = Cuts.Every(2) });
        using var cancel = new CancellationTokenSource();
        Task<ReadResult> waits = pair.Second.Input.ReadAsync(cancel.Token).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        pair.Second.Input.CancelPendingRead();
        Assert.True((await pair.Second.Input.ReadAsync()).IsCanceled);
        pair.Second.Input.AdvanceTo(default);
        await pair.First.Output.WriteAsync("abc"u8.ToArray());
        await pair.First.Output.CompleteAsync();
        Assert.Equal("abc", await ToTheEnd(pair.Second));
    }

    private static int[] Drawn(int seed)
    {
        IEnumerator<int> sizes = Cuts.Random(seed, largest: 5).Sizes();
        return [.. Enumerable.Range(0, 50).Select(_ =>
        {
            sizes.MoveNext();
            return sizes.Current;
        })];
    }

    private static async Task<string> ToTheEnd(MemoryEnd end)
    {
        using var reader = new StreamReader(end.AsStream(leaveOpen: true));
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }
}
