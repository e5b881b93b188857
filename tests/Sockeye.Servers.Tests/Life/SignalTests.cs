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
        using Socket client = server.Connect();
        server.Signal(signal);
        DemandRefused(server);
        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        Assert.Equal("Drained { Ended = 1, Aborted = 0, Abandoned = 0 }", await server.Ended());
    }

    [Fact]
    public async Task TheSecondOne_AbortsThem()
    {
        using var server = new ChildServer(Entry.Signals);
        using Socket client = server.Connect();
        client.SendAll("I stay"u8);
        server.Signal("TERM");
        DemandRefused(server);
        server.Signal("TERM");
        client.DemandReset();
        Assert.Equal("Drained { Ended = 0, Aborted = 1, Abandoned = 0 }", await server.Ended());
    }

    private static void DemandRefused(ChildServer server) => Eventually.True(
        () =>
        {
            try
            {
                server.Connect().Dispose();
                return false;
            }
            catch (ConnectionRefusedException)
            {
                return true;
            }
        },
        Scene.Patience);
}
