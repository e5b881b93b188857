using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

public sealed class SelectorTests : WayContract
{
    protected override ServeBy By => ServeBy.Selector;

    [Fact]
    public async Task OneThread_RunsAllHandlers_WhateverTheyAwait()
    {
        var threads = new ConcurrentBag<int>();
        int serving = 0;
        using var server = new TcpServer(
            Scene.Anywhere,
            async request =>
            {
                while (true)
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    ReadResult read = await request.Input.ReadAsync();
                    request.Input.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        return;
                    }

                    threads.Add(Environment.CurrentManagedThreadId);
                    await Task.Delay(1);
                    threads.Add(Environment.CurrentManagedThreadId);
                    await Task.Run(static () => { });
                    threads.Add(Environment.CurrentManagedThreadId);
                    await request.Output.WriteAsync(new byte[] { 1, 2, 3, 4 });
                }
            },
            new ServingOptions { By = By });
        Task ended = Scene.OnThread(() =>
        {
            serving = Environment.CurrentManagedThreadId;
            server.ServeForever();
            return 0;
        });
        Socket[] clients = [.. Enumerable.Range(0, 5).Select(_ => Socket.CreateConnection(server.LocalEndPoint))];
        for (int i = 0; i < 10; i++)
        {
            foreach (Socket client in clients)
            {
                client.Timeout = Scene.Patience;
                client.Ping();
            }
        }

        Array.ForEach(clients, static client => client.Dispose());
        await server.ShutdownAsync().InTime();
        await ended.InTime();
        Assert.Equal([serving], threads.Distinct());
    }

    [Fact]
    public async Task FramedHandlers_StayOnTheThread_Too()
    {
        var threads = new ConcurrentBag<int>();
        await using var running = new Running(() => new Noting(threads), new ServingOptions { By = By });
        using Socket client = running.Connect();
        for (int i = 0; i < 10; i++)
        {
            client.SendAll([0, 0, 0, 1, 7]);
            byte[] back = new byte[5];
            client.ReceiveExactly(back);
        }

        Assert.Equal(20, threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task ManyIdleConnections_AreNotInTheWayOfOne()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { By = By });
        Socket[] idle = [.. Enumerable.Range(0, 200).Select(_ => running.Connect())];
        using Socket client = running.Connect();
        for (int i = 0; i < 100; i++)
        {
            client.Ping();
        }

        foreach (Socket one in idle)
        {
            one.Ping();
            one.Dispose();
        }

        client.Dispose();
        running.DemandNobody();
    }

    private sealed class Noting(ConcurrentBag<int> threads) : FramedHandler<ReadOnlySequence<byte>>(Scene.Prefixed)
    {
        protected override async ValueTask Handle(ReadOnlySequence<byte> frame)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Delay(1);
            threads.Add(Environment.CurrentManagedThreadId);
            await Frames.WriteAsync(frame);
        }
    }
}
