using System.Text;

namespace Sockeye.Sockets;

/// <summary>A protocol of the system's table. See protocols(5).</summary>
/// <param name="Name">Such as "tcp".</param>
/// <param name="Aliases">Its other names, such as "TCP".</param>
/// <param name="Number">IPPROTO_…, or a number that <see cref="Sockets.Protocol"/> has no name for.</param>
public sealed record ProtocolEntry(string Name, IReadOnlyList<string> Aliases, Protocol Number)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Name = {Name}, Aliases = [{string.Join(", ", Aliases)}], Number = {Number}");
        return true;
    }
}
