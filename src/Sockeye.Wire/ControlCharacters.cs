using System.Buffers;

namespace Sockeye.Wire;

/// <summary>What never goes into a line of a text protocol: C0 with its tab and line ends, DEL, and C1.</summary>
internal static class ControlCharacters
{
    internal static SearchValues<char> All { get; } = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(static code => (char)code).Where(char.IsControl)]);

    /// <summary>Words of the other side as an error may show them: on one line, and without what a terminal would obey.</summary>
    internal static string Shown(string words) => words.AsSpan().ContainsAny(All) ? string.Concat(words.Select(static c => char.IsControl(c) ? '?' : c)) : words;
}
