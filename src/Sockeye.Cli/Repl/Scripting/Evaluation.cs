using Sockeye.Sockets;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>One statement at work in a thread of its own, so that it can be stopped and the prompt cannot.</summary>
/// <remarks>
/// Stopping: a socket's verb is interrupted (<see cref="InterruptHook"/>), a sleep, a name lookup or a wait of .NET's too
/// (Thread.Interrupt). What then still runs, a loop that only computes, cannot be stopped by anybody: it is left behind, in the background. It keeps what it holds, but the prompt is free.
/// </remarks>
internal sealed class Evaluation
{
    /// <summary>Long enough for a finally block to do its work; short enough not to be taken for a prompt that hangs.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<Outcome> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InterruptHook _hook = new(static () => throw new OperationCanceledException("interrupted"));
    private readonly Thread _thread;
    private volatile bool _stopping;

    private Evaluation(Func<Outcome> statement)
    {
        _thread = new Thread(() => Run(statement)) { IsBackground = true, Name = "statement" };
        _thread.Start();
    }

    internal static Evaluation Begin(Func<Outcome> statement) => new(statement);

    /// <summary>Waits for the end, or until it was left behind.</summary>
    internal Outcome Wait() => _end.Task.GetAwaiter().GetResult();

    /// <summary>Returns when it has stopped, or when it was left behind.</summary>
    internal void Stop()
    {
        _stopping = true;
        _hook.Interrupt();
        if (!_thread.Join(TimeSpan.Zero))
        {
            _thread.Interrupt();
        }

        if (!_thread.Join(Grace))
        {
            _end.TrySetResult(new Outcome.LeftBehind());
        }
    }

    private void Run(Func<Outcome> statement)
    {
        Outcome? outcome = null;
        try
        {
            _hook.Run(() => outcome = statement());
        }
        catch (Exception problem)
        {
            // The compiler's own, or a Ctrl-C within it.
            _ = _stopping ? _end.TrySetResult(new Outcome.Stopped(null)) : _end.TrySetException(problem);
            return;
        }

        _end.TrySetResult(outcome is Outcome.Threw { Exception: OperationCanceledException or ThreadInterruptedException } threw && _stopping
            ? new Outcome.Stopped(threw.State)
            : outcome!);
    }
}
