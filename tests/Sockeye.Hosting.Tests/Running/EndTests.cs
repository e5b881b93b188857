using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests.Running;

/// <summary>A host that stops, or cannot begin.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task AConversation_MayComeToItsEnd_BeforeServicesAreStopped()
    {
        var other = new Other();
        using IHost host = Scene.Host(
            services => services.AddSockeyeServer("bye", static async request =>
            {
                await request.Output.WriteAsync("hello"u8.ToArray());
                var stop = new TaskCompletionSource();
                await using CancellationTokenRegistration told = request.Server.Stopping.Register(stop.SetResult);
                await stop.Task;
                await request.Output.WriteAsync("bye"u8.ToArray());
                await request.Input.CopyToAsync(Stream.Null);
            }).AddHostedService(_ => other),
            ("bye:Endpoint", ":0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("bye");
        Server server = host.Server("bye");
        Assert.Equal("hello"u8.ToArray(), Take(client, 5));
        Task stopped = host.StopAsync();
        Assert.Equal("bye"u8.ToArray(), Take(client, 3));
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(server.LocalEndPoint));
        Assert.False(other.IsStopped);
        client.Shutdown(ShutdownHow.SHUT_WR);
        await stopped.InTime();
        Assert.True(other.IsStopped);
        Assert.Equal(new Drained(1, 0, 0), server.Shutdown());
    }

    [Fact]
    public async Task AHandlerThatWaitsForTheHost_IsToldThatItStops()
    {
        using IHost host = Scene.Host(
            static services => services.AddSockeyeServer("waits", static (request, services) =>
            {
                var stop = new TaskCompletionSource();
                services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stop.SetResult);
                return stop.Task;
            }),
            ("waits:Endpoint", ":0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("waits");
        Server server = host.Server("waits");
        Eventually.True(() => server.Counts.Active == 1, Scene.Patience);
        await host.StopAsync().InTime();
        Assert.Equal(new Drained(1, 0, 0), server.Shutdown());
    }

    [Fact]
    public async Task WhenTheHostsTimeIsUp_ConversationsAreAborted()
    {
        using IHost host = Scene.Host(
            static services => services.AddSockeyeServer("stays", Scene.Stay, static options => options.Serving = new ServingOptions { DrainTimeout = Timeout.InfiniteTimeSpan }),
            ("stays:Endpoint", ":0"));
        await host.StartAsync().InTime();
        using Socket client = host.Connect("stays");
        Server server = host.Server("stays");
        Eventually.True(() => server.Counts.Active == 1, Scene.Patience);
        using var time = new CancellationTokenSource();
        Task stopped = host.StopAsync(time.Token);
        Eventually.True(() => server.Stopping.IsCancellationRequested, Scene.Patience);
        Assert.False(stopped.IsCompleted);
        time.Cancel();
        Assert.Throws<ConnectionResetException>(() => client.Receive(1));
        await stopped.InTime();
        Assert.Equal(1, server.Counts.Aborted);
    }

    [Fact]
    public async Task WhereAnAddressIsInUse_NothingIsServed_AndTheHostDoesNotStart()
    {
        using Socket taken = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using var folder = new TemporaryFolder();
        string path = folder.Below("first");
        using IHost host = Scene.Host(
            static services => services.AddSockeyeServer("first", Scene.Echo).AddSockeyeServer("second", Scene.Echo),
            ("first:Endpoint", $"unix:{path}"), ("second:Endpoint", $"{taken.LocalEndPoint}"));
        AddressInUseException refused = await Assert.ThrowsAsync<AddressInUseException>(() => host.StartAsync().InTime());
        Assert.Contains($"{taken.LocalEndPoint}", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task AServerThatEndsByItself_StopsTheHost_WithItsError()
    {
        var log = new HeardLog();
        using IHost host = Scene.Host(
            log, static services => services.AddSockeyeServer("ends", Scene.Echo).AddSockeyeServer("lives", Scene.Echo), ("ends:Endpoint", ":0"), ("lives:Endpoint", ":0"));
        Task ran = host.RunAsync();
        await Started(host).InTime();
        Server lives = host.Server("lives");
        StopAccepting(host.Server("ends").LocalEndPoint);
        SocketFaultException why = await Assert.ThrowsAnyAsync<SocketFaultException>(() => ran.InTime());
        Assert.Same(why, log.Demand("EndedByItself").Error);
        Assert.True(lives.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task AServerThatTheProgramShutsDown_IsNoError_AndTheOthersGoOn()
    {
        using IHost host = Scene.Host(
            static services => services.AddSockeyeServer("ends", Scene.Echo).AddSockeyeServer("lives", Scene.Echo), ("ends:Endpoint", ":0"), ("lives:Endpoint", ":0"));
        await host.StartAsync().InTime();
        await host.Server("ends").ShutdownAsync().InTime();
        using Socket client = host.Connect("lives");
        client.Ping();
        client.Dispose();
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task AHostThatIsForgotten_EndsItsServers()
    {
        EndPoint address;
        using (IHost host = Scene.Host(static services => services.AddSockeyeServer("echo", Scene.Echo), ("echo:Endpoint", ":0")))
        {
            await host.StartAsync().InTime();
            address = host.Server("echo").LocalEndPoint;
        }

        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(address));
    }

    // What listens is shut down under the server: the kernel lets it accept no more, for good.
    private static void StopAccepting(EndPoint address)
    {
        long inode = SocketTable.Read().Single(entry => entry.State == TcpState.Listen && address.Equals(entry.LocalEndPoint)).Inode;
        string descriptor = Directory.EnumerateFiles("/proc/self/fd").Single(file => new FileInfo(file).LinkTarget == $"socket:[{inode}]");
        Socket listening = Socket.Adopt(int.Parse(Path.GetFileName(descriptor), System.Globalization.CultureInfo.InvariantCulture));
        listening.Shutdown();
        listening.Detach();
    }

    private static Task Started(IHost host)
    {
        var started = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        return started.Task;
    }

    private static byte[] Take(Socket client, int count)
    {
        byte[] bytes = new byte[count];
        client.ReceiveExactly(bytes);
        return bytes;
    }

    private sealed class Other : IHostedService
    {
        internal bool IsStopped { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            return Task.CompletedTask;
        }
    }
}
