using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Hosting.Running;

namespace Sockeye.Hosting.Health;

/// <summary>Every server listens, and the host does not stop: clients may be sent here.</summary>
internal sealed class ReadyCheck(ServersService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<HostedServer> servers = service.Servers;
        Dictionary<string, object> data = servers.Where(static server => server.Server is not null).ToDictionary(static server => server.Name, static server => (object)server.Server!.Counts);
        string? not = service.IsStopping ? "the host stops"
            : servers.Count == 0 ? "the servers are not there yet"
            : servers.FirstOrDefault(static server => !server.IsOpen) is HostedServer ended ? $"{ended.Name} has ended"
            : null;
        return Task.FromResult(not is null ? HealthCheckResult.Healthy("all listen", data) : new HealthCheckResult(context.Registration.FailureStatus, not, null, data));
    }
}
