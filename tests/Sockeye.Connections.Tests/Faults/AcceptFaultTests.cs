using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>A listener that cannot accept: it waits, and neither ends nor spins.</summary>
[Collection(Alone.Name)]
public sealed class AcceptFaultTests
{
    private const int Clients = 8;

    [Fact]
    public async Task OutOfDescriptors_AcceptingPauses_AndGoesOnByItself()
    {
        var options = new ListenerOptions { PauseWhenOut = TimeSpan.FromMilliseconds(20) };
        await using var served = new Served(Scene.EchoPipe, options: options);
        using Socket before = served.Connect();
        Served.Ping(before);
        Socket[] late = [.. Enumerable.Range(0, Clients).Select(static _ => new Socket(Family.AF_INET))];
        var fill = new List<Socket>();
        using (TestCalls.LimitDescriptors(256))
        {
            TakeAll(fill);
            Array.ForEach(late, socket => socket.Connect(served.Listener.LocalEndPoint));
            Eventually.True(() => served.Listener.Errors > 0, Scene.Patience);
            (long turns, long errors) = (served.Turns, served.Listener.Errors);
            Eventually.True(() => served.Listener.Errors >= errors + 5, Scene.Patience);
            Assert.InRange(served.Turns - turns, 1, (served.Listener.Errors - errors) * 10);
            Served.Ping(before);
            Assert.Equal(1, served.Listener.Accepted);
            fill.ForEach(static socket => socket.Dispose());
        }

        foreach (Socket socket in late)
        {
            socket.Timeout = Scene.Patience;
            Served.Ping(socket);
            socket.Dispose();
        }

        Assert.Equal(1 + Clients, served.Listener.Accepted);
        before.Dispose();
        served.DemandNothingLeft();
    }

    private static void TakeAll(List<Socket> fill)
    {
        while (true)
        {
            try
            {
                fill.Add(new Socket(Family.AF_INET));
            }
            catch (SocketFaultException full) when (full.Errno == Errno.EMFILE)
            {
                return;
            }
        }
    }
}
