namespace Sockeye.Cli.Lookups;

/// <summary>A host among the words of a command line, where a port has no place.</summary>
internal static class HostWord
{
    /// <summary>The word, if it can be a name or an address. No name has a colon, so nobody need be asked.</summary>
    /// <exception cref="UsageException">There is a port or a scheme with it, or it is in brackets.</exception>
    internal static string Read(string word)
    {
        if (word.Contains("://", StringComparison.Ordinal) || word.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"'{word}' is no host: write a name or an address alone");
        }

        int close = word.IndexOf(']', StringComparison.Ordinal);
        if (word.StartsWith('[') && close > 0)
        {
            string alone = close == word.Length - 1 ? "brackets" : "brackets and a port";
            throw new UsageException($"'{word}': write the host without {alone}, as {word[1..close]}");
        }

        int colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon != word.LastIndexOf(':') ? word    // several are an IPv6 address
            : throw new UsageException($"'{word}': write the host without a port{(colon > 0 ? $", as {word[..colon]}" : "")}");
    }
}
