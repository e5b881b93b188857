using System.Net;
using System.Text;

namespace Sockeye.Sockets;

/// <summary>A host with all its names and addresses, as gethostbyname(3) tells it.</summary>
/// <param name="Name">The canonical name.</param>
/// <param name="Aliases">Its other names; often none.</param>
/// <param name="Addresses">At least one, all of one family.</param>
public sealed record HostEntry(string Name, IReadOnlyList<string> Aliases, IReadOnlyList<IPAddress> Addresses)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Name = {Name}, Aliases = [{string.Join(", ", Aliases)}], Addresses = [{string.Join(", ", Addresses)}]");
        return true;
    }
}
