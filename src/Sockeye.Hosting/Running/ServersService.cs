using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Hosting.Logging;
using Sockeye.Hosting.Settings;
using Sockeye.Servers;

namespace Sockeye.Hosting.Running;

/// <summary>All servers of the host as one service: none serves before all listen, and they end together.</summary>
/// <remarks>
/// The drain is done in <see cref="StoppingAsync"/>, before any service of the host is stopped: conversations that come to their end may need what other services do.
/// A background service, because the host knows what to do with one that ends with an error: it stops.
/// </remarks>
internal sealed class ServersService(IServiceProvider services, IEnumerable<Registration> registrations, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    : BackgroundService, IHostedLifecycleService
{
    private readonly CancellationTokenSource _hurry = new();
    private HostedServer[] _servers = [];
    private Task[] _serving = [];
    private EventBridge? _events;

    /// <summary>None before the host has started them.</summary>
    internal IReadOnlyList<HostedServer> Servers => Volatile.Read(ref _servers);

    /// <summary>The host has been told to stop.</summary>
    internal bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <exception cref="InvalidOperationException">The host has not started it.</exception>
    internal Server Find(string name) => Servers.FirstOrDefault(server => Registration.Comparer.Equals(server.Name, name))?.Server
        ?? throw new InvalidOperationException($"the server '{name}' is not there before the host has started");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        DemandKnownNames();
        IOptionsMonitor<HostedServerOptions> options = services.GetRequiredService<IOptionsMonitor<HostedServerOptions>>();
        HostedServer[] servers = [.. registrations.Select(registration =>
            new HostedServer(registration, options.Get(registration.Name), loggers.CreateLogger($"Sockeye.Servers.{registration.Name}")))];
        try
        {
            foreach (HostedServer server in servers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                server.Listen(services);
            }
        }
        catch
        {
            Array.ForEach(servers, static server => server.End());
            throw;
        }

        Volatile.Write(ref _servers, servers);
        _events = new EventBridge(loggers);
        _serving = [.. servers.Select(static server => server.Serve())];
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();      // where the host's own StopAsync was called nobody has said so yet, and handlers may wait for it
        using var second = new SecondSignal(Hurry);
        using CancellationTokenRegistration late = cancellationToken.UnsafeRegister(static service => ((ServersService)service!).Hurry(), this);
        await Task.WhenAll(Servers.Select(server => server.Stop(_hurry.Token))).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is { IsFaulted: true })
        {
            await ExecuteTask.ConfigureAwait(false);        // whoever runs the host learns why it has stopped
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        Array.ForEach(_servers, static server => server.End());
        _events?.Dispose();
        _hurry.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Task ended in Task.WhenEach(_serving).ConfigureAwait(false))
        {
            await ended.ConfigureAwait(false);
        }
    }

    // Not under a lock of the servers: what it aborts is theirs to end.
    private void Hurry() => _ = _hurry.CancelAsync();

    private void DemandKnownNames()
    {
        string[] problems = [.. (services.GetService<IConfiguration>()?.GetSection(Section.AllServers).GetChildren() ?? [])
            .Where(section => !registrations.Any(registration => Registration.Comparer.Equals(registration.Name, section.Key)))
            .Select(section => $"{section.Path}: the program has no server of that name; it has {string.Join(", ", registrations.Select(static registration => registration.Name))}")];
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(Section.AllServers, typeof(HostedServerOptions), problems);
        }
    }
}
