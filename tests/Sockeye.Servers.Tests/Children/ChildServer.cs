using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Children;

/// <summary>This assembly as a program: a server in a process of its own.</summary>
internal sealed class ChildServer : IDisposable
{
    private readonly Process _process;

    /// <param name="what">What <see cref="Entry"/> shall do.</param>
    internal ChildServer(params string[] what)
    {
        string dotnet = Environment.ProcessPath is string path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(new ProcessStartInfo(dotnet, [typeof(ChildServer).Assembly.Location, .. what]) { RedirectStandardOutput = true })!;
        EndPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
    }

    internal IPEndPoint EndPoint { get; }

    internal int ProcessId => _process.Id;

    /// <summary>A client, from an address of its own where one is given.</summary>
    internal Socket Connect(string? from = null)
    {
        Socket client = Socket.CreateConnection(EndPoint, new ConnectOptions { LocalEndPoint = from is null ? null : new IPEndPoint(IPAddress.Parse(from), 0) });
        client.Timeout = Scene.Patience;
        return client;
    }

    internal void Signal(string name)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    internal async Task<string?> Line() => await _process.StandardOutput.ReadLineAsync().InTime();

    /// <summary>What it still said, once it has ended with 0.</summary>
    internal async Task<string> Ended()
    {
        string said = await _process.StandardOutput.ReadToEndAsync().InTime();
        await _process.WaitForExitAsync().InTime();
        Assert.Equal(0, _process.ExitCode);
        return said.Trim();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
