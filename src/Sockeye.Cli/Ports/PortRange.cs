using System.Globalization;
using System.Net;

namespace Sockeye.Cli.Ports;

/// <summary>Ports from one to another, both of them included.</summary>
internal readonly record struct PortRange(int From, int To)
{
    internal static PortRange Every { get; } = new(0, IPEndPoint.MaxPort);

    internal int Count => To - From + 1;

    internal IEnumerable<int> Ports => Enumerable.Range(From, Count);

    internal bool Has(int port) => port >= From && port <= To;

    /// <summary>Reads "80" or "80-90"; null for a word that is neither, such as a service's name.</summary>
    /// <exception cref="UsageException">It is made of digits and a dash, and no port or no range.</exception>
    internal static PortRange? Read(string word)
    {
        if (word.Length == 0 || !word.All(static letter => char.IsAsciiDigit(letter) || letter == '-'))
        {
            return null;
        }

        int dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            int port = Port(word, word);
            return new PortRange(port, port);
        }

        if (dash == 0 || dash == word.Length - 1)
        {
            throw new UsageException($"'{word}': a port is a number from 0 to {IPEndPoint.MaxPort}, and a range of them FROM-TO");
        }

        var range = new PortRange(Port(word[..dash], word), Port(word[(dash + 1)..], word));
        return range.To >= range.From ? range : throw new UsageException($"'{word}' is no range of ports: it goes backwards");
    }

    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";

    private static int Port(string digits, string word)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new UsageException($"'{word}': a port is a number from 0 to {IPEndPoint.MaxPort}");
}
