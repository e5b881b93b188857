using Sockeye.Loops.Buffers;

namespace Sockeye.Loops;

// How a handler is entered and left.
internal sealed partial class Loop
{
    /// <summary>Hands out what is there, on the lane of the channel. By the loop. False: the loop was taken meanwhile, and nothing of it may be touched.</summary>
    internal bool HandOut(Channel channel, int what)
    {
        if (channel.IsOffLoop)
        {
            channel.Queue(what);
            return true;
        }

        var turn = default(Turn);
        return HandOut(channel, what, in turn);
    }

    /// <summary>The same for one that is not off the loop, after a try that may have lent memory.</summary>
    internal bool HandOut(Channel channel, int what, in Turn turn)
    {
        if (!channel.BeginRun(what))
        {
            return true;
        }

        bool guarded = channel.Lane == Lane.Guarded;
        IOperation? borrower = turn.Lent is null ? null : channel.Reads.Operation;
        do
        {
            long hold = guarded ? Hold.Enter(channel) : 0;
            RunSafely(channel, what);
            if (guarded && !Hold.TryLeave(hold))
            {
                FinishLate(channel);
                return false;
            }

            if (borrower is not null)
            {
                Slabs.Settle(in turn, borrower.KeepsLoan());
            }
        }
        while ((what = channel.EndRun()) != 0);

        return true;
    }

    /// <summary>Runs what was handed out. An operation hands its errors to whoever awaits it: what comes out here is a mistake that no one else would see.</summary>
    internal static void RunSafely(Channel channel, int what)
    {
        try
        {
            channel.Run(what);
        }
        catch (Exception error)
        {
            LoopGroup.Report(channel.Handlers, error);
        }
    }

    // The loop is another thread's now; what came for this channel while we were stuck is ours to hand out, one after the other.
    private static void FinishLate(Channel channel)
    {
        while (channel.EndRun() is int what and not 0)
        {
            RunSafely(channel, what);
        }
    }
}
