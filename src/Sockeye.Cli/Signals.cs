using System.Runtime.InteropServices;

namespace Sockeye.Cli;

/// <summary>Ctrl-C and SIGTERM as a token. The first ends things in good order; one that comes a second later or more is the system's own and ends at once, or hurries who <see cref="HearSecond"/>.</summary>
internal sealed class Signals : IDisposable
{
    // timeout(1) signals its child and then the child's group, and an impatient finger hits Ctrl-C twice: that is still the first.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _last;
    private bool _hearsSecond;

    internal Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Came(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Came(context, ExitCode.Terminated));
    }

    /// <summary>Cancelled when a signal came.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>130 or 143 once a signal came.</summary>
    internal int Code { get; private set; }

    /// <summary>For who ends slowly: a token that is cancelled by the second one. Then the third is the system's own.</summary>
    internal CancellationToken HearSecond()
    {
        lock (_gate)
        {
            _hearsSecond = true;
            return _hurry.Token;
        }
    }

    /// <summary>Waits for a signal.</summary>
    internal void Wait() => _stop.Token.WaitHandle.WaitOne();

    public void Dispose()
    {
        if (Code != 0)
        {
            return;    // the program ends by itself now, and the signal's twin must not change how
        }

        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Came(PosixSignalContext context, int code)
    {
        lock (_gate)
        {
            if (Code != 0)
            {
                bool isTwin = TimeProvider.System.GetElapsedTime(_last) < Together;
                context.Cancel = isTwin || (_hearsSecond && !_hurry.IsCancellationRequested);
                if (context.Cancel && !isTwin)
                {
                    _last = TimeProvider.System.GetTimestamp();
                    _ = _hurry.CancelAsync();
                }

                return;
            }

            _last = TimeProvider.System.GetTimestamp();
            Code = code;
        }

        context.Cancel = true;
        _stop.Cancel();
    }
}
