using System.Diagnostics.Metrics;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Telemetry;

/// <summary>What connections and listeners tell a meter listener (dotnet-counters, OpenTelemetry): the meter is "Sockeye.Connections".</summary>
/// <remarks>
/// How many are open is known by their loops, and asked for when somebody listens. The rest happens once a connection or seldomer, and
/// costs a look at a field where nobody listens. Bytes are counted by the loops, for all that is on them.
/// </remarks>
internal static class ConnectionMetrics
{
    // OpenTelemetry's name for it.
    private const string ErrorType = "error.type";

    private static readonly Meter Connections = new("Sockeye.Connections");
    private static readonly Counter<long> Accepted = Connections.CreateCounter<long>("sockeye.connections.accepted", "{connection}", "connections that listeners have accepted");
    private static readonly Counter<long> Adopted = Connections.CreateCounter<long>("sockeye.connections.adopted", "{connection}", "connections that this side began: connected, adopted, or one of a pair");
    private static readonly Counter<long> Failed = Connections.CreateCounter<long>("sockeye.connections.failed", "{connection}", "connections that ended before their time, by their cause: an error that a call met, or an abort");
    private static readonly Counter<long> AcceptErrors = Connections.CreateCounter<long>("sockeye.accept.errors", "{error}", "clients that were gone before they were accepted, and failures to accept, by error");
    private static readonly Counter<long> AcceptPauses = Connections.CreateCounter<long>("sockeye.accept.pauses", "{pause}", "pauses of listeners that were out of descriptors or memory");

    static ConnectionMetrics()
        => Connections.CreateObservableUpDownCounter("sockeye.connections.open", static () => LoopMetrics.Sum(static loop => loop.Connections), "{connection}", "connections that are open, on loops that are not disposed");

    internal static void HasAccepted() => Accepted.Add(1);

    internal static void HasAdopted() => Adopted.Add(1);

    internal static void CouldNotAccept(Errno error)
    {
        if (AcceptErrors.Enabled)
        {
            AcceptErrors.Add(1, new KeyValuePair<string, object?>(ErrorType, error.ToString()));
        }
    }

    internal static void Pauses() => AcceptPauses.Add(1);

    internal static void HasFailed(Exception cause)
    {
        if (Failed.Enabled)
        {
            Failed.Add(1, new KeyValuePair<string, object?>(ErrorType, cause is SocketFaultException fault ? fault.Errno.ToString() : cause.GetType().FullName));
        }
    }
}
