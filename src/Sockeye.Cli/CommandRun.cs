using Sockeye.Cli.Terminals;

namespace Sockeye.Cli;

/// <summary>Runs what a command does, and turns its end into an exit code.</summary>
internal static class CommandRun
{
    /// <param name="json">Errors as a JSON object.</param>
    /// <param name="work">The work; it ends with <see cref="OperationCanceledException"/> when a signal came.</param>
    internal static int Guarded(bool json, Func<Signals, int> work)
    {
        using var signals = new Signals();
        try
        {
            return work(signals);
        }
        catch (Exception usage) when (Failure.IsUsage(usage))
        {
            throw;      // whoever read the command line knows which help to point to
        }
        catch (ReaderGoneException)
        {
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            return signals.Code;
        }
        catch (Exception problem)
        {
            var failure = Failure.Of(problem);
            failure.Tell(json);
            return failure.Code;
        }
    }
}
