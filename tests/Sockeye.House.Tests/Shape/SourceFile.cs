using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.House.Tests.Shape;

/// <summary>A C# file as the rules see it: a path from the root, the text, and the tree.</summary>
internal sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview, DocumentationMode.Parse);

    internal string Path { get; } = path;

    internal string Text { get; } = text;

    internal string Folder => System.IO.Path.GetDirectoryName(Path)!;

    internal string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    internal SyntaxNode Tree { get; } = CSharpSyntaxTree.ParseText(text, s_options).GetRoot();

    internal bool IsBelow(params string[] folders) =>
        folders.Any(folder => Path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Comments, documentation comments among them.</summary>
    internal IEnumerable<SyntaxTrivia> Comments => Tree.DescendantTrivia().Where(trivia =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia);

    /// <summary>The words of the code itself: names, keywords and literals, no comments.</summary>
    internal IEnumerable<SyntaxToken> Tokens => Tree.DescendantTokens();

    internal string At(SyntaxToken token) => At(token.GetLocation());

    internal string At(SyntaxNode node) => At(node.GetLocation());

    internal string At(SyntaxTrivia trivia) => At(trivia.GetLocation());

    internal static IEnumerable<SourceFile> Below(params string[] folders) =>
        Repository.Files(".cs", folders).Select(path => new SourceFile(path, Repository.Read(path)));

    private string At(Location location) => $"{Path}:{location.GetLineSpan().StartLinePosition.Line + 1}";
}
