namespace Sockeye.House.Tests.Docs;

/// <summary>What the documents say must be so: links lead somewhere, and code compiles.</summary>
public sealed class DocsTests
{
    private static readonly string[] s_csharp = ["cs", "csharp", "c#"];

    [Fact]
    public void There_is_something_to_check() => Assert.Contains(MarkdownFile.All(), file => file.Path == "README.md");

    [Fact]
    public void Links_lead_somewhere()
    {
        string[] broken = [.. MarkdownFile.All().SelectMany(file => LinkRules.Broken(file, LinkRules.FindInTree))];

        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    /// <summary>A block that cannot stand alone has the line &lt;!-- fragment --&gt; before its fence.</summary>
    [Fact]
    public void Code_compiles()
    {
        string[] errors = [.. MarkdownFile.All().SelectMany(file => file.Blocks
            .Where(block => s_csharp.Contains(block.Language, StringComparer.OrdinalIgnoreCase) && !block.IsFragment)
            .SelectMany(block => SnippetCompiler.Errors(block.Text).Select(error => $"{file.Path}: the code that begins at line {block.Line}: {error}")))];

        Assert.True(errors.Length == 0, string.Join('\n', errors));
    }
}
