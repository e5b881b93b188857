using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sockeye.Cli.Repl.Explaining;

/// <summary>A documentation comment as plain words, with what it takes from others in its place.</summary>
internal sealed class Comment
{
    private const int MostInherited = 4;

    private static readonly XElement Nothing = new("doc");

    private readonly XElement _words;

    private Comment(XElement words) => _words = words;

    internal string Summary => Words("summary");

    internal string Remarks => Words("remarks");

    internal string Returns => Words("returns");

    internal IEnumerable<(string Name, string Words)> Parameters => _words.Elements("param").Select(static found => ((string?)found.Attribute("name") ?? "", Text(found)));

    /// <summary>The exceptions, by their short names.</summary>
    internal IEnumerable<(string Type, string Words)> Exceptions => _words.Elements("exception").Select(static found => (ShortName((string?)found.Attribute("cref") ?? ""), Text(found)));

    internal static Comment Of(ISymbol symbol, Func<string, ISymbol?> referred) => new(Read(symbol, referred, 0));

    private static XElement Read(ISymbol symbol, Func<string, ISymbol?> referred, int depth)
    {
        XElement words = Parsed(symbol.GetDocumentationCommentXml());
        foreach (XElement inherited in words.Elements("inheritdoc").ToArray())
        {
            if (depth < MostInherited && (string?)inherited.Attribute("cref") is string cref && referred(cref) is ISymbol other)
            {
                string? only = ((string?)inherited.Attribute("path"))?.TrimStart('/');
                foreach (XElement taken in Read(other, referred, depth + 1).Elements().Where(element => only is null || element.Name == only).ToArray())
                {
                    if (!words.Elements(taken.Name).Any(own => Key(own) == Key(taken)))
                    {
                        words.Add(new XElement(taken));
                    }
                }
            }
        }

        return words;
    }

    private static string Key(XElement element) => (string?)element.Attribute("name") ?? (string?)element.Attribute("cref") ?? "";

    private static XElement Parsed(string? xml)
    {
        try
        {
            XElement doc = XElement.Parse($"<doc>{xml}</doc>");
            return doc.Element("member") ?? doc;
        }
        catch (XmlException)
        {
            return new XElement(Nothing);
        }
    }

    private string Words(string element) => _words.Element(element) is { } found ? Text(found) : "";

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return string.Join("\n\n", text.ToString().Split('\f').Select(static paragraph => string.Join(' ', paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(static paragraph => paragraph.Length > 0));
    }

    // A form feed parts paragraphs: all other space is only between words.
    private static void Append(StringBuilder text, XElement element)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText words: text.Append(words.Value); break;
                case XElement { Name.LocalName: "para" or "item" or "code" } paragraph:
                    text.Append('\f');
                    Append(text, paragraph);
                    text.Append('\f');
                    break;
                case XElement { IsEmpty: true } reference: text.Append(Reference(reference)); break;
                case XElement inner: Append(text, inner); break;
            }
        }
    }

    private static string Reference(XElement element)
        => (string?)element.Attribute("cref") is string cref ? ShortName(cref)
            : (string?)element.Attribute("name") ?? (string?)element.Attribute("langword") ?? (string?)element.Attribute("href") ?? "";

    // "M:Sockeye.Sockets.Socket.Accept(System.Threading.CancellationToken)" is Accept.
    private static string ShortName(string cref)
    {
        string name = cref.Split('(')[0];
        string[] parts = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.');
        return parts[^1] == "#ctor" ? parts[^2] : parts[^1].Split('`')[0];
    }
}
