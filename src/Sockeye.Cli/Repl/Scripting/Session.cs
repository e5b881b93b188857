using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Sockeye.Cli.Repl.Showing;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>A conversation with the compiler: each statement sees what those before it declared.</summary>
/// <remarks>Statements are evaluated in any thread, and taken over by the one that asked: one that was left behind changes nothing.</remarks>
internal sealed class Session
{
    // The compiler takes a second to wake up, which a person needs to type the first statement.
    private static readonly Lazy<Task<ScriptState>> Beginning = new(static () => Task.Run<ScriptState>(static async () =>
    {
        ScriptState<object> begun = await CSharpScript.Create(Scope.FirstLine, Scope.Options()).RunAsync();
        await begun.ContinueWithAsync("new Socket(AF_UNIX).Close()");
        return begun;
    }));

    private ScriptState? _state;

    /// <summary>Begins to wake the compiler up, in the background.</summary>
    internal Session() => _ = Beginning.Value;

    private ScriptState State => _state ?? Beginning.Value.GetAwaiter().GetResult();

    /// <summary>Variables by name; of those that share one only the last.</summary>
    internal IReadOnlyList<ScriptVariable> Variables => [.. State.Variables.GroupBy(static variable => variable.Name).Select(static same => same.Last())];

    internal void Reset() => _state = null;

    /// <summary>The text as if it came next, for questions about it. It is not run.</summary>
    internal Compilation Compilation(string text) => State.Script.ContinueWith<object>(text).GetCompilation();

    /// <summary>Compiles and runs a statement in this thread, to its end.</summary>
    internal Outcome Evaluate(string text)
    {
        ScriptState before = State;
        Submission submission = Submission.Read(text);
        Script<object> script = before.Script.ContinueWith<object>(submission.Text);
        Diagnostic[] errors = Errors(script);
        if (errors.Length > 0 && SpanValues.Copied(submission, script.GetCompilation()) is string copied)
        {
            Submission better = Submission.Read(copied);
            Script<object> again = before.Script.ContinueWith<object>(better.Text);
            if (Errors(again).Length == 0)
            {
                (submission, script, errors) = (better, again, []);
            }
        }

        if (errors.Length > 0)
        {
            return new Outcome.DoesNotCompile(submission, errors);
        }

        ScriptState<object> state = script.RunFromAsync(before, static _ => true).GetAwaiter().GetResult();
        return state.Exception is not null ? new Outcome.Threw(state, state.Exception) : new Outcome.Ran(state, Shown(submission, script, state));
    }

    /// <summary>Goes on from where that ended.</summary>
    internal void Take(Outcome outcome) => _state = outcome switch
    {
        Outcome.Ran ran => ran.State,
        Outcome.Threw threw => threw.State,
        Outcome.Stopped { State: { } state } => state,
        _ => _state,
    };

    private static Diagnostic[] Errors(Script<object> script)
        => [.. script.Compile().Where(static found => found.Severity == DiagnosticSeverity.Error).OrderBy(static found => found.Location.SourceSpan.Start)];

    private static string? Shown(Submission submission, Script<object> script, ScriptState<object> state)
    {
        IReadOnlyList<string> declared = submission.Declared;
        if (declared.Count > 0)
        {
            return string.Join('\n', declared.Select(name => (declared.Count > 1 ? name + " = " : "") + ValueText.Of(state.GetVariable(name)?.Value)));
        }

        if (submission.Answer is not ExpressionSyntax answer)
        {
            return null;
        }

        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SyntaxNode same = tree.GetRoot().FindNode(answer.Span, getInnermostNodeForTie: true);
        ITypeSymbol? type = compilation.GetSemanticModel(tree).GetTypeInfo(same).Type;
        return type?.SpecialType == SpecialType.System_Void ? null : ValueText.Of(state.ReturnValue);
    }
}
