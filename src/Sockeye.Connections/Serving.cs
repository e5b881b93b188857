using Sockeye.Loops;
using Sockeye.Loops.Guarding;

namespace Sockeye.Connections;

/// <summary>A handler, as it is run for each connection.</summary>
internal sealed class Serving
{
    private readonly Func<Connection, Task> _handler;
    private readonly Action<Connection, Exception>? _failed;

    internal Serving(Func<Connection, Task> handler, Action<Connection, Exception>? failed)
        : this(handler, $"{handler.Method.DeclaringType?.FullName}.{handler.Method.Name}")
        => _failed = failed;

    /// <param name="handler">Serves one.</param>
    /// <param name="name">What meters and events call it by.</param>
    internal Serving(Func<Connection, Task> handler, string name)
    {
        _handler = handler;
        Handlers = new HandlerKind(name) { Owner = this };
    }

    internal HandlerKind Handlers { get; }

    /// <summary>Runs the handler to where it first waits. Never throws, and leaves the thread's contexts as they were: the next connection begins on it.</summary>
    internal Task Begin(Connection connection)
    {
        ExecutionContext? flowing = ExecutionContext.Capture();
        SynchronizationContext? where = SynchronizationContext.Current;
        try
        {
            return _handler(connection) ?? throw new InvalidOperationException("the handler returned no task");
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(where);
            if (flowing is not null)
            {
                ExecutionContext.Restore(flowing);
            }
        }
    }

    /// <summary>The conversation is over, and so is the connection, whatever the handler did.</summary>
    internal void End(Connection connection, Task conversation)
    {
        if (ErrorOf(conversation) is Exception error)
        {
            // What the connection itself has met is the peer's doing, and its handler need not catch it.
            bool isLost = (connection.Cause is Exception cause && (error == cause || error.InnerException == cause))
                || (error is ObjectDisposedException or OperationCanceledException && (connection.IsClosed || connection.Channel.Loop.HasEnded));
            connection.Fail(error);
            if (!isLost)
            {
                Tell(connection, error);
            }
        }

        _ = connection.EndAsync().AsTask();
    }

    // What an await of it would throw.
    private static Exception? ErrorOf(Task conversation)
    {
        if (conversation.IsCompletedSuccessfully)
        {
            return null;
        }

        try
        {
            conversation.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void Tell(Connection connection, Exception error)
    {
        try
        {
            _failed?.Invoke(connection, error);
        }
        catch (Exception another)
        {
            LoopGroup.Report(Handlers, another);
        }
    }
}
