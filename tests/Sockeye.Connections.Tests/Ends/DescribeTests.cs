using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>What is told of a wait that was in vain says what waits, for what, and what the kernel has for it.</summary>
public sealed class DescribeTests
{
    [Fact]
    public async Task AConnectionAndItsLoops_SayWhereTheyStand()
    {
        using LoopGroup loops = Scene.Loops();
        (Connection one, Socket peer) = Scene.Pair(options: new ConnectionOptions { Loops = loops });
        await using (one)
        using (peer)
        {
            Demand(one.Describe(), $"with {peer.LocalEndPoint}: does not read", "read: idle", "the kernel has nothing to read");
            Task reading = one.Input.ReadAsync().AsTask();
            Demand(one.Describe(), ": reads", "read: waiting, arming 1, Input", "running 0x0");
            Task writing = one.Output.WriteAsync(new byte[20_000_000]).AsTask();
            string[] stuck = ["; flushes", "write: waiting, arming 1, Output", "no room to write"];
            Eventually.True(() => Array.TrueForAll(stuck, one.Describe().Contains), Scene.Patience);       // the kernel moves bytes for a while yet
            Demand(loops.Describe(), "loop: ", "1 watched", "guard: 0 taken", "lane: 0 in line");
            one.Dispose();
            Assert.NotNull(await Record.ExceptionAsync(() => reading.InTime()));
            Assert.NotNull(await Record.ExceptionAsync(() => writing.InTime()));
            Demand(one.Describe(), "descriptor -1 (closed)", "the kernel has no such descriptor");
        }
    }

    private static void Demand(string told, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, told, StringComparison.Ordinal));
}
