namespace Sockeye.Cli.Ports;

/// <summary>What a port is good for: as courses teach it, as IANA divides them, and as this system is set.</summary>
internal sealed class PortClasses(PortSettings settings)
{
    /// <summary>A class: its ports, who says so, and what it means.</summary>
    internal sealed record Row(string Class, IReadOnlyList<PortRange> Ranges, string Source, string Meaning);

    private const string Taught = "the usual rule";
    private const string Iana = "IANA (RFC 6335)";

    internal IReadOnlyList<Row> All { get; } =
    [
        new("reserved", [new(0, 1023)], Taught, "well-known services; 0 asks for any port"),
        new("open", [new(1024, 65535)], Taught, "for anybody"),
        new("ephemeral", [new(49152, 65535)], Taught, "clients' ends, for as long as they talk"),
        new("system", [new(0, 1023)], Iana, "assigned by an Internet standard"),
        new("user", [new(1024, 49151)], Iana, "assigned on request"),
        new("dynamic", [new(49152, 65535)], Iana, "never assigned"),
        new("privileged", settings.Unprivileged > 0 ? [new(0, settings.Unprivileged - 1)] : [], "this system: ip_unprivileged_port_start", "bound by root and CAP_NET_BIND_SERVICE alone (0 by all)"),
        new("chosen", [settings.Ephemeral], "this system: ip_local_port_range", "what a program gets that wants any port"),
        new("kept out", settings.KeptOut, "this system: ip_local_reserved_ports", "never chosen, only bound by number"),
    ];

    internal IEnumerable<string> Of(int port, bool here)
        => All.Where(row => row.Source.StartsWith("this system", StringComparison.Ordinal) == here && row.Source != Iana && row.Ranges.Any(range => range.Has(port))).Select(static row => row.Class);

    internal string IanaClass(int port) => All.First(row => row.Source == Iana && row.Ranges.Any(range => range.Has(port))).Class;
}
