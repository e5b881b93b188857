namespace Sockeye.House.Tests.Shape;

public sealed class SizeAndNameRulesTests
{
    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(4, 3, 1)]
    public void Counts_lines(int lines, int most, int found) =>
        Assert.Equal(found, SizeAndNameRules.TooLong("a.cs", string.Concat(Enumerable.Repeat("x\n", lines)), most).Count());

    [Theory]
    [InlineData("StringUtils", 1)]
    [InlineData("BufferManager", 1)]
    [InlineData("SocketHelpers", 1)]
    [InlineData("Utilities", 1)]
    [InlineData("AddressCodec", 0)]
    [InlineData("Utilization", 0)]
    public void Finds_names_that_say_nothing(string name, int found)
    {
        Assert.Equal(found, SizeAndNameRules.VagueNames(new SourceFile("src/A/A.cs", $"namespace A; enum {name};")).Count());
        Assert.Equal(found, SizeAndNameRules.VagueNames(new SourceFile($"src/A/{name}.cs", "namespace A; class A;")).Count());
    }

    [Theory]
    [InlineData("namespace Sockeye.Wire.Frames; class A;", 0)]
    [InlineData("System.Console.WriteLine();", 0)]
    [InlineData("namespace Sockeye.Wire; class A;", 1)]
    [InlineData("namespace Sockeye.Wire.Frames { class A; }", 1)]
    [InlineData("class A;", 1)]
    public void Finds_a_namespace_that_is_not_the_folder(string text, int found) =>
        Assert.Equal(found, SizeAndNameRules.NamespaceIsNotFolder(new SourceFile("src/Sockeye.Wire/Frames/A.cs", text)).Count());
}
