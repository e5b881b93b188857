using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>How a statement ended.</summary>
internal abstract record Outcome
{
    /// <summary>It ran. <paramref name="Value"/> is its value as text, or null where it has none.</summary>
    internal sealed record Ran(ScriptState State, string? Value) : Outcome;

    /// <summary>It ran up to an exception; what it declared before stays.</summary>
    internal sealed record Threw(ScriptState State, Exception Exception) : Outcome;

    internal sealed record DoesNotCompile(Submission Submission, IReadOnlyList<Diagnostic> Errors) : Outcome;

    /// <summary>Stopped by a person, in good order.</summary>
    internal sealed record Stopped(ScriptState? State) : Outcome;

    /// <summary>It could not be stopped, and nobody waits for it any more.</summary>
    internal sealed record LeftBehind : Outcome;
}
