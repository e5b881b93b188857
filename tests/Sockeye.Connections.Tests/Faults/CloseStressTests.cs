using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Closing under fire, from other threads, at moments that the seed chooses: whoever waits is told, and nothing is left over.</summary>
[Collection(Alone.Name)]
public sealed class CloseStressTests
{
    private const int Rounds = 400;

    [Theory]
    [InlineData(Lane.Guarded, 1)]
    [InlineData(Lane.Inline, 2)]
    [InlineData(Lane.Pool, 3)]
    public async Task DisposeAbortOrDetach_UnderAReadAndAWrite_EndsBoth(Lane lane, int seed)
    {
        int before = Alone.Sockets;
        var random = new Random(seed);
        using (LoopGroup loops = Scene.Loops(2))
        {
            for (int i = 0; i < Rounds; i++)
            {
                (Connection one, Connection two) = Connection.CreatePair(new ConnectionOptions { Loops = loops, Lane = lane });
                Task reading = Swallow(one);
                Task writing = Pour(one);
                Task other = random.Next(2) == 0 ? Swallow(two) : Pour(two);
                int how = random.Next(4);
                int spin = random.Next(3000);
                Task closing = Task.Run(() =>
                {
                    Thread.SpinWait(spin);
                    Close(one, how);
                });
                Thread.SpinWait(random.Next(3000));
                Close(two, random.Next(2));
                await Task.WhenAll(reading, writing, other, closing).InTime();
                one.Dispose();
            }

            Eventually.True(() => loops.All.Sum(static loop => loop.Watched) == 0, Scene.Patience);
            Assert.All(loops.All, static loop => Assert.True(loop.Slabs.IsFree || loop.Slabs.Exhausted == 0));
        }

        Eventually.True(() => Alone.Sockets <= before, Scene.Patience);
    }

    private static void Close(Connection connection, int how)
    {
        switch (how)
        {
            case 0:
                connection.Dispose();
                break;

            case 1:
                connection.Abort();
                break;

            case 2:
                connection.Output.CancelPendingFlush();
                connection.Input.CancelPendingRead();
                connection.Dispose();
                break;

            default:
                try
                {
                    connection.Detach(out _).Dispose();
                }
                catch (Exception busy) when (busy is InvalidOperationException)     // and its kind, of what is closed
                {
                    connection.Dispose();
                }

                break;
        }
    }

    private static async Task Swallow(Connection connection)
    {
        try
        {
            while (true)
            {
                ReadResult read = await connection.Input.ReadAsync();
                if (read.IsCompleted)
                {
                    return;
                }

                connection.Input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception end) when (IsAnEnd(end))
        {
        }
    }

    private static async Task Pour(Connection connection)
    {
        byte[] much = new byte[100_000];
        try
        {
            while (true)
            {
                await connection.Output.WriteAsync(much);
            }
        }
        catch (Exception end) when (IsAnEnd(end))
        {
        }
    }

    private static bool IsAnEnd(Exception error) => error is ObjectDisposedException or SocketFaultException;
}
