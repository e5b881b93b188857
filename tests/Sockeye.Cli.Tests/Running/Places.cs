namespace Sockeye.Cli.Tests.Running;

/// <summary>Endpoints to listen on, of each family and kind but IPv6: its rows stand at the tests, because not every machine has it. "PATH" stands for a file in the test's own folder.</summary>
public static class Places
{
    private static readonly string[] StreamPlaces = ["127.0.0.1:0", "unix:PATH", "unix:@NAME"];

    public static TheoryData<string> Streams => [.. StreamPlaces];

    private static readonly string[] DatagramPlaces = ["udp://127.0.0.1:0", "udp://unix:PATH", "udp://unix:@NAME"];

    public static TheoryData<string> Datagrams => [.. DatagramPlaces];

    public static TheoryData<string> All => [.. StreamPlaces, .. DatagramPlaces];

    internal static string In(TemporaryFolder folder, string place)
        => place.Replace("PATH", folder.Below("s"), StringComparison.Ordinal)
            .Replace("NAME", Path.GetFileName(folder.Path), StringComparison.Ordinal);
}
