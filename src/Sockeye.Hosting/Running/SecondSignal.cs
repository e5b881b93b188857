using System.Runtime.InteropServices;

namespace Sockeye.Hosting.Running;

/// <summary>While the host stops, because of a first signal as a rule, another SIGTERM or SIGINT means: at once.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    internal SecondSignal(Action hurry)
        => _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            hurry();
        }))];

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());
}
