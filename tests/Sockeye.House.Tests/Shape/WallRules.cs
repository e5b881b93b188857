using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sockeye.House.Tests.Shape;

/// <summary>Which room may use which, and what may be spoken of where.</summary>
internal static partial class WallRules
{
    private const string Native = "src/Sockeye.Native";

    /// <summary>Rooms by what they may list. Native's inside is open only to those it names.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Rooms = new Dictionary<string, string[]>
    {
        ["Sockeye.Native"] = [],
        ["Sockeye.Loops"] = ["Sockeye.Native"],
        ["Sockeye.Sockets"] = ["Sockeye.Loops", "Sockeye.Native"],
        ["Sockeye.Readiness"] = ["Sockeye.Loops", "Sockeye.Native", "Sockeye.Sockets"],
        ["Sockeye.Connections"] = ["Sockeye.Loops", "Sockeye.Native", "Sockeye.Sockets", "Sockeye.Wire"],
        ["Sockeye.Servers"] = ["Sockeye.Connections", "Sockeye.Loops", "Sockeye.Native", "Sockeye.Readiness", "Sockeye.Sockets", "Sockeye.Wire"],
        ["Sockeye.Hosting"] = ["Sockeye.Connections", "Sockeye.Loops", "Sockeye.Native", "Sockeye.Servers", "Sockeye.Sockets"],
        ["Sockeye.Testing"] = ["Sockeye.Connections", "Sockeye.Native", "Sockeye.Servers", "Sockeye.Sockets", "Sockeye.Wire"],
        ["Sockeye.Wire"] = [],
        ["Sockeye.Clients"] = ["Sockeye.Connections", "Sockeye.Native", "Sockeye.Sockets", "Sockeye.Wire"],
        ["Sockeye.Cli"] = ["Sockeye.Clients", "Sockeye.Connections", "Sockeye.Loops", "Sockeye.Native", "Sockeye.Readiness", "Sockeye.Servers", "Sockeye.Sockets", "Sockeye.Wire"],
        ["Sockeye"] = ["Sockeye.Clients", "Sockeye.Connections", "Sockeye.Loops", "Sockeye.Native", "Sockeye.Readiness", "Sockeye.Servers", "Sockeye.Sockets", "Sockeye.Wire"],   // the package of packages
    };

    /// <summary>Beyond the base class library a library uses nothing. These may use packages whose names begin so: the tool any, and Hosting those of the host that it joins.</summary>
    internal static readonly IReadOnlyDictionary<string, string> MayUsePackages = new Dictionary<string, string>
    {
        ["Sockeye.Cli"] = "",
        ["Sockeye.Hosting"] = "Microsoft.Extensions.",
    };

    /// <summary>Who sees the inside of which room; tests always may. Readiness waits by the same beats as the sockets' verbs and fails in the same words; so does a client, in those of sockets and of TLS; a server looks how its connections get on, and opens the files it serves; the kit for tests stands in for its sockets, and shows bytes as the record does; a host logs whose trouble it was, and runs a handler in a scope.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> SeeInside = new Dictionary<string, string[]>
    {
        ["Sockeye.Native"] = ["Sockeye.Clients", "Sockeye.Connections", "Sockeye.Loops", "Sockeye.Readiness", "Sockeye.Servers", "Sockeye.Sockets"],
        ["Sockeye.Loops"] = ["Sockeye.Connections", "Sockeye.Readiness", "Sockeye.Sockets"],
        ["Sockeye.Sockets"] = ["Sockeye.Clients", "Sockeye.Connections", "Sockeye.Readiness", "Sockeye.Servers"],
        ["Sockeye.Connections"] = ["Sockeye.Clients", "Sockeye.Servers"],
        ["Sockeye.Servers"] = ["Sockeye.Hosting", "Sockeye.Testing"],
        ["Sockeye.Wire"] = ["Sockeye.Testing"],
    };

    internal static IEnumerable<string> BrokenWalls(string path, string project, IReadOnlyDictionary<string, string[]> rooms)
    {
        string room = Path.GetFileNameWithoutExtension(path);
        if (!rooms.TryGetValue(room, out string[]? allowed))
        {
            yield return $"{path}: {room} is a new room: say in the table of WallRules what it may use";
            yield break;
        }

        XDocument document = XDocument.Parse(project);
        foreach (string used in Included(document, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))))
        {
            if (!allowed.Contains(used))
            {
                yield return $"{path}: {room} may not use {used}";
            }
        }

        foreach (string package in Included(document, "PackageReference").Where(package => !MayUsePackages.TryGetValue(room, out string? family) || !package.StartsWith(family, StringComparison.Ordinal)))
        {
            yield return $"{path}: {room} uses the package {package}; the libraries stand on the base class library alone";
        }

        if (room != "Sockeye.Native" && document.Descendants("AllowUnsafeBlocks").Any())
        {
            yield return $"{path}: unsafe code lives in Sockeye.Native";
        }

        foreach (string friend in Included(document, "InternalsVisibleTo").Where(friend => !friend.EndsWith(".Tests", StringComparison.Ordinal)))
        {
            if (!SeeInside.TryGetValue(room, out string[]? friends) || !friends.Contains(friend))
            {
                yield return $"{path}: {friend} may not see the inside of {room}";
            }
        }
    }

    internal static IEnumerable<string> UnsafeCode(SourceFile file) => file.IsBelow(Native)
        ? []
        : file.Tokens.Where(token => token.IsKind(SyntaxKind.UnsafeKeyword)).Select(token => $"{file.At(token)}: unsafe code lives in Sockeye.Native");

    internal static IEnumerable<string> ForeignCalls(SourceFile file) => file.IsBelow(Native + "/Libc")
        ? []
        : file.Tree.DescendantNodes().OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString().Split('.')[^1] is "LibraryImport" or "LibraryImportAttribute" or "DllImport" or "DllImportAttribute")
            .Select(attribute => $"{file.At(attribute)}: {attribute.Name} belongs into {Native}/Libc");

    /// <summary>Comments count too: whoever reads above the loops need not know that there is a ring. A person who asks what this machine has may be told.</summary>
    internal static IEnumerable<string> RingLeaks(SourceFile file) => file.IsBelow(Native, "src/Sockeye.Loops", "src/Sockeye.Cli/Probing")
        ? []
        : Ring().Matches(file.Text + "\n" + file.Name).Select(match => $"{file.Path}: '{match.Value}' is known to Sockeye.Loops and Native alone");

    /// <summary>Comments may say it: a man page may have to be quoted.</summary>
    internal static IEnumerable<string> RawAddressLeaks(SourceFile file) => file.IsBelow(Native, "src/Sockeye.Sockets/Addresses")
        ? []
        : file.Tokens.Where(token => token.Text.Contains("sockaddr", StringComparison.OrdinalIgnoreCase))
            .Select(token => $"{file.At(token)}: '{token.Text}' belongs into Native or the address codec");

    private static IEnumerable<string> Included(XDocument project, string item) =>
        project.Descendants(item).Select(found => found.Attribute("Include")?.Value).OfType<string>();

    [GeneratedRegex(@"(?<![A-Za-z])uring|io_?uring|Uring")]
    private static partial Regex Ring();
}
