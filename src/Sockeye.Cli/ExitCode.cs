namespace Sockeye.Cli;

/// <summary>What the tool ends with. Documented in the help of the root command; scripts rely on it.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The command line makes no sense.</summary>
    internal const int Usage = 2;

    /// <summary>No such host, unreachable, timed out, reset, address in use, permission …</summary>
    internal const int Network = 3;

    /// <summary>The connection was refused, the server answered with an error, or the check of a lab found one.</summary>
    internal const int Refused = 4;

    /// <summary>A bug in the tool: EX_SOFTWARE of sysexits.h.</summary>
    internal const int Bug = 70;

    /// <summary>Ended by a signal: the shell's 128 and the signal's number.</summary>
    internal const int Interrupted = 130;

    /// <inheritdoc cref="Interrupted"/>
    internal const int Terminated = 143;
}
