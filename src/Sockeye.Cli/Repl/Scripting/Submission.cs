using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>What a person typed, as the compiler takes it: whether it is whole, and with the semicolon that a prompt does not ask for.</summary>
internal sealed class Submission
{
    private const string SemicolonExpected = "CS1002";

    private static readonly string[] Continuations = ["else ;", "catch { }", "finally { }", "while (true);"];

    private Submission(string text, SyntaxTree tree, bool isComplete)
    {
        Text = text;
        Root = (CompilationUnitSyntax)tree.GetRoot();
        IsComplete = isComplete;
    }

    internal string Text { get; }

    internal CompilationUnitSyntax Root { get; }

    /// <summary>False: another line may make a statement of it.</summary>
    internal bool IsComplete { get; }

    /// <summary>Nothing but space and comments.</summary>
    internal bool IsEmpty => Root is { Members.Count: 0, Usings.Count: 0, AttributeLists.Count: 0 } && IsComplete;

    /// <summary>The expression at the end whose value is the answer; null where there is none, or a semicolon behind it.</summary>
    internal ExpressionSyntax? Answer => Root.Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last } ? last.Expression : null;

    /// <summary>The variables that the last statement declares.</summary>
    internal IReadOnlyList<string> Declared => Root.Members.LastOrDefault() switch
    {
        FieldDeclarationSyntax fields => [.. fields.Declaration.Variables.Select(static variable => variable.Identifier.ValueText)],
        GlobalStatementSyntax { Statement: ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: { } left } } }
            => [.. left.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Select(static one => one.Identifier.ValueText)],
        _ => [],
    };

    /// <summary>It is whole, and yet the next line may belong to it: an if that may have an else, a try that may have a catch.</summary>
    internal bool MayGoOn => Continuations.Any(IsContinuedBy);

    /// <summary>That line belongs to it: alone it would be no statement, or another one.</summary>
    internal bool GoesOnWith(string line)
        => Continuations.Any(one => line.TrimStart().StartsWith(one.Split(' ')[0], StringComparison.Ordinal)) && IsContinuedBy(line);

    internal static Submission Read(string text)
    {
        SyntaxTree tree = Parse(text);
        Diagnostic[] errors = Errors(tree);
        int end = tree.GetRoot().GetLastToken().Span.End;       // behind it only space and comments
        if (errors is [{ Id: SemicolonExpected } missing] && missing.Location.SourceSpan.Start >= end)
        {
            string whole = text.Insert(end, ";");
            SyntaxTree better = Parse(whole);
            if (Errors(better).Length == 0)
            {
                return new Submission(whole, better, isComplete: true);
            }
        }

        return new Submission(text, tree, SyntaxFactory.IsCompleteSubmission(tree));
    }

    // What does not continue the last statement begins another one.
    private bool IsContinuedBy(string line) => ((CompilationUnitSyntax)Parse($"{Text}\n{line}").GetRoot()).Members.Count == Root.Members.Count;

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, Scope.Parsing);

    private static Diagnostic[] Errors(SyntaxTree tree) => [.. tree.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error)];
}
