using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Repl.Explaining;

/// <summary>What a name stands for: in scope, or else anywhere in Sockeye.</summary>
internal sealed class NamedSymbols
{
    private const int MostNear = 8;

    private readonly Compilation _compilation;
    private readonly IReadOnlyList<ISymbol> _inScope;

    internal NamedSymbols(Session session, string name)
    {
        _compilation = session.Compilation(name);
        _inScope = [.. InScope().Distinct(SymbolEqualityComparer.Default)];
        Found = _inScope.Count > 0 ? _inScope : [.. Everything().Where(symbol => Matches(symbol, name))];
        Near = Found.Count > 0 ? [] : Nearness.Find(name.Split('.')[^1], Everything().Select(static symbol => symbol.Name).Distinct(), MostNear);
    }

    /// <summary>The type or the members of that name; empty where there is none.</summary>
    internal IReadOnlyList<ISymbol> Found { get; }

    /// <summary>Names that are spelt nearly so, where there is none.</summary>
    internal IReadOnlyList<string> Near { get; }

    /// <summary>What a documentation comment refers to.</summary>
    internal ISymbol? Referred(string id) => DocumentationCommentId.GetFirstSymbolForReferenceId(id, _compilation) ?? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, _compilation);

    private IEnumerable<ISymbol> InScope()
    {
        SyntaxTree tree = _compilation.SyntaxTrees.Single();
        if (Submission.Read(tree.ToString()).Answer is not ExpressionSyntax answer)
        {
            return [];
        }

        SemanticModel model = _compilation.GetSemanticModel(tree);
        SyntaxNode same = tree.GetRoot().FindNode(answer.Span, getInnermostNodeForTie: true);
        SymbolInfo info = model.GetSymbolInfo(same);
        return model.GetMemberGroup(same) is { Length: > 0 } group ? group.AsEnumerable()
            : info.Symbol is IFieldSymbol { ContainingType.IsScriptClass: true } variable ? [variable.Type]
            : info.Symbol is not null and not INamespaceSymbol ? [info.Symbol]
            : info.CandidateSymbols;
    }

    private IEnumerable<ISymbol> Everything() => Scope.Libraries
        .SelectMany(library => library.GetExportedTypes())
        .Select(type => _compilation.GetTypeByMetadataName(type.FullName!)).OfType<INamedTypeSymbol>()
        .SelectMany(static type => type.GetMembers().Where(static member => member is { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true, IsOverride: false } and not INamedTypeSymbol).Prepend(type));

    private static bool Matches(ISymbol symbol, string name)
        => string.Equals(symbol.Name, name, StringComparison.OrdinalIgnoreCase)
            || (symbol.ContainingType is { } type && string.Equals($"{type.Name}.{symbol.Name}", name, StringComparison.OrdinalIgnoreCase));
}
