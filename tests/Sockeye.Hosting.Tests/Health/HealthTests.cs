using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Sockeye.Hosting.Health;
using Sockeye.Loops;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests.Health;

/// <summary>What the host says of its servers when it is asked.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Ready_WhileAllListen_AndNotBefore_AndNoMoreWhenTheHostStops()
    {
        using IHost host = Host(null, Scene.Stay);
        Assert.Equal((HealthStatus.Unhealthy, "the servers are not there yet"), await Ask(host, ServerHealthChecks.Ready));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("one");
        Eventually.True(() => host.Server("one").Counts.Active == 1, Scene.Patience);
        Assert.Equal((HealthStatus.Healthy, "all listen"), await Ask(host, ServerHealthChecks.Ready));
        Task stopped = host.StopAsync();
        Eventually.True(() => host.Server("one").Stopping.IsCancellationRequested, Scene.Patience);
        Assert.Equal((HealthStatus.Unhealthy, "the host stops"), await Ask(host, ServerHealthChecks.Ready));
        client.Dispose();
        await stopped.InTime();
    }

    [Fact]
    public async Task NotReady_FromTheFirstWordOfStopping()
    {
        using IHost host = Host(null, Scene.Echo);
        await host.StartAsync().InTime();
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();     // nobody waits for it here: the servers do not know yet
        Assert.False(host.Server("one").Stopping.IsCancellationRequested);
        Assert.Equal((HealthStatus.Unhealthy, "the host stops"), await Ask(host, ServerHealthChecks.Ready));
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task NotReady_WhenOneOfThemHasEnded()
    {
        using IHost host = Host(null, Scene.Echo);
        await host.StartAsync().InTime();
        await host.Server("one").ShutdownAsync().InTime();
        Assert.Equal((HealthStatus.Unhealthy, "one has ended"), await Ask(host, ServerHealthChecks.Ready));
        Assert.NotEqual(HealthStatus.Unhealthy, (await Ask(host, ServerHealthChecks.Live)).Status);
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task Live_WhileTheLoopsAnswer_DegradedAfterAStall_AndWellAgain()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 2 });
        using var go = new ManualResetEventSlim();
        using IHost host = Host(new ServingOptions { Loops = loops }, request => Blocks(request, go));
        await host.StartAsync().InTime();
        Eventually.True(() => Ask(host, ServerHealthChecks.Live).Result == (HealthStatus.Healthy, "the loops answer"), Scene.Patience);
        using Socket client = host.Connect("one");
        client.SendAll([1]);
        Eventually.True(() => loops.Stalls > 0, Scene.Patience);
        Assert.Equal(HealthStatus.Degraded, (await Ask(host, ServerHealthChecks.Live)).Status);
        go.Set();
        client.Dispose();
        Eventually.True(() => host.Server("one").Counts.Active == 0, Scene.Patience);
        Eventually.True(() => Ask(host, ServerHealthChecks.Live).Result.Status == HealthStatus.Healthy, Scene.Patience);
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task NotLive_WhereALoopDoesNotAnswer()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 2 });
        using var go = new ManualResetEventSlim();
        using IHost host = Host(new ServingOptions { Loops = loops, Lane = Lane.Inline }, request => Blocks(request, go));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("one");
        client.SendAll([1]);
        Eventually.True(() => host.Server("one").Counts.Active == 1, Scene.Patience);
        host.Services.GetRequiredService<LiveCheck>().Patience = TimeSpan.FromMilliseconds(50);
        Eventually.True(() => Ask(host, ServerHealthChecks.Live).Result.Status == HealthStatus.Unhealthy, Scene.Patience);
        go.Set();
        client.Dispose();
        await host.StopAsync().InTime();
    }

    private static async Task Blocks(StreamRequest request, ManualResetEventSlim go)
    {
        await request.Input.ReadAsync();
        go.Wait(Scene.Patience);
    }

    private static IHost Host(ServingOptions? options, Func<StreamRequest, Task> handler) => Scene.Host(
        services =>
        {
            services.AddHealthChecks().AddSockeyeServers();
            services.AddSockeyeServer("one", handler, hosted => hosted.Serving = options ?? hosted.Serving).AddSockeyeServer("other", Scene.Echo, hosted => hosted.Serving = options ?? hosted.Serving);
        },
        ("one:Endpoint", ":0"), ("other:Endpoint", ":0"));

    private static async Task<(HealthStatus Status, string? Words)> Ask(IHost host, string tag)
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag)).InTime();
        HealthReportEntry entry = Assert.Single(report.Entries).Value;
        return (entry.Status, entry.Description);
    }
}
