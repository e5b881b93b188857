using System.Globalization;

namespace Sockeye.Servers.Tests.Children;

/// <summary>What this assembly does when it is started as a program: see <see cref="ChildServer"/>.</summary>
internal static class Entry
{
    internal const string Signals = "signals";

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [Signals]:
                ServeUntilSignalled();
                return 0;

            case [ProcessServer.Name, string options]:
                ProcessServer.Serve(options);
                return 0;

            default:
                Console.Error.WriteLine("this is for tests, which say what it shall do");
                return 2;
        }
    }

    private static void ServeUntilSignalled()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Stay, new ServingOptions { StopsOnSignals = true });
        Console.WriteLine(((System.Net.IPEndPoint)server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture));
        server.ServeForever();
        Console.WriteLine(server.Shutdown());
    }
}
