using System.Buffers;
using Sockeye.Connections.Framing;
using Sockeye.Loops;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Framing;

/// <summary>A frame costs no memory.</summary>
[Collection(Alone.Name)]
public sealed class FramedCostTests
{
    private const int Frames = 20_000;

    // Built for debugging, a state machine is an object of its own each time.
#if DEBUG
    private const int Allowed = Frames * 400;
#else
    private const int Allowed = 4096;
#endif

    // Counted on the loop's thread, where all of it is done.
    [Fact]
    public async Task AnEchoedFrame_AllocatesNothing()
    {
        var allocated = new TaskCompletionSource<long>();
        await using var served = new Served(
            async connection =>
            {
                var framed = new FramedConnection<ReadOnlySequence<byte>>(connection, new PrefixedFrames(LengthPrefix.UInt32), new FramingOptions { IdleTimeout = TimeSpan.FromMinutes(1) });
                long begun = 0;
                for (int i = 0; i < Frames * 2; i++)
                {
                    if (i == Frames)
                    {
                        begun = GC.GetAllocatedBytesForCurrentThread();
                    }

                    await framed.WriteAsync(await framed.ReadAsync());
                }

                allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - begun);
            },
            new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromMinutes(1) });
        using Socket peer = served.Connect();
        byte[] frame = [0, 0, 0, 32, .. new byte[32]];
        for (int i = 0; i < Frames * 2; i++)
        {
            peer.SendAll(frame);
            peer.ReceiveExactly(frame);
        }

        Assert.InRange(await allocated.Task.InTime(), 0, Allowed);
    }
}
