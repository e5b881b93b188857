namespace Sockeye.House.Tests.Shape;

public sealed class CodeRulesTests
{
    [Theory]
    [InlineData("sealed class A;", 0)]
    [InlineData("static class A;", 0)]
    [InlineData("abstract record A;", 0)]
    [InlineData("record struct A;", 0)]
    [InlineData("partial class A; sealed partial class A;", 0)]
    [InlineData("class Allowed;", 0)]
    [InlineData("class A;", 1)]
    [InlineData("public record A(int B);", 1)]
    [InlineData("sealed class A { private class B; }", 1)]
    public void Finds_open_classes(string text, int found) => Assert.Equal(found,
        CodeRules.OpenClasses([File(text)], new Dictionary<string, string> { ["Allowed"] = "reason" }).Count());

    [Theory]
    [InlineData("#if DEBUG\n#endif", 0)]
    [InlineData("#if !DEBUG\n#endif", 0)]
    [InlineData("#if NET10_0\n#endif", 1)]
    [InlineData("#if DEBUG\n#elif LINUX\n#endif", 1)]
    [InlineData("// #if LINUX", 0)]
    public void Finds_hidden_switches(string text, int found) => Assert.Equal(found, CodeRules.HiddenSwitches(File(text)).Count());

    [Theory]
    [InlineData("#pragma warning disable CA1234 // the kernel counts from one", 0)]
    [InlineData("#pragma warning restore CA1234", 0)]
    [InlineData("#pragma warning disable CA1234", 1)]
    [InlineData("#pragma warning disable CA1234 // why", 1)]
    public void Finds_pragmas_without_a_reason(string text, int found) => Assert.Equal(found, CodeRules.UnreasonedPragmas(File(text)).Count());

    [Theory]
    [InlineData("// TODO: later", 1)]
    [InlineData("/// <summary>FIXME</summary>\nclass A;", 1)]
    [InlineData("// TODO https://example.org/issues/1", 0)]
    [InlineData("class A { string b = \"TODO\"; }", 0)]
    public void Finds_loose_ends(string text, int found) => Assert.Equal(found, CodeRules.LooseEnds(File(text)).Count());

    private static SourceFile File(string text) => new("src/A/A.cs", text);
}
