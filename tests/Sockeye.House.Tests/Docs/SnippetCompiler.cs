using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.House.Tests.Docs;

/// <summary>Compiles a block of a document as a reader would: a program or a file of its own, with the usings that the package brings.</summary>
internal static class SnippetCompiler
{
    internal const string UsingsOfThePackage = "src/Sockeye.Sockets/build/Sockeye.Sockets.props";

    /// <summary>What the SDK itself brings into a console program.</summary>
    private static readonly string[] s_usingsOfTheSdk =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(':').Where(path => path.EndsWith(".dll", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path))];

    private static readonly Lazy<SyntaxTree> s_usings = new(() => CSharpSyntaxTree.ParseText(
        string.Join('\n', s_usingsOfTheSdk.Select(name => $"global using {name};").Concat(FromProps(Repository.Read(UsingsOfThePackage)))), s_options));

    internal static IEnumerable<string> Errors(string code)
    {
        // '#:package Sockeye' and its like speak to 'dotnet run', not to the compiler.
        string text = string.Join('\n', code.Split('\n').Select(line => line.StartsWith("#:", StringComparison.Ordinal) || line.StartsWith("#!", StringComparison.Ordinal) ? "" : line));
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, s_options);
        OutputKind kind = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        CSharpCompilation program = CSharpCompilation.Create("snippet", [s_usings.Value, tree], s_references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));
        return program.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error)
            .Select(found => $"line {found.Location.GetLineSpan().StartLinePosition.Line + 1}: {found.Id}: {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    private static IEnumerable<string> FromProps(string props) => XDocument.Parse(props).Descendants("Using").Select(item =>
        (string?)item.Attribute("Alias") is { } alias
            ? $"global using {alias} = {(string)item.Attribute("Include")!};"
            : $"global using {((bool?)item.Attribute("Static") == true ? "static " : "")}{(string)item.Attribute("Include")!};");
}
