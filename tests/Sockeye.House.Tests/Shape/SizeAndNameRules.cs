using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.House.Tests.Shape;

/// <summary>How long a file may be, what it and its types may be called, and where its namespace stands.</summary>
internal static partial class SizeAndNameRules
{
    internal const int MostLines = 400;

    internal const int MostProjectLines = 30;

    internal static IEnumerable<string> TooLong(string path, string text, int most)
    {
        int lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > most)
        {
            yield return $"{path} has {lines} lines; at most {most}: it has more than one job";
        }
    }

    internal static IEnumerable<string> VagueNames(SourceFile file)
    {
        IEnumerable<string> types = file.Tree.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text);
        return types.Append(file.Name).Distinct().Where(name => Vague().IsMatch(name))
            .Select(name => $"{file.Path}: '{name}' does not say what it does");
    }

    internal static IEnumerable<string> NamespaceIsNotFolder(SourceFile file)
    {
        string folder = file.Folder["src/".Length..].Replace('/', '.');
        foreach (BaseNamespaceDeclarationSyntax found in file.Tree.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
        {
            if (found is not FileScopedNamespaceDeclarationSyntax)
            {
                yield return $"{file.At(found)}: the namespace is not file-scoped";
            }

            if (found.Name.ToString() != folder)
            {
                yield return $"{file.At(found)}: namespace {found.Name} in the folder of {folder}";
            }
        }

        foreach (BaseTypeDeclarationSyntax type in file.Tree.ChildNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            yield return $"{file.At(type)}: {type.Identifier.Text} is in no namespace; here it is {folder}";
        }
    }

    [GeneratedRegex("(Helper|Util|Utility|Manager)s?$|Utilities$")]
    private static partial Regex Vague();
}
