using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sockeye.Cli.Repl.Scripting;

/// <summary>The documentation comments of a library, from the XML file beside it. It is read when the first question comes.</summary>
internal sealed class DocumentationFile(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => XDocument.Load(path).Descendants("member")
        .DistinctBy(static member => (string?)member.Attribute("name"))
        .ToDictionary(static member => (string?)member.Attribute("name") ?? "", static member => member.ToString(SaveOptions.DisableFormatting)));

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => path.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default)
        => _members.Value.GetValueOrDefault(documentationMemberID, "");
}
