using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.House.Tests.Shape;

/// <summary>What stands in the code: classes that nobody derives from by accident, no hidden switches, no loose ends.</summary>
internal static partial class CodeRules
{
    /// <summary>The parts of a partial class may stand in several files, and one of them says it.</summary>
    internal static IEnumerable<string> OpenClasses(IReadOnlyCollection<SourceFile> files, IReadOnlyDictionary<string, string> allowed)
    {
        var classes = files.SelectMany(file => file.Tree.DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Where(type => type is ClassDeclarationSyntax || type.IsKind(SyntaxKind.RecordDeclaration))
            .Select(type => (Name: FullName(type), type.Modifiers, Where: file.At(type))));

        return classes.GroupBy(found => found.Name)
            .Where(parts => !allowed.ContainsKey(parts.Key))
            .Where(parts => !parts.Any(part => part.Modifiers.Any(modifier =>
                modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)))
            .Select(parts => $"{parts.First().Where}: {parts.Key} is neither sealed, static nor abstract");
    }

    internal static IEnumerable<string> HiddenSwitches(SourceFile file) =>
        file.Tree.DescendantTrivia(descendIntoTrivia: true).Select(trivia => trivia.GetStructure())
            .OfType<ConditionalDirectiveTriviaSyntax>()
            .Where(directive => directive.Condition.ToString().Trim() is not ("DEBUG" or "!DEBUG"))
            .Select(directive => $"{file.At(directive)}: #if {directive.Condition}: only DEBUG is allowed");

    internal static IEnumerable<string> UnreasonedPragmas(SourceFile file)
    {
        string[] lines = file.Text.Split('\n');
        return lines.Index()
            .Where(line => PragmaDisable().IsMatch(line.Item) && !PragmaWithReason().IsMatch(line.Item))
            .Select(line => $"{file.Path}:{line.Index + 1}: a warning is switched off and the line does not say why");
    }

    internal static IEnumerable<string> LooseEnds(SourceFile file) =>
        file.Comments.Where(comment => LooseEnd().IsMatch(comment.ToString()) && !comment.ToString().Contains("https://", StringComparison.Ordinal))
            .Select(comment => $"{file.At(comment)}: a loose end without a link to where it is taken up");

    private static string FullName(TypeDeclarationSyntax type)
    {
        IEnumerable<string> outer = type.Ancestors().OfType<TypeDeclarationSyntax>().Select(parent => parent.Identifier.Text + ".").Reverse();
        return string.Concat(outer) + type.Identifier.Text;
    }

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable")]
    private static partial Regex PragmaDisable();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable\s+[^/]+//\s*\S.{9,}")]
    private static partial Regex PragmaWithReason();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b")]
    private static partial Regex LooseEnd();
}
