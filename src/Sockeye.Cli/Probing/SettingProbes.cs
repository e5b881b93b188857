using System.Globalization;

namespace Sockeye.Cli.Probing;

/// <summary>Numbers that the system is set to, and whether they are enough for a busy server.</summary>
internal static class SettingProbes
{
    // What a listener asks for by default; a burst of more connections than the system allows is dropped, and comes again a second later.
    private const long EnoughBacklog = 1024;

    // One connection carries at most a window a round trip: with 4 MiB that is 40 MB/s over 100 ms.
    private const long EnoughBuffer = 4 * 1024 * 1024;

    internal static ProbeRow Backlog(string name)
        => Enough(name, "net.core.somaxconn", EnoughBacklog, static text => Number(text), "a burst of more connections than that is dropped");

    internal static ProbeRow ReceiveBuffers(string name) => Buffers(name, "net.ipv4.tcp_rmem");

    internal static ProbeRow SendBuffers(string name) => Buffers(name, "net.ipv4.tcp_wmem");

    // Three numbers: least, at first, most.
    private static ProbeRow Buffers(string name, string setting)
        => Enough(name, setting, EnoughBuffer, static text => Number(text.Split(' ')[^1]), "one connection over a long way is slow: at most the last number goes in a round trip");

    private static ProbeRow Enough(string name, string setting, long least, Func<string, long?> number, string otherwise)
        => SystemFile.Setting(setting) is not string text ? new(name, Verdict.No, null, $"the sysctl {setting} cannot be read")
            : number(text) >= least ? new(name, Verdict.Yes, text)
            : new(name, Verdict.Partly, text, string.Create(CultureInfo.InvariantCulture, $"{otherwise}: sysctl -w {setting}, with {least} or more"));

    private static long? Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;
}
