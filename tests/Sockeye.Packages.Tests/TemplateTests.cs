using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Packages.Tests;

/// <summary>dotnet new sockeye-server: what it makes builds against the packages of this tree, passes its own tests, and serves.</summary>
[Trait("Category", "Slow")]
[Collection(PackedFeedCollection.Name)]
public sealed class TemplateTests(PackedFeed feed)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("plain", "Server1")]
    [InlineData("two words, and a.dot", "My.Own-Server 2")]
    public async Task A_server_that_was_made_builds_passes_its_tests_and_serves(string folder, string name)
    {
        Command at = feed.Workplace($"templates/{folder}", ("empty.txt", ""));
        at.Environment["DOTNET_CLI_HOME"] = feed.Below("templates", folder, "home");      // where templates are installed
        await at.Succeed("dotnet", "new", "install", feed.Package("Sockeye.Templates"));
        await at.Succeed("dotnet", "new", "sockeye-server", "-n", name, "--no-update-check");
        Command inside = feed.Workplace($"templates/{folder}/{name}");
        await inside.Succeed("dotnet", "build", "--nologo", "-v", "q", "-warnaserror");
        Assert.Matches("Failed: +0, Passed: +5", await inside.Succeed("dotnet", "test", "--no-build", "--nologo"));

        string program = Directory.EnumerateFiles(feed.Below("templates", folder, name, name, "bin"), $"{name}.dll", SearchOption.AllDirectories).First();
        using Process server = Process.Start(new ProcessStartInfo("dotnet", [program, "127.0.0.1:0"]) { RedirectStandardOutput = true })!;
        try
        {
            string? ready = await server.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
            Assert.StartsWith("listening on 127.0.0.1:", ready, StringComparison.Ordinal);
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(ready!.Split(' ', ',')[2])).WaitAsync(s_patience);
            Assert.Equal([0, 5, 7, 0, 0, 1, 0], await Ask(client, [0, 5, 7, 0, 0, 1, 0]));
            Assert.Equal([0, 5, 7, 0, 0, 1, 0], await Ask(client, [0, 5, 7, 0, 0, 0, 9]));
            using Process kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {server.Id}"]);
            await server.WaitForExitAsync().WaitAsync(s_patience);
            Assert.Equal(0, server.ExitCode);
            Assert.Contains("Ended = 1", await server.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<byte[]> Ask(TcpClient client, byte[] frame)
    {
        byte[] answer = new byte[frame.Length];
        await client.GetStream().WriteAsync(frame);
        await client.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(s_patience);
        return answer;
    }
}
