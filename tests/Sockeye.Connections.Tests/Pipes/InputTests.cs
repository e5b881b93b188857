using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Pipes;

/// <summary>What a PipeReader promises, by the input of a connection.</summary>
public sealed class InputTests
{
    [Fact]
    public void A_result_that_is_taken_before_it_is_there_is_refused_and_the_read_goes_on()
    {
        (Connection one, Connection other) = Connection.CreatePair();
        using (one)
        using (other)
        {
            ValueTask<ReadResult> read = one.Input.ReadAsync();
#pragma warning disable CA2012 // what a program must not do is what is tried
            Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().GetResult());
#pragma warning restore CA2012
            Assert.Throws<InvalidOperationException>(() => { _ = one.Input.ReadAsync().AsTask(); });
        }
    }

    [Fact]
    public async Task WhatIsNotExamined_IsGivenAgainAtOnce_AndWhatIsWaitsForMore()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            peer.SendAll("abc"u8);
            ReadResult read = await one.Input.ReadAsync().InTime();
            one.Input.AdvanceTo(read.Buffer.GetPosition(1), read.Buffer.GetPosition(2));
            Assert.True(one.Input.TryRead(out read));
            Assert.Equal("bc", Encoding.ASCII.GetString(read.Buffer));
            one.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            Assert.False(one.Input.TryRead(out _));
            ValueTask<ReadResult> waiting = one.Input.ReadAsync();
            Assert.False(waiting.IsCompleted);
            peer.SendAll("d"u8);
            read = await waiting.InTime();
            Assert.Equal("bcd", Encoding.ASCII.GetString(read.Buffer));
            one.Input.AdvanceTo(read.Buffer.End);
            Assert.False(one.Input.TryRead(out _));
        }
    }

    [Fact]
    public async Task TheEnd_IsSaidAgainAndAgain_WithWhatIsLeft()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        {
            peer.SendAll("rest"u8);
            peer.Dispose();
            ReadResult read = await one.Input.ReadAtLeastAsync(100).InTime();
            Assert.True(read.IsCompleted);
            Assert.Equal(4, read.Buffer.Length);
            one.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await one.Input.ReadAsync().InTime();
            Assert.True(read.IsCompleted);
            Assert.Equal(4, read.Buffer.Length);
            one.Input.AdvanceTo(read.Buffer.End);
            Assert.True((await one.Input.ReadAsync().InTime()).IsCompleted);
            Assert.True(one.Input.TryRead(out read) && read.IsCompleted && read.Buffer.IsEmpty);
        }
    }

    [Fact]
    public async Task AdvanceMistakes_AreErrors_AndNothingIsLost()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            peer.SendAll("abcd"u8);
            ReadOnlySequence<byte> bytes = (await one.Input.ReadAsync().InTime()).Buffer;
            Assert.Throws<InvalidOperationException>(() => one.Input.AdvanceTo(new ReadOnlySequence<byte>(new byte[4]).End));
            Assert.Throws<InvalidOperationException>(() => one.Input.AdvanceTo(bytes.GetPosition(3), bytes.GetPosition(1)));
            one.Input.AdvanceTo(bytes.GetPosition(1), bytes.End);
            Assert.Throws<InvalidOperationException>(() => one.Input.AdvanceTo(bytes.Start));       // it has gone already
            ValueTask<ReadResult> waiting = one.Input.ReadAsync();
            Assert.Throws<InvalidOperationException>(() => one.Input.AdvanceTo(default));
            Assert.Throws<InvalidOperationException>(() => { _ = one.Input.ReadAsync().AsTask(); });
            Assert.Throws<InvalidOperationException>(() => one.Input.TryRead(out _));
            peer.SendAll("e"u8);
            bytes = (await waiting.InTime()).Buffer;
            Assert.Equal("bcde", Encoding.ASCII.GetString(bytes));
            one.Input.AdvanceTo(bytes.End);
        }
    }

    [Fact]
    public async Task ASecondRead_IsAnError_AndTheFirstOneGoesOn()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            Task<ReadResult> first = one.Input.ReadAsync().AsTask();
            Assert.Throws<InvalidOperationException>(() => { _ = one.Input.ReadAsync().AsTask(); });
            Assert.Throws<InvalidOperationException>(() => { _ = one.AsStream().ReadAsync(new byte[1]).AsTask(); });
            Assert.Throws<InvalidOperationException>(() => { _ = one.AsStream().Read(new byte[1]); });
            peer.SendAll("x"u8);
            Assert.Equal(1, (await first.InTime()).Buffer.Length);
        }
    }

    [Fact]
    public async Task CancelPendingRead_EndsTheReadOrTheNextOne_Once()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            one.Input.CancelPendingRead();
            Assert.True((await one.Input.ReadAsync().InTime()).IsCanceled);
            Task<ReadResult> waiting = one.Input.ReadAsync().AsTask();
            one.Input.CancelPendingRead();
            Assert.True((await waiting.InTime()).IsCanceled);
            waiting = one.Input.ReadAsync().AsTask();
            peer.SendAll("x"u8);
            ReadResult read = await waiting.InTime();
            Assert.False(read.IsCanceled);
            Assert.Equal(1, read.Buffer.Length);
            one.Input.CancelPendingRead();
            one.Input.AdvanceTo(read.Buffer.End);
            Assert.True(one.Input.TryRead(out read) && read.IsCanceled);
        }
    }

    [Fact]
    public async Task CancellingUnderFire_NeverThrows_AndLosesNoByte()
    {
        const int Bytes = 20_000;
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            byte[] sent = Scene.Pattern(Bytes);
            using var done = new CancellationTokenSource();
            Task cancelling = Scene.OnThread(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    one.Input.CancelPendingRead();
                }
            });
            Task sending = Scene.OnThread(() =>
            {
                for (int at = 0; at < Bytes; at += 100)
                {
                    peer.SendAll(sent.AsSpan(at, 100));
                }
            });
            var got = new List<byte>();
            while (got.Count < Bytes)
            {
                ReadResult read = await one.Input.ReadAsync().InTime();
                got.AddRange(read.Buffer.ToArray());
                one.Input.AdvanceTo(read.Buffer.End);
                if (got.Count % 3 == 0)
                {
                    await Task.Yield();
                }
            }

            await done.CancelAsync();
            await Task.WhenAll(cancelling, sending).InTime();
            Assert.Equal(sent, got);
        }
    }

    [Fact]
    public async Task AToken_EndsTheRead_AndWhatComesLaterIsRead()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.Input.ReadAsync(new CancellationToken(true)).InTime());
            for (int i = 0; i < 200; i++)
            {
                using var source = new CancellationTokenSource();
                ValueTask<ReadResult> waiting = one.Input.ReadAsync(source.Token);
                await source.CancelAsync();
                OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
                Assert.Equal(source.Token, cancelled.CancellationToken);
            }

            peer.SendAll("still"u8);
            Assert.Equal("still"u8.ToArray(), await one.Input.ReadExactly(5));
        }
    }

    [Fact]
    public async Task CopyToAsync_CopiesToTheEnd()
    {
        (Connection one, Socket peer) = Scene.Pair();
        byte[] sent = Scene.Pattern(300_000);
        await using (one)
        {
            Task sending = Scene.OnThread(() =>
            {
                peer.SendAll(sent);
                peer.Dispose();
            });
            var copy = new MemoryStream();
            await one.Input.CopyToAsync(copy).InTime();
            await sending;
            Assert.Equal(sent, copy.ToArray());
        }
    }

    [Fact]
    public async Task Complete_TwiceIsOnce_AndNothingIsReadAfterIt()
    {
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            one.Input.Complete();
            one.Input.Complete(new IOException("too late to matter"));
            Assert.Throws<InvalidOperationException>(() => { _ = one.Input.ReadAsync().AsTask(); });
            await one.Output.WriteAsync("out"u8.ToArray()).InTime();
            byte[] got = new byte[3];
            peer.ReceiveExactly(got);
            Assert.Equal("out"u8, got);
            Assert.False(one.IsClosed);
            one.Output.Complete();
            Assert.True(one.IsClosed);
            Assert.Null(one.Cause);
        }
    }

    // The reads begin on a thread that is no loop's, while the loop has edges for them all the time.
    [Fact]
    public async Task AFloodOfSmallPieces_ReadOffTheLoop_ComesInOrder()
    {
        const int Bytes = 150_000;
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        using (peer)
        {
            peer.Options.NoDelay = true;
            Task flood = Scene.OnThread(() =>
            {
                for (int i = 0; i < Bytes; i++)
                {
                    peer.SendAll([(byte)i]);
                }
            });
            int got = 0;
            while (got < Bytes)
            {
                ReadResult read = await one.Input.ReadAsync();
                foreach (byte value in read.Buffer.FirstSpan)
                {
                    Assert.Equal((byte)got++, value);
                }

                one.Input.AdvanceTo(read.Buffer.End);
                await Task.Yield();
            }

            await flood.InTime();
        }
    }

    [Fact]
    public async Task ThousandsOfFlushes_BegunOffTheLoop_AllComplete()
    {
        const int Rounds = 3000;
        const int Piece = 20_000;
        (Connection one, Connection two) = Connection.CreatePair();
        await using (one)
        using (Socket peer = two.Detach(out _))
        {
            Task reading = Scene.OnThread(() =>
            {
                byte[] all = new byte[2000];
                for (int left = Rounds * Piece; left > 0;)
                {
                    left -= peer.Receive(all.AsSpan());
                }
            });
            byte[] piece = new byte[Piece];
            for (int i = 0; i < Rounds; i++)
            {
                await one.Output.WriteAsync(piece);
                await Task.Yield();
            }

            await reading.InTime();
        }
    }
}
