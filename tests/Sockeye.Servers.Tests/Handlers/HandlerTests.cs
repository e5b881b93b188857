using System.Collections.Concurrent;
using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Handlers;

/// <summary>Setup, Handle, Finish; and handlers that do not behave.</summary>
public sealed class HandlerTests
{
    [Fact]
    public async Task AHandler_IsMadeForEachConnection_AndKnowsWhoItServes()
    {
        var made = new ConcurrentBag<Steps>();
        await using var running = new Running(() =>
        {
            var handler = new Steps();
            made.Add(handler);
            return handler;
        });
        var clients = new List<EndPoint>();
        for (int i = 0; i < 2; i++)
        {
            using Socket client = running.Connect();
            clients.Add(client.LocalEndPoint);
            client.Ping();
            client.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Equal("bye"u8.ToArray(), client.Take(3));
            client.DemandEnd();
        }

        running.DemandNobody();
        Assert.Equal(2, made.Count);
        Assert.All(made, handler => Assert.Equal("setup handle finish", handler.Done));
        Assert.All(made, handler => Assert.Same(running.Server, handler.Server));
        Assert.All(made, handler => Assert.Equal(running.Server.LocalEndPoint, handler.CameTo));
        Assert.Equal(clients.Select(static client => client.ToString()).Order(), made.Select(static handler => handler.ClientAddress.ToString()).Order());
    }

    [Theory]
    [InlineData("setup", "setup")]
    [InlineData("handle", "setup handle finish")]
    [InlineData("finish", "setup handle finish")]
    [InlineData("handle finish", "setup handle finish")]
    public async Task WhatItThrows_EndsItsConnection_AndIsToldOnce(string where, string done)
    {
        var handler = new Steps { ThrowsIn = where };
        bool isFirst = true;
        await using var running = new Running(() => Interlocked.Exchange(ref isFirst, false) ? handler : new Steps());
        using Socket client = running.Connect();
        if (where != "setup")       // there it may be over before anything is sent
        {
            client.SendAll("x"u8);
            client.Shutdown(ShutdownHow.SHUT_WR);
        }

        InvalidDataException error = running.Demand<InvalidDataException>(client);
        Assert.Equal($"{where.Split(' ')[0]} on purpose", error.Message);
        Assert.Throws<ConnectionResetException>(() =>
        {
            while (client.Receive(10).Length > 0)
            {
            }
        });
        running.DemandNobody();
        Assert.Equal(done, handler.Done);
        Assert.Empty(running.Told);
        Assert.Equal(1, running.Server.Counts.Failed);
        using Socket next = running.Connect();
        next.Ping();
    }

    [Fact]
    public async Task ADelegate_ThatThrowsAtOnce_OrReturnsNoTask_IsAFault()
    {
        int turn = 0;
        await using var running = new Running((StreamRequest _) => Interlocked.Increment(ref turn) == 1 ? throw new InvalidDataException("on purpose") : null!);
        using Socket one = running.Connect();
        one.DemandReset();
        running.Demand<InvalidDataException>(one);
        using Socket two = running.Connect();
        two.DemandReset();
        Assert.Equal("the handler returned no task", running.Demand<InvalidOperationException>(two).Message);
        Assert.Equal(2, running.Server.Counts.Failed);
    }

    [Fact]
    public async Task AFactory_ThatThrows_MakesNothing_OrTheSameAgain_IsAFault()
    {
        var same = new Steps();
        int turn = 0;
        await using var running = new Running(() => Interlocked.Increment(ref turn) switch
        {
            1 => throw new InvalidDataException("on purpose"),
            2 => null!,
            _ => same,
        });
        using Socket one = running.Connect();
        running.Demand<InvalidDataException>(one);
        using Socket two = running.Connect();
        Assert.Equal("no handler was made: null", running.Demand<InvalidOperationException>(two).Message);
        using Socket three = running.Connect();
        three.Ping();
        using Socket four = running.Connect();
        Assert.StartsWith("Steps serves a connection already", running.Demand<InvalidOperationException>(four).Message, StringComparison.Ordinal);
        three.Ping();
    }

    // By which meters and events tell it from others.
    [Fact]
    public void AServersHandler_IsCalledByItsOwnName()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        Assert.Equal("Sockeye.Servers.Tests.Scene.Echo", server.HandlerName);
        using var other = new TcpServer(Scene.Anywhere, NewSteps);
        Assert.Equal("Sockeye.Servers.Tests.Handlers.HandlerTests.NewSteps", other.HandlerName);
    }

    private static StreamHandler NewSteps() => new Steps();

    [Fact]
    public async Task AHandlerThatBlocks_HoldsUpNobodyElse()
    {
        using var released = new ManualResetEventSlim();
        int turn = 0;
        await using var running = new Running(async request =>
        {
            if (Interlocked.Increment(ref turn) == 1)
            {
                released.Wait(Scene.Patience);
            }

            await Scene.Echo(request);
        });
        using Socket blocked = running.Enter();
        for (int i = 0; i < 10; i++)
        {
            using Socket other = running.Connect();
            other.Ping();
        }

        released.Set();
        blocked.Ping();
    }

    [Fact]
    public async Task AClientThatResets_IsNobodysFault()
    {
        await using var running = new Running(Scene.Echo);
        for (int i = 0; i < 20; i++)
        {
            using Socket client = running.Connect();
            client.Ping();
            client.Options.Linger = TimeSpan.Zero;
        }

        Eventually.True(() => running.Server.Counts is { Active: 0, Served: 20 }, Scene.Patience);
        Assert.Empty(running.Told);
        Assert.Equal(0, running.Server.Counts.Failed);
    }

    [Fact]
    public async Task ARequest_CanBeThrownOut()
    {
        await using var running = new Running(static async request =>
        {
            request.Abort(new InvalidDataException("enough of that"));
            await request.Input.ReadAsync();
        });
        using Socket client = running.Connect();
        client.DemandReset();
        running.DemandNobody();
        Assert.Empty(running.Told);         // who did it knows
    }

    [Fact]
    public async Task ARequest_IsReadInFrames_Once()
    {
        await using var running = new Running(static request =>
        {
            request.InFrames(Scene.Prefixed);
            request.InFrames(Scene.Prefixed);
            return Task.CompletedTask;
        });
        using Socket client = running.Connect();
        Assert.Equal("the request is read in frames already", running.Demand<InvalidOperationException>(client).Message);
    }

    [Fact]
    public async Task AHookThatThrows_DoesNoHarm()
    {
        await using var server = new TcpServer(Scene.Anywhere, Scene.Echo, new ServingOptions { MaxConnections = 1, Failed = static (_, _) => throw new InvalidDataException("on purpose") });
        Task serving = server.ServeForeverAsync();
        using Socket one = Socket.CreateConnection(server.LocalEndPoint);
        one.Ping();
        using Socket two = Socket.CreateConnection(server.LocalEndPoint);
        two.DemandEnd();
        one.Ping();
        Assert.Equal(1, server.Counts[Limit.Connections]);
        await server.ShutdownAsync(TimeSpan.Zero).InTime();
        await serving.InTime();
    }
}
