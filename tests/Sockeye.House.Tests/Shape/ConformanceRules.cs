using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.House.Tests.Shape;

/// <summary>What keeps conformance/ honest: it converts and calls, and does no work of a socket library itself.</summary>
internal static partial class ConformanceRules
{
    internal const int MostLines = 10;

    /// <summary>The host calls the public API alone: no system calls, no byte order, no names in letters.</summary>
    internal static IEnumerable<string> OwnWork(SourceFile file) => file.Tokens
        .Where(token => Work().IsMatch(token.Text))
        .Select(token => $"{file.At(token)}: '{token.Text}' is the library's work");

    /// <summary>An operation is conversion and a call: short, and without a second try or a look at what failed.</summary>
    internal static IEnumerable<string> Elaborate(SourceFile file) =>
    [
        .. from method in file.Tree.DescendantNodes().OfType<MethodDeclarationSyntax>()
           let lines = method.ToString().Split('\n').Length
           where lines > MostLines
           select $"{file.At(method)}: {method.Identifier.Text} has {lines} lines; at most {MostLines}",
        .. from node in file.Tree.DescendantNodes()
           where node is TryStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax
           select $"{file.At(node)}: an operation does not try again and does not look at what failed",
        .. from access in file.Tree.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
           where access.Expression.ToString() == "Errno"
           select $"{file.At(access)}: an operation asks for no error number",
    ];

    /// <summary>The Python side knows Python's arguments and nothing of sockets; only the wire packs numbers.</summary>
    internal static IEnumerable<string> OwnWorkInPython(string path, string text) => text.Split('\n').Index()
        .Where(line => (PythonWork().IsMatch(line.Item) && !(IsLevel2(path) && ReplacedImport().IsMatch(line.Item))) || (!path.EndsWith("/clr.py", StringComparison.Ordinal) && PackingInPython().IsMatch(line.Item)))
        .Select(line => $"{path}:{line.Index + 1}: '{line.Item.Trim()}' is the library's work");

    // Level 2 puts our objects over names of these two modules, and so has to have them.
    private static bool IsLevel2(string path) => Path.GetFileName(path).StartsWith("level2_", StringComparison.Ordinal);

    [GeneratedRegex(@"^import (socket|selectors)$")]
    private static partial Regex ReplacedImport();

    [GeneratedRegex("^(DllImport|LibraryImport|NativeLibrary|IdnMapping|HostToNetworkOrder|NetworkToHostOrder|ReverseEndianness|\\w+BigEndian|Marshal)$")]
    private static partial Regex Work();

    [GeneratedRegex(@"^\s*(import|from) (_socket|socket|select|_ssl|fcntl|selectors)\b|__import__|create_builtin|\bidna\b|(to|from)_bytes|sys\.byteorder")]
    private static partial Regex PythonWork();

    [GeneratedRegex(@"^\s*(import|from) (struct|ctypes|array)\b")]
    private static partial Regex PackingInPython();
}
