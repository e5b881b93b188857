using System.Runtime.InteropServices;

namespace Sockeye.Cli;

/// <summary>Ctrl-C and SIGTERM as a token. The first ends things in good order; the second is the system's own and ends at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    internal Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Came(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Came(context, ExitCode.Terminated));
    }

    /// <summary>Cancelled when a signal came.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>130 or 143 once a signal came.</summary>
    internal int Code { get; private set; }

    /// <summary>Waits for a signal.</summary>
    internal void Wait() => _stop.Token.WaitHandle.WaitOne();

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Came(PosixSignalContext context, int code)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        Code = code;
        _stop.Cancel();
    }
}
