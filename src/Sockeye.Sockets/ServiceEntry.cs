using System.Globalization;
using System.Text;

namespace Sockeye.Sockets;

/// <summary>A service of the system's table. See services(5).</summary>
/// <param name="Name">Such as "http".</param>
/// <param name="Aliases">Its other names; often none.</param>
/// <param name="Port">0 to 65535.</param>
/// <param name="Protocol">"tcp", "udp" …</param>
public sealed record ServiceEntry(string Name, IReadOnlyList<string> Aliases, int Port, string Protocol)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"Name = {Name}, Aliases = [{string.Join(", ", Aliases)}], Port = {Port}, Protocol = {Protocol}");
        return true;
    }
}
