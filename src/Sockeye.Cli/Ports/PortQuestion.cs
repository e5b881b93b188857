using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>The words that somebody asked for ports with, and the ports that they mean.</summary>
/// <param name="Ports">In order, each once.</param>
/// <param name="Exact">Asked for by name or number: shown even where there is nothing to say of them.</param>
internal sealed record PortQuestion(IReadOnlyList<int> Ports, IReadOnlySet<int> Exact)
{
    /// <param name="words">Names, numbers and ranges.</param>
    /// <param name="services">The system's table, of protocols that have ports.</param>
    /// <exception cref="UsageException">A number that is no port, a range that is none.</exception>
    /// <exception cref="NameResolutionException">A service that the system does not know.</exception>
    internal static PortQuestion Read(IReadOnlyList<string> words, IReadOnlyList<ServiceEntry> services)
    {
        var ports = new SortedSet<int>();
        var exact = new HashSet<int>();
        foreach (string word in words)
        {
            PortRange? range = PortRange.Read(word);
            if (range is { Count: > 1 } many)
            {
                ports.UnionWith(many.Ports);
                continue;
            }

            exact.UnionWith(range is { } one ? [one.From] : Named(word, services));
        }

        ports.UnionWith(exact);
        return new PortQuestion([.. ports], exact);
    }

    // One name may have another port for each protocol. Where the table cannot be listed the system is asked for TCP's.
    private static int[] Named(string name, IReadOnlyList<ServiceEntry> services)
    {
        int[] found = [.. services.Where(service => service.Name == name || service.Aliases.Contains(name)).Select(static service => service.Port)];
        return found.Length > 0 ? found : [Names.GetServByName(name, "tcp")];
    }
}
