using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Hosting.Health;
using Sockeye.Hosting.Running;

namespace Sockeye.Hosting;

/// <summary>Health of the host's servers, for whoever asks <see cref="HealthCheckService"/>: an orchestrator's probe, a publisher.</summary>
public static class ServerHealthChecks
{
    /// <summary>The tag of what says whether clients may be sent here.</summary>
    public const string Ready = "ready";

    /// <summary>The tag of what says whether the process is of any use still.</summary>
    public const string Live = "live";

    /// <summary>Two checks. "sockeye-ready", tagged <see cref="Ready"/>: every server listens, and the host does not stop. "sockeye-live", tagged <see cref="Live"/>: the loops answer; degraded where a handler has held one up since the last look.</summary>
    /// <param name="checks">Those of the host: <c>services.AddHealthChecks()</c>.</param>
    public static IHealthChecksBuilder AddSockeyeServers(this IHealthChecksBuilder checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        checks.Services.TryAddSingleton<ServersService>();
        checks.Services.TryAddSingleton<ReadyCheck>();
        checks.Services.TryAddSingleton<LiveCheck>();
        return checks
            .Add(new HealthCheckRegistration("sockeye-ready", static services => services.GetRequiredService<ReadyCheck>(), null, [Ready]))
            .Add(new HealthCheckRegistration("sockeye-live", static services => services.GetRequiredService<LiveCheck>(), null, [Live]));
    }
}
