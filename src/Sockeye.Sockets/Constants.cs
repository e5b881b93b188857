using System.Diagnostics.CodeAnalysis;
using Sockeye.Sockets.Catalog;

namespace Sockeye.Sockets;

/// <summary>Every constant of the socket headers by its prefix, its name or its number. Python: <c>dir(socket)</c> and getattr.</summary>
/// <remarks>
/// <para>
/// The numbers are Linux's, the same on x64 and arm64. Besides the enums of Sockeye, <see cref="SocketOption"/> and the classes of numbers,
/// it knows names that have no member in C#.
/// </para>
/// <para>
/// A prefix is written as you like: "AF_", "AF", "af_". A longer one asks for less: "IP_PMTUDISC". A prefix is no family of numbers that
/// mean one thing: under "TCP_", 1 is an option and a state. <see cref="Constant.Member"/> tells which is which.
/// </para>
/// </remarks>
public static class Constants
{
    /// <summary>Every prefix, in the order of the alphabet: "AF_", "AI_", …, and "E" for the error numbers.</summary>
    public static IReadOnlyList<string> Prefixes => ConstantCatalog.Prefixes;

    /// <summary>The constants whose names begin so, in the order of their numbers; names that share a number are all there.</summary>
    /// <param name="prefix">Up to an underscore of the name, in any case, with the underscore or without.</param>
    /// <exception cref="KeyNotFoundException">No name begins so; the message says which prefixes and names are near.</exception>
    public static IReadOnlyList<Constant> WithPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        IReadOnlyList<Constant> found = ConstantCatalog.Under(prefix);
        return found.Count > 0 ? found : throw new KeyNotFoundException($"no constant has the prefix '{prefix}'{NearWords(prefix)}");
    }

    /// <summary>The constant of that name.</summary>
    /// <param name="name">The header name, in any case: "AF_INET".</param>
    /// <param name="constant">The constant; null where there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out Constant? constant)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ConstantCatalog.ByName.TryGetValue(name, out constant);
    }

    /// <summary>The names that a number has under a prefix, the usual one first where an enum prints one; none where it has no name.</summary>
    /// <param name="prefix">As in <see cref="WithPrefix"/>.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="KeyNotFoundException">No name begins so.</exception>
    public static IReadOnlyList<string> NamesOf(string prefix, long number) =>
        [.. WithPrefix(prefix).Where(constant => constant.Value == number).Select(static constant => constant.Name)];

    /// <summary>Prefixes and names that somebody may have meant by a misspelt word, the nearest first; at most five.</summary>
    /// <param name="word">What was written.</param>
    public static IReadOnlyList<string> Near(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Nearness.Find(word, ConstantCatalog.Prefixes.Concat(ConstantCatalog.ByName.Keys));
    }

    private static string NearWords(string word) => Near(word) is { Count: > 0 } near ? $"; near ones are {string.Join(", ", near)}" : "";
}
