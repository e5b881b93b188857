using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Hosting.Logging;
using Sockeye.Loops;
using Sockeye.Servers;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Hosting.Tests.Logging;

/// <summary>What a host's log says of its servers.</summary>
public sealed class LogTests
{
    private static readonly IPEndPoint s_client = new(IPAddress.Loopback, 40000);

    [Fact]
    public async Task TheBeginningAndTheEnd_AreTold_WithCounts()
    {
        var log = new HeardLog();
        using IHost host = Scene.Host(log, static services => services.AddSockeyeServer("echo", Scene.Echo), ("echo:Endpoint", ":0"));
        await host.StartAsync().InTime();
        LogLine begun = log.Demand("Listens");
        Assert.Equal(("Sockeye.Servers.echo", LogLevel.Information), (begun.Category, begun.Level));
        Assert.Equal($"echo listens on {host.Server("echo").LocalEndPoint}, by Loops", begun.Text);
        using (Socket client = host.Connect("echo"))
        {
            client.Ping();
        }

        await host.StopAsync().InTime();
        LogLine ended = log.Demand("Drained");
        Assert.Equal(LogLevel.Information, ended.Level);
        Assert.Equal((1L, 0L, 0L), (ended.Fields["Served"], ended.Fields["Refused"], ended.Fields["Failed"]));
    }

    [Fact]
    public async Task WhatAHandlerThrows_IsAnError_AndTheProgramsHookIsToldToo()
    {
        var log = new HeardLog();
        var told = new TaskCompletionSource<Exception>();
        using IHost host = Scene.Host(
            log,
            services => services.AddSockeyeServer(
                "throws",
                static _ => throw new InvalidDataException("on purpose"),
                options => options.Serving = new ServingOptions { Failed = (_, error) => told.SetResult(error) }),
            ("throws:Endpoint", ":0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("throws");
        LogLine line = log.Demand("HandlerFailed");
        Assert.Equal(("Sockeye.Servers.throws", LogLevel.Error), (line.Category, line.Level));
        Assert.Equal(client.LocalEndPoint, line.Fields["Client"]);
        Assert.Same(line.Error, await told.Task.InTime());
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task WhoRunsIntoALimit_IsAWarning_WithTheLimit()
    {
        var log = new HeardLog();
        using IHost host = Scene.Host(log, static services => services.AddSockeyeServer("few", Scene.Echo), ("few:Endpoint", ":0"), ("few:MaxConnections", "1"));
        await host.StartAsync().InTime();
        using Socket first = host.Connect("few");
        first.Ping();
        using Socket second = host.Connect("few");
        LogLine line = log.Demand("LimitReached");
        Assert.Equal(("Sockeye.Servers.few", LogLevel.Warning, Limit.Connections), (line.Category, line.Level, line.Fields["Limit"]));
        Assert.Equal((second.LocalEndPoint, "few"), (line.Fields["Client"], line.Fields["Server"]));
        Assert.Equal(1, host.Server("few").Counts[Limit.Connections]);
        first.Dispose();
        await host.StopAsync().InTime();
    }

    [Fact]
    public void AFloodOfTheSame_IsALineInTenSeconds_AndCounted()
    {
        var log = new HeardLog();
        var clock = new HandClock();
        var server = new ServerLog(log.CreateLogger("x"), "x", clock);
        for (int i = 0; i < 5; i++)
        {
            server.LimitReached(s_client, Limit.Idle, new TimeoutException());
        }

        server.LimitReached(s_client, Limit.Rate, new TimeoutException());
        clock.Pass(ServerLog.Pause);
        server.LimitReached(s_client, Limit.Idle, new TimeoutException());
        clock.Pass(ServerLog.Pause);
        server.LimitReached(s_client, Limit.Idle, new TimeoutException());
        Assert.Equal(
            ["LimitReached Idle", "LimitReachedToo Idle", "LimitReachedToo Idle", "LimitReachedToo Idle", "LimitReachedToo Idle", "LimitReached Rate", "LimitReachedOften Idle", "LimitReached Idle"],
            log.Lines.Select(static line => $"{line.Id.Name} {line.Fields["Limit"]}"));
        Assert.Equal(4L, log.Demand("LimitReachedOften").Fields["Others"]);
        Assert.Equal(LogLevel.Debug, log.Demand("LimitReachedToo").Level);
    }

    [Fact]
    public void ALoggerThatThrows_HarmsNobody()
    {
        var server = new ServerLog(new Broken(), "x", TimeProvider.System);
        server.LimitReached(s_client, Limit.Idle, new TimeoutException());
        server.HandlerFailed(s_client, new InvalidDataException());
        server.NetworkFailed(s_client, new InvalidDataException());
    }

    [Fact]
    public async Task AHandlerThatHoldsUpALoop_IsAWarning_WithItsName()
    {
        var log = new HeardLog();
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        using var go = new ManualResetEventSlim();
        using IHost host = Scene.Host(
            log,
            services => services.AddSingleton(go).AddSockeyeServer<Blocking>("blocks", options => options.Serving = new ServingOptions { Loops = loops }),
            ("blocks:Endpoint", ":0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("blocks");
        client.SendAll([1]);
        LogLine? line = null;
        Eventually.True(() => (line = log.Lines.FirstOrDefault(static line => line.Text.StartsWith($"Stalled: the handler {typeof(Blocking).FullName} ", StringComparison.Ordinal))) is not null, Scene.Patience);
        Assert.Equal(("Sockeye.Loops", LogLevel.Warning), (line!.Category, line.Level));
        go.Set();
        client.Dispose();
        await host.StopAsync().InTime();
    }

    private sealed class Blocking(ManualResetEventSlim go) : StreamHandler
    {
        protected override async Task Handle()
        {
            await Input.ReadAsync();
            go.Wait(Scene.Patience);
        }
    }

    private sealed class Broken : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw new IOException("the disk is full");
    }
}
