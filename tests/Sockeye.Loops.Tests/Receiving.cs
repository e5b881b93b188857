using Sockeye.Native;

namespace Sockeye.Loops.Tests;

/// <summary>Receives a byte again and again, and calls a test's handler for each.</summary>
internal sealed class Receiving(Pair pair, Action<SysResult> handler) : IOperation
{
    private readonly byte[] _one = new byte[1];
    private int _times;

    internal int Times => Volatile.Read(ref _times);

    /// <summary>The first that did not bring a byte.</summary>
    internal SysResult? End { get; private set; }

    internal Receiving Begin()
    {
        while (pair.Channel.Start(Direction.Read, this, Attempt.ByLoop) is SysResult outcome && !Backend.IsUnderWay(outcome))
        {
            if (!Take(outcome))
            {
                break;
            }
        }

        return this;
    }

    public SysResult Invoke(ref Turn turn) => turn.Receive(_one);

    public void Complete(SysResult outcome)
    {
        if (Take(outcome))
        {
            Begin();
        }
    }

    public bool KeepsLoan() => false;

    private bool Take(SysResult outcome)
    {
        if (outcome.Failed || outcome.Value == 0)
        {
            End = outcome;
            return false;
        }

        handler(outcome);
        Interlocked.Increment(ref _times);
        return true;
    }
}
