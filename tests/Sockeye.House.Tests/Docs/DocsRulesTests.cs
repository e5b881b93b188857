namespace Sockeye.House.Tests.Docs;

public sealed class DocsRulesTests
{
    private const string Document = """
        # The first, of `two` things

        See [here](other.md#a-heading) and `[not](code.md)`, and [there](https://example.org/x).

        <!-- fragment -->
        ```csharp
        half a thing
        ```

        ```cs
        // [no](link.md)
        Console.WriteLine();
        ```
        [last]: ../up.md
        """;

    private static readonly MarkdownFile s_document = new("docs/a.md", Document);

    [Fact]
    public void Reads_links_outside_of_code() => Assert.Equal(
        [(3, "other.md#a-heading"), (3, "https://example.org/x"), (14, "../up.md")], s_document.Links);

    [Fact]
    public void Reads_blocks_and_what_is_a_fragment() => Assert.Equal(
        [new CodeBlock("csharp", "half a thing", 6, true), new CodeBlock("cs", "// [no](link.md)\nConsole.WriteLine();", 10, false)], s_document.Blocks);

    [Fact]
    public void Reads_headings_as_anchors() => Assert.Equal(["the-first-of-two-things"], s_document.Anchors);

    [Theory]
    [InlineData("[a](b.md)", 0)]
    [InlineData("[a](b.md#there)", 0)]
    [InlineData("[a](../README.md)", 0)]
    [InlineData("[a](#here)\n# Here", 0)]
    [InlineData("[a](mailto:a@example.org)", 0)]
    [InlineData("[a](c.md)", 1)]
    [InlineData("[a](b.md#elsewhere)", 1)]
    [InlineData("[a](#here)", 1)]
    [InlineData("[a](/docs/b.md)", 1)]
    [InlineData("[a](../b.md)", 1)]
    public void Finds_broken_links(string text, int found) =>
        Assert.Equal(found, LinkRules.Broken(new MarkdownFile("docs/a.md", text), Find).Count());

    [Theory]
    [InlineData("Console.WriteLine(args.Length);", 0)]
    [InlineData("#:package Sockeye@0.1.0\nusing Socket one = new(AF_INET, SOCK_STREAM);\nawait Task.Yield();", 0)]
    [InlineData("sealed class A { int B => 1; }", 0)]
    [InlineData("Console.WriteLine(nothing);", 1)]
    [InlineData("new Socket(AF_INET, SOCK_STREAM).Frobnicate();", 1)]
    [InlineData("class A { int B => \"1\"; }", 1)]
    public void Finds_code_that_does_not_compile(string code, int errors) => Assert.Equal(errors, SnippetCompiler.Errors(code).Count());

    private static MarkdownFile? Find(string path) => path switch
    {
        "docs/b.md" => new MarkdownFile(path, "## There"),
        "README.md" => new MarkdownFile(path, ""),
        _ => throw new FileNotFoundException(null, path),
    };
}
