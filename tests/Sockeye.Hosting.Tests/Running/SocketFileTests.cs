using Microsoft.Extensions.Hosting;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests.Running;

/// <summary>The file of a Unix socket does not keep a service from starting again, and no file is lost by it.</summary>
public sealed class SocketFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Below("socket");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AServiceThatEnded_CanBeStartedAgain(bool datagrams)
    {
        for (int i = 0; i < 2; i++)
        {
            using IHost host = Host(datagrams);
            await host.StartAsync().InTime();
            Assert.True(File.Exists(Path));
            await host.StopAsync().InTime();
            Assert.False(File.Exists(Path));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatAServiceThatWasKilledHasLeft_IsNoObstacle(bool datagrams)
    {
        using (var killed = new Socket(Family.AF_UNIX, datagrams ? SocketKind.SOCK_DGRAM : SocketKind.SOCK_STREAM))
        {
            killed.Bind(new UnixEndPoint(Path));
        }

        Assert.True(File.Exists(Path));
        using IHost host = Host(datagrams);
        await host.StartAsync().InTime();
        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task WhereSomebodyListens_HeStays()
    {
        using Socket other = Socket.CreateServer(new UnixEndPoint(Path));
        using IHost host = Host();
        await Assert.ThrowsAsync<AddressInUseException>(() => host.StartAsync().InTime());
        using Socket client = Socket.CreateConnection(new UnixEndPoint(Path));
    }

    [Fact]
    public async Task AFileThatIsNoSocket_Stays()
    {
        File.WriteAllText(Path, "precious");
        using IHost host = Host();
        await Assert.ThrowsAsync<AddressInUseException>(() => host.StartAsync().InTime());
        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public async Task AFileThatAnotherHasPutInItsPlace_Stays()
    {
        using IHost host = Host();
        await host.StartAsync().InTime();
        File.Delete(Path);
        using Socket other = Socket.CreateServer(new UnixEndPoint(Path));
        File.SetLastWriteTimeUtc(Path, File.GetLastWriteTimeUtc(Path).AddSeconds(1));
        await host.StopAsync().InTime();
        Assert.True(File.Exists(Path));
    }

    private IHost Host(bool datagrams = false) => datagrams
        ? Scene.Host(static services => services.AddSockeyeDatagramServer("one", static request => request.ReplyAsync(request.Data)), ("one:Endpoint", $"udp://unix:{Path}"))
        : Scene.Host(static services => services.AddSockeyeServer("one", Scene.Echo), ("one:Endpoint", $"unix:{Path}"));
}
