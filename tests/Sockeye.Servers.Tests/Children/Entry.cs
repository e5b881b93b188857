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
        using var server = new TcpServer(Scene.Anywhere, GreetAndStay, new ServingOptions { StopsOnSignals = true, DrainTimeout = Timeout.InfiniteTimeSpan });
        Console.WriteLine(((System.Net.IPEndPoint)server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture));
        using CancellationTokenRegistration stops = server.Stopping.Register(static () => Console.WriteLine("stopping"));
        server.ServeForever();
        Console.WriteLine(server.Shutdown());
    }

    private static async Task GreetAndStay(StreamRequest request)
    {
        await request.Output.WriteAsync("hello"u8.ToArray());
        await Scene.Stay(request);
    }
}
