using System.Threading.Tasks.Sources;
using Sockeye.Loops;
using Sockeye.Native;

namespace Sockeye.Connections;

/// <summary>A wait for the loop's next turn: what awaits it goes on where what awaits the connection would.</summary>
internal sealed class LoopEntry(Connection connection) : IOperation, IValueTaskSource
{
    private Completion _waiter;

    internal ValueTask EnterAsync()
    {
        _waiter.Reset();
        return Backend.IsUnderWay(connection.Channel.Start(Direction.Write, this, Attempt.Later)) ? new ValueTask(this, _waiter.Version) : default;
    }

    SysResult IOperation.Invoke(ref Turn turn) => SysResult.Success(0);

    void IOperation.Complete(SysResult outcome) => _waiter.Complete();

    bool IOperation.KeepsLoan() => false;

    // Where the connection was closed meanwhile its next read says so.
    void IValueTaskSource.GetResult(short token) => _waiter.Demand(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);
}
