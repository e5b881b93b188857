using System.Collections.Concurrent;
using Sockeye.Loops;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Awaited verbs and the loop they wait on: who goes on where, that nobody starves, and that the loop may go.</summary>
public sealed class AsyncLoopTests
{
    [Fact]
    public async Task AnswersThatAreAlwaysThereAtOnce_DoNotKeepTheOthersOfTheLoopWaiting()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromHours(1) });     // so that no other thread takes it
        (Socket one, Socket two) = Socket.SocketPair();
        (Socket three, Socket four) = Socket.SocketPair();
        using (one)
        using (two)
        using (three)
        using (four)
        {
            Array.ForEach([one, two, three, four], socket => socket.UseLoops(loops));
            bool over = false;
            Task busy = Busy();     // it awaits before there is anything, and so goes on on the loop
            one.Send([1]);
            for (int i = 0; i < 100; i++)
            {
                ValueTask<int> waiting = four.ReceiveAsync(new byte[1]);
                three.Send([1]);
                Assert.Equal(1, await waiting.InTime());
            }

            Volatile.Write(ref over, true);
            await busy.WaitAsync(Connected.Patience);

            async Task Busy()
            {
                byte[] bytes = new byte[1];
                await two.ReceiveAsync(bytes).ConfigureAwait(false);
                while (!Volatile.Read(ref over))
                {
                    await one.SendAllAsync(bytes).ConfigureAwait(false);
                    await two.ReceiveAsync(bytes).ConfigureAwait(false);
                }
            }
        }
    }

    [Fact]
    public async Task AContextOfTheAwaiter_IsWhereItGoesOn()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            var context = new Counting();
            SynchronizationContext? before = SynchronizationContext.Current;
            Task<int> reading;
            try
            {
                SynchronizationContext.SetSynchronizationContext(context);
                reading = Read(two);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }

            one.Send([1]);
            Action goOn = await Task.Run(() => context.Posted.Take()).WaitAsync(Connected.Patience);
            Assert.False(reading.IsCompleted);
            goOn();
            Assert.Equal(1, await reading.WaitAsync(Connected.Patience));
        }

        static async Task<int> Read(Socket socket) => await socket.ReceiveAsync(new byte[1]);
    }

    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task TheLoopsAndTheLane_AreChosenOnce_BeforeAVerbIsAwaited(Lane lane)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            two.UseLoops(loops, lane);
            Assert.Throws<InvalidOperationException>(() => two.UseLoops(loops, lane));
            ValueTask<int> waiting = two.ReceiveAsync(new byte[1]);
            Assert.Equal(1, Assert.Single(loops.All).Watched);
            await one.SendAsync(new byte[1]).InTime();
            Assert.Equal(1, await waiting.InTime());
            Assert.Throws<InvalidOperationException>(() => one.UseLoops(loops));
        }
    }

    [Theory]
    [InlineData(DialOrder.Sequential)]
    [InlineData(DialOrder.Parallel)]
    public async Task ASocketThatWasDialed_ChoosesItsLoopsToo(DialOrder order)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using Socket dialed = await Socket.CreateConnectionAsync(listener.LocalEndPoint, new ConnectOptions { Order = order }).WaitAsync(Connected.Patience);
        using Socket peer = listener.Accept();
        dialed.UseLoops(loops);
        ValueTask<int> waiting = dialed.ReceiveAsync(new byte[9]);
        Assert.Equal(1, Assert.Single(loops.All).Watched);
        peer.SendAll("hello"u8);
        Assert.Equal(5, await waiting.InTime());
        Assert.Throws<InvalidOperationException>(() => dialed.UseLoops(loops));
    }

    [Fact]
    public async Task WhenTheLoopsAreDisposed_WhatWaitsEnds_AndNothingBegins()
    {
        var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            two.UseLoops(loops);
            Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => two.ReceiveAsync(new byte[10]).AsTask())];
            loops.Dispose();
            foreach (Task<int> one1 in waiting)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => one1.InTime());
            }

            await Assert.ThrowsAsync<ObjectDisposedException>(() => two.ReceiveAsync(new byte[10]).InTime());
            one.Send("x"u8);
            Assert.Equal(1, two.Receive(new byte[10].AsSpan()));
        }
    }

    [Fact]
    public void LoopsThatAreDisposedWhileASocketComesToThem_AreWhatItIsToldOf()
    {
        var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        using (var side = new AsyncSide(two.Descriptor, loops, Lane.Guarded, isTcp: false))
        {
            object? opened = null;
            var opening = new Thread(() => opened = Record.Exception(() => opened = side.Open().Error) ?? opened);
            lock (side.Gate)
            {
                opening.Start();
                Assert.True(SpinWait.SpinUntil(() => (opening.ThreadState & ThreadState.WaitSleepJoin) != 0, Connected.Patience));
                loops.Dispose();
            }

            opening.Join();
            Assert.Equal(Native.Errno.ECANCELED, opened);
        }
    }

    [Fact]
    public async Task LoopsThatAreDisposedInTheMomentOfTheFirstVerb_EndIt_AndLetGoOfWhatItWasLent()
    {
        for (int i = 0; i < 100; i++)
        {
            var loops = new LoopGroup(new LoopOptions { Loops = 1 });
            (Socket one, Socket two) = Socket.SocketPair();
            using (one)
            using (two)
            using (var room = new AncillaryData(100))
            {
                two.UseLoops(loops);
                if (i % 2 == 0)
                {
                    one.UseLoops(loops);
                    _ = one.ReceiveAsync(new byte[1]).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);     // they have begun
                }

                Task disposing = Task.Run(loops.Dispose);
                Thread.SpinWait(i * 40);
                Task<ReceivedMessage> receiving = two.ReceiveMessageAsync(new byte[1], new() { Ancillary = room }).AsTask();
                ObjectDisposedException ended = await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
                Assert.Equal("LoopGroup", ended.ObjectName);
                room.Clear();
                await disposing;
            }
        }
    }

    [Fact]
    public async Task ManySockets_ClosedWhileTheyAreAwaited_LeaveNothing()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 2 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (int i = 0; i < 300; i++)
            {
                (Socket one, Socket two) = Socket.SocketPair(kind: random.Next(2) == 0 ? SocketKind.SOCK_STREAM : SocketKind.SOCK_DGRAM);
                one.UseLoops(loops);
                two.UseLoops(loops);
                Task<int> reading = two.ReceiveAsync(new byte[10]).AsTask();
                Task closing = Task.Run(() => two.Dispose());
                if (random.Next(2) == 0)
                {
                    await Record.ExceptionAsync(async () => await one.SendAsync(new byte[1]));
                }

                Exception? ended = await Record.ExceptionAsync(() => reading.InTime());
                Assert.True(ended is null or ObjectDisposedException, $"{ended}");
                await closing;
                one.Dispose();
            }
        }))).WaitAsync(Connected.Patience);
        Assert.All(loops.All, static loop => Assert.Equal(0, loop.Watched));
    }

    private sealed class Counting : SynchronizationContext
    {
        internal BlockingCollection<Action> Posted { get; } = [];

        public override void Post(SendOrPostCallback d, object? state) => Posted.Add(() => d(state));
    }
}
