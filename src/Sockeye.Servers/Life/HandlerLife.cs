using System.Runtime.ExceptionServices;
using Sockeye.Servers.Telemetry;

namespace Sockeye.Servers.Life;

/// <summary>Takes a handler through its steps: what it finishes is finished whatever its request threw, and of two errors the first is the cause.</summary>
internal static class HandlerLife
{
    /// <param name="handler">New, and used for this alone.</param>
    /// <param name="staysWhereItIs">A way may have its own thread for handlers, to which each step comes back.</param>
    internal static async Task Run(IHandlerSteps handler, bool staysWhereItIs)
    {
        await handler.Setup().ConfigureAwait(staysWhereItIs);
        Exception? thrown = null;
        try
        {
            await handler.Handle().ConfigureAwait(staysWhereItIs);
        }
        catch (Exception error)
        {
            thrown = error;
        }

        try
        {
            await handler.Finish().ConfigureAwait(staysWhereItIs);
        }
        catch (Exception another) when (thrown is not null)
        {
            ServerEvents.Log.CallbackFailed($"{handler.GetType().Name}.{nameof(IHandlerSteps.Finish)}", another.Message);     // what came first is the cause
        }

        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }
}
