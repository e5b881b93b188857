using System.Runtime.ExceptionServices;
using Sockeye.Cli.Repl.Showing;

namespace Sockeye.Cli.Repl;

/// <summary>Exceptions that nobody catches in threads that a statement began: they end a program, and should not end a prompt.</summary>
internal static class BackgroundFaults
{
    /// <summary>From now on, for the rest of the process: each is said, and its thread alone ends.</summary>
    /// <param name="tell">Takes the words. Called in the thread that failed.</param>
    internal static void TellInstead(Action<string> tell) => ExceptionHandling.SetUnhandledExceptionHandler(problem =>
    {
        try
        {
            tell("in a background thread: " + ValueText.Of((object)problem));
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // nobody is left to read it
        }

        return true;
    });
}
