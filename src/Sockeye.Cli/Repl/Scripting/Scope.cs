using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Sockeye.Native;
using Sockeye.Readiness;
using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>What can be named at the prompt without further words.</summary>
internal static class Scope
{
    /// <summary>Run before anything a person types: an alias wins over what 'using System.Net.Sockets' would bring.</summary>
    internal const string FirstLine = "using Socket = Sockeye.Sockets.Socket;";

    private static readonly string[] Namespaces =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net", "System.Text", "System.Threading", "System.Threading.Tasks",
        "Sockeye.Native", "Sockeye.Readiness", "Sockeye.Sockets",
    ];

    /// <summary>The libraries whose names have documentation.</summary>
    internal static readonly IReadOnlyList<Assembly> Libraries = [typeof(Errno).Assembly, typeof(Socket).Assembly, typeof(Selector).Assembly, typeof(ProtocolException).Assembly];

    internal static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    internal static ScriptOptions Options() => ScriptOptions.Default
        .WithReferences(References())
        .WithImports([.. Namespaces, .. WireNamespaces(), .. BareNames()])
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithFilePath("");

    private static IEnumerable<string> WireNamespaces() => Libraries[^1].GetExportedTypes().Select(static type => type.Namespace!)
        .Where(static name => !name.EndsWith(".Testing", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);

    // Constants by their header names, and functions without an object: every enum and every static class beside the socket.
    private static IEnumerable<string> BareNames() => Libraries[0].GetExportedTypes().Concat(Libraries[1].GetExportedTypes())
        .Where(static type => !type.IsNested && (type.IsEnum || (type.IsAbstract && type.IsSealed) || type == typeof(SocketOption)))
        .Concat([typeof(PollEvents), typeof(EpollEvents)])
        .Select(static type => type.FullName!);

    // What the process itself is made of, so a value here is a value there. Read whole: a mapped file would keep a descriptor
    // for each of them, and people look at the numbers of theirs.
    private static IEnumerable<MetadataReference> References() => ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(':')
        .Where(static path => Path.GetFileName(path) is var name && IsUseful(name))
        .Select(static path => MetadataReference.CreateFromImage(File.ReadAllBytes(path), documentation: Documentation(path), filePath: path));

    private static bool IsUseful(string name)
        => (name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Private.Xml", StringComparison.Ordinal))
            || name is "netstandard.dll"
            || Libraries.Any(library => library.GetName().Name + ".dll" == name);

    private static DocumentationFile? Documentation(string path)
        => Path.ChangeExtension(path, ".xml") is var words && File.Exists(words) ? new DocumentationFile(words) : null;
}
