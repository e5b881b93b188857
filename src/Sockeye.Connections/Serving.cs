using Sockeye.Loops.Guarding;

namespace Sockeye.Connections;

/// <summary>A handler, as it is run for each connection.</summary>
internal sealed class Serving(Func<Connection, Task> handler, Action<Connection, Exception>? failed)
{
    internal HandlerKind Handlers { get; } = new($"{handler.Method.DeclaringType?.FullName}.{handler.Method.Name}");

    /// <summary>One conversation. It ends with the connection closed, whatever the handler does.</summary>
    internal async Task Run(Connection connection)
    {
        try
        {
            await handler(connection).ConfigureAwait(false);
        }
        catch (Exception error)
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

        await connection.EndAsync().ConfigureAwait(false);
    }

    private void Tell(Connection connection, Exception error)
    {
        try
        {
            failed?.Invoke(connection, error);
        }
        catch (Exception another)
        {
            connection.Channel.Loop.Group.Report(Handlers, another);
        }
    }
}
