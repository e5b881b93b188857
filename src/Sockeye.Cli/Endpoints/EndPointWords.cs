using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Endpoints;

/// <summary>An endpoint among the words of a command line: one word (<c>host:port</c>), or two (<c>host port</c>).</summary>
/// <remarks>The first word decides alone: where it says no port, the next word is the port. So the words behind it are never guessed at.</remarks>
internal static class EndPointWords
{
    /// <summary>Takes the endpoint off the front.</summary>
    /// <param name="words">What was written.</param>
    /// <param name="rest">The words behind the endpoint.</param>
    /// <exception cref="FormatException">It is no endpoint; the message says why.</exception>
    internal static EndPointName Take(IReadOnlyList<string> words, out IReadOnlyList<string> rest)
    {
        bool two = words.Count > 1 && SaysNoPort(words[0]);
        rest = [.. words.Skip(two ? 2 : 1)];
        return two ? EndPointName.Parse(words[0], words[1]) : EndPointName.Parse(words[0]);
    }

    /// <summary>The endpoint, and nothing behind it.</summary>
    /// <exception cref="UsageException">There are more words.</exception>
    /// <inheritdoc cref="Take" path="/exception"/>
    internal static EndPointName TakeOnly(IReadOnlyList<string> words)
    {
        EndPointName name = Take(words, out IReadOnlyList<string> rest);
        return rest.Count == 0 ? name : throw new UsageException($"'{rest[0]}' is one word too many behind the endpoint {name}");
    }

    private static bool SaysNoPort(string word)
    {
        int scheme = word.IndexOf("://", StringComparison.Ordinal);
        string host = scheme < 0 ? word : word[(scheme + "://".Length)..];
        return host.StartsWith('[') ? host.EndsWith(']')
            : host.Length > 0
                && (!host.Contains(':', StringComparison.Ordinal)
                    || (IPAddress.TryParse(host, out IPAddress? v6) && v6.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6));
    }
}
