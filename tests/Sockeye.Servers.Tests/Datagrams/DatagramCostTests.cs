using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>A datagram costs no memory, and a server leaves nothing behind.</summary>
[Collection(Alone.Name)]
public sealed class DatagramCostTests
{
    private const int Datagrams = 10_000;

    // Built for debugging, a state machine is an object of its own each time.
#if DEBUG
    private const int Allowed = Datagrams * 2000;
#else
    private const int Allowed = 64 * 1024;
#endif

    // Of the whole process: whichever thread does it. The client allocates nothing either.
    [Theory]
    [InlineData(ServeBy.Loops)]
    [InlineData(ServeBy.OneAtATime)]
    [InlineData(ServeBy.Threads)]
    public async Task AnEchoedDatagram_AllocatesNothing(ServeBy by)
    {
        await using var served = new RunningDatagrams(RunningDatagrams.Echo, new ServingOptions { By = by });
        using Socket client = served.Client();
        Echo(client);
        Assert.InRange(Enumerable.Range(0, 4).Min(_ => Echo(client)), 0, Allowed);      // the least of some: the process has other threads, and makes new ones
    }

    [Theory]
    [InlineData(ServeBy.Loops)]
    [InlineData(ServeBy.OneAtATime)]
    [InlineData(ServeBy.Threads)]
    public async Task NothingIsLeftOver(ServeBy by)
    {
        int before = 0;
        for (int i = 0; i < 10; i++)
        {
            await using (var served = new RunningDatagrams(RunningDatagrams.Echo, new ServingOptions { By = by }))
            {
                using Socket client = served.Client();
                Assert.Equal("hello", client.Ask("hello"));
            }

            before = i == 0 ? Alone.Sockets : before;
        }

        Eventually.True(() => Alone.Sockets <= before, Scene.Patience);
    }

    private static long Echo(Socket client)
    {
        byte[] data = new byte[32];
        long begun = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Datagrams; i++)
        {
            client.Send(data);
            if (client.Receive(data.AsSpan()) != data.Length)
            {
                Assert.Fail("the answer is not as long as the question");
            }
        }

        return GC.GetTotalAllocatedBytes(precise: true) - begun;
    }
}
