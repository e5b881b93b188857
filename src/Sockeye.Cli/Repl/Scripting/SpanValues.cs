using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>A span cannot outlive a statement, so it can be neither kept nor shown at a prompt: what would be one becomes an array of its items.</summary>
internal static class SpanValues
{
    private static readonly string[] Spans = ["System.Span<T>", "System.ReadOnlySpan<T>"];

    /// <summary>The text with <c>.ToArray()</c> behind each span that would be kept or shown; null where there is none.</summary>
    internal static string? Copied(Submission submission, Compilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SemanticModel model = compilation.GetSemanticModel(tree);
        ExpressionSyntax[] spans = [.. Kept(Submission.Read(tree.ToString())).Select(found => Same(tree, found)).Where(found => IsSpan(model.GetTypeInfo(found).Type))];
        string text = submission.Text;
        foreach (ExpressionSyntax span in spans.OrderByDescending(static span => span.SpanStart))
        {
            text = text.Insert(span.Span.End, ").ToArray()").Insert(span.SpanStart, "(");
        }

        return spans.Length > 0 ? text : null;
    }

    private static IEnumerable<ExpressionSyntax> Kept(Submission submission)
    {
        if (submission.Answer is ExpressionSyntax answer)
        {
            yield return answer;
        }

        foreach (FieldDeclarationSyntax field in submission.Root.Members.OfType<FieldDeclarationSyntax>().Where(static field => field.Declaration.Type.IsVar))
        {
            foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
            {
                if (variable.Initializer is { Value: { } value })
                {
                    yield return value;
                }
            }
        }
    }

    private static ExpressionSyntax Same(SyntaxTree tree, ExpressionSyntax found)
        => tree.GetRoot().FindNode(found.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(one => one.Span == found.Span)!;

    private static bool IsSpan(ITypeSymbol? type) => type is not null && Spans.Contains(type.OriginalDefinition.ToDisplayString());
}
