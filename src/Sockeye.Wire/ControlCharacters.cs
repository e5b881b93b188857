using System.Buffers;

namespace Sockeye.Wire;

/// <summary>What never goes into a line of a text protocol: C0 with its tab and line ends, DEL, and C1.</summary>
internal static class ControlCharacters
{
    internal static SearchValues<char> All { get; } = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(static code => (char)code).Where(char.IsControl)]);
}
