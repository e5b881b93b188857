using System.Globalization;

namespace Sockeye.Cli.Ports;

/// <summary>This system's own rules about ports. See ip(7).</summary>
/// <param name="Ephemeral">What the system chooses from where a program wants any port: net.ipv4.ip_local_port_range.</param>
/// <param name="Unprivileged">The first port that needs no privilege: net.ipv4.ip_unprivileged_port_start.</param>
/// <param name="KeptOut">Never chosen by the system: net.ipv4.ip_local_reserved_ports.</param>
internal sealed record PortSettings(PortRange Ephemeral, int Unprivileged, IReadOnlyList<PortRange> KeptOut)
{
    private const string Folder = "/proc/sys/net/ipv4/";

    internal static PortSettings OfThisSystem()
        => Read(File.ReadAllText(Folder + "ip_local_port_range"), File.ReadAllText(Folder + "ip_unprivileged_port_start"), File.ReadAllText(Folder + "ip_local_reserved_ports"));

    /// <summary>The three files as the kernel writes them: "32768\t60999", "1024", and "" or "8080,9000-9010".</summary>
    internal static PortSettings Read(string ephemeral, string unprivileged, string keptOut)
    {
        string[] two = ephemeral.Split('\t', ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new PortSettings(
            new PortRange(Number(two[0]), Number(two[1])),
            Number(unprivileged),
            [.. keptOut.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static word => PortRange.Read(word)).OfType<PortRange>()]);
    }

    private static int Number(string digits) => int.Parse(digits.Trim(), CultureInfo.InvariantCulture);
}
