using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>How a word could go on: what is in scope, the members of what stands before a dot, and the prompt's own commands.</summary>
internal sealed class Completion(Session session)
{
    private static readonly string[] Keywords = ["await", "class", "false", "foreach", "new", "null", "record", "return", "string", "true", "typeof", "using", "var", "while"];

    /// <summary>The names that fit what stands before the cursor, sorted, and where in the text they begin.</summary>
    internal (int Start, IReadOnlyList<string> Names) At(string text, int cursor)
    {
        string before = text[..cursor];
        if (before.StartsWith(':') && !before.Contains(' ', StringComparison.Ordinal))
        {
            return (0, [.. PromptCommands.Names.Where(name => name.StartsWith(before, StringComparison.Ordinal))]);
        }

        int code = before.StartsWith(':') ? before.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
        int start = cursor;
        while (start > code && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
        {
            start--;
        }

        string word = text[start..cursor];
        IEnumerable<string> names = start > code && text[start - 1] == '.' ? Members(text[code..start], word.Length > 0) : InScope(word);
        string[] all = [.. names.Distinct()];
        string[] fitting = [.. all.Where(name => name.StartsWith(word, StringComparison.Ordinal))];
        if (fitting.Length == 0)
        {
            fitting = [.. all.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        }

        return (start, [.. fitting.Order(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>What all names begin with.</summary>
    internal static string Common(IReadOnlyList<string> names)
        => names.Aggregate(static (one, other) => one[..one.AsSpan().CommonPrefixLength(other)]);

    // Everything in scope is thousands of types: without a beginning only what the person made is listed.
    private IEnumerable<string> InScope(string word)
    {
        if (word.Length == 0)
        {
            return session.Variables.Select(static variable => variable.Name);
        }

        Compilation compilation = session.Compilation("_");
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        return compilation.GetSemanticModel(tree).LookupSymbols(0).Where(static found => found.CanBeReferencedByName).Select(static found => found.Name).Concat(Keywords);
    }

    private IEnumerable<string> Members(string upToDot, bool begun)
    {
        Compilation compilation = session.Compilation(upToDot + "_");
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SemanticModel model = compilation.GetSemanticModel(tree);
        ExpressionSyntax? left = tree.GetRoot().FindToken(upToDot.Length - 1).Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (left is null)
        {
            return [];
        }

        bool isName = model.GetSymbolInfo(left).Symbol is INamespaceOrTypeSymbol || left.IsKind(SyntaxKind.PredefinedType);
        INamespaceOrTypeSymbol? container = model.GetSymbolInfo(left).Symbol as INamespaceOrTypeSymbol ?? model.GetTypeInfo(left).Type;
        return container is null ? [] : model.LookupSymbols(upToDot.Length, container, includeReducedExtensionMethods: !isName)
            .Where(found => found.CanBeReferencedByName && (isName ? found.IsStatic || found is INamespaceOrTypeSymbol : !found.IsStatic && found is not INamedTypeSymbol))
            .Where(found => begun || found.ContainingType?.SpecialType is not (SpecialType.System_Object or SpecialType.System_Enum or SpecialType.System_ValueType))
            .Select(static found => found.Name);
    }
}
