using System.Runtime.ExceptionServices;

namespace Sockeye.Cli.Racing;

/// <summary>Work in a second thread, which is over when the end that it works on is told so.</summary>
internal sealed class Beside
{
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <param name="end">Closed when the work fails, so that the other side does not wait for ever.</param>
    /// <param name="work">Reads from the end until it is over.</param>
    internal Beside(IRaceEnd end, Action<IRaceEnd> work)
    {
        _thread = new Thread(() =>
        {
            try
            {
                work(end);
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
                end.Dispose();
            }
        }) { IsBackground = true, Name = "race" };
        _thread.Start();
    }

    /// <summary>Waits for its end, and throws what it threw.</summary>
    internal void Join()
    {
        _thread.Join();
        _failure?.Throw();
    }
}
