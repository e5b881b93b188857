using System.IO.Pipelines;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Connections;
using Sockeye.Hosting.Running;
using Sockeye.Loops;
using Sockeye.Servers;

namespace Sockeye.Hosting.Health;

/// <summary>The loops that servers run on answer: a byte goes through each, over a pair of sockets.</summary>
/// <remarks>The guard frees a loop of a handler that holds it up, so a loop that does not answer is one whose handlers run unwatched (<see cref="Lane.Inline"/>), or for which no thread was left.</remarks>
internal sealed class LiveCheck(ServersService service) : IHealthCheck
{
    private readonly Dictionary<LoopGroup, long> _stalls = [];

    /// <summary>How long all loops of a group have. 5 s: longer than a machine under load needs, and shorter than an orchestrator waits.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        LoopGroup[] groups = [.. service.Servers.Select(static server => server.Server?.Options).OfType<ServingOptions>()
            .Where(static options => options.By == ServeBy.Loops).Select(static options => options.Loops ?? LoopGroup.Default).Distinct()];
        foreach (LoopGroup group in groups)
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(Patience);
            try
            {
                for (int i = 0; i < group.Count; i++)
                {
                    await Ask(group, late.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"a loop does not answer within {Patience.TotalSeconds} s: a handler that blocks holds it up");
            }
            catch (Exception error) when (error is Sockets.SocketFaultException or ObjectDisposedException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "the loops cannot be asked", error);
            }
        }

        long stalls = groups.Sum(StallsSinceLast);
        return stalls == 0 ? HealthCheckResult.Healthy("the loops answer")
            : HealthCheckResult.Degraded($"the loops answer, and {stalls} handlers held one up since the last look (see the meter Sockeye.Loops and the log)");
    }

    // The ends of a pair are on loops that follow each other, so as many pairs as there are loops come to them all, though others take their turns between.
    private static async Task Ask(LoopGroup group, CancellationToken late)
    {
        // What goes on here goes on beside the loops: the check is not to be a handler that holds one up.
        (Connection one, Connection other) = Connection.CreatePair(new ConnectionOptions { Loops = group, Lane = Lane.Pool });
        using (one)
        using (other)
        {
            await Send(one, other, late).ConfigureAwait(false);
            await Send(other, one, late).ConfigureAwait(false);
        }
    }

    // Who reads waits before there is something, so that its loop has to tell it. A loop that is held up tells nothing, not even that a token was cancelled: the task is left alone then.
    private static async Task Send(Connection from, Connection to, CancellationToken late)
    {
        Task<ReadResult> arrives = to.Input.ReadAsync(CancellationToken.None).AsTask();
        await from.Output.WriteAsync(new byte[1], late).ConfigureAwait(false);
        ReadResult arrived = await arrives.WaitAsync(late).ConfigureAwait(false);
        to.Input.AdvanceTo(arrived.Buffer.End);
    }

    private long StallsSinceLast(LoopGroup group)
    {
        lock (_stalls)
        {
            long now = group.Stalls;
            _stalls.Remove(group, out long before);
            _stalls[group] = now;
            return now - before;
        }
    }
}
