using Sockeye.Servers.Tests.Children;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Life;

/// <summary>What signals do to a server that stops on them, in a process of its own.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task ASignal_LetsConversationsEnd(string signal)
    {
        using var server = new ChildServer(Entry.Signals);
        using Socket client = Greeted(server);
        server.Signal(signal);
        await DemandStopping(server);
        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        Assert.Equal("Drained { Ended = 1, Aborted = 0, Abandoned = 0 }", await server.Ended());
    }

    [Fact]
    public async Task TheSecondOne_AbortsThem()
    {
        using var server = new ChildServer(Entry.Signals);
        using Socket client = Greeted(server);
        server.Signal("TERM");
        await DemandStopping(server);
        server.Signal("TERM");
        client.DemandReset();
        Assert.Equal("Drained { Ended = 0, Aborted = 1, Abandoned = 0 }", await server.Ended());
    }

    private static Socket Greeted(ChildServer server)
    {
        Socket client = server.Connect();
        Assert.Equal("hello"u8.ToArray(), client.Take(5));
        return client;
    }

    private static async Task DemandStopping(ChildServer server)
    {
        Assert.Equal("stopping", await server.Line());
        Assert.Throws<ConnectionRefusedException>(() => server.Connect());
    }
}
