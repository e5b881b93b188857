using System.Runtime.InteropServices;

namespace Sockeye.Servers.Life;

/// <summary>While it stands SIGTERM and SIGINT shut a server down, the second of them at once.</summary>
internal sealed class SignalStop : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    internal SignalStop(Server server)
        => _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _ = server.ShutdownAsync(Interlocked.Increment(ref _signals) == 1 ? null : TimeSpan.Zero);
        }))];

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());
}
