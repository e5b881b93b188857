using System.Text.RegularExpressions;

namespace Sockeye.House.Tests.Docs;

/// <summary>A fenced block: its language, its text, the line it begins on, and whether the line before calls it a fragment.</summary>
internal sealed record CodeBlock(string Language, string Text, int Line, bool IsFragment);

/// <summary>A document, read as far as the checks need: headings, links, fenced code.</summary>
internal sealed partial class MarkdownFile
{
    private readonly List<CodeBlock> _blocks = [];
    private readonly List<(int Line, string Target)> _links = [];
    private readonly HashSet<string> _anchors = [];

    internal MarkdownFile(string path, string text)
    {
        Path = path;
        Read(text.Split('\n'));
    }

    internal string Path { get; }

    internal IReadOnlyList<CodeBlock> Blocks => _blocks;

    internal IReadOnlyList<(int Line, string Target)> Links => _links;

    /// <summary>The headings as links name them: lower case, hyphens for spaces, no other marks.</summary>
    internal IReadOnlySet<string> Anchors => _anchors;

    internal static IEnumerable<MarkdownFile> All() =>
        Repository.Files(".md", "").Select(path => new MarkdownFile(path, Repository.Read(path)));

    private void Read(string[] lines)
    {
        for (int at = 0; at < lines.Length; at++)
        {
            if (Fence().Match(lines[at]) is { Success: true } fence)
            {
                int end = Array.FindIndex(lines, at + 1, line => line.Trim() == fence.Groups["ticks"].Value);
                end = end < 0 ? lines.Length : end;
                int indent = fence.Groups["indent"].Length;
                string text = string.Join('\n', lines[(at + 1)..end].Select(line => line.Length >= indent ? line[indent..] : line));
                bool fragment = at > 0 && lines[at - 1].Trim() == "<!-- fragment -->";
                _blocks.Add(new CodeBlock(fence.Groups["language"].Value, text, at + 1, fragment));
                at = end;
                continue;
            }

            if (Heading().Match(lines[at]) is { Success: true } heading)
            {
                _anchors.Add(NotInAnchor().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));
            }

            string prose = InlineCode().Replace(lines[at], "");
            _links.AddRange(Link().Matches(prose).Select(link => (at + 1, link.Groups["target"].Value)));
        }
    }

    [GeneratedRegex(@"^(?<indent>\s*)(?<ticks>`{3,}|~{3,})\s*(?<language>[\w#+-]*)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.*?)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)|^\s*\[[^\]]+\]:\s*(?<target>\S+)")]
    private static partial Regex Link();
}
