using System.Runtime.CompilerServices;
using Sockeye.Loops;

namespace Sockeye.Connections;

// A handler's conversation, from the first turn on the loop to the connection's end. No state machine stands around the handler's own, for
// every idle connection would have one.
public sealed partial class Connection
{
    private Task? _conversation;

    private Serving Served => (Serving)Channel.Handlers.Owner!;

    void IStarter.Start()
    {
        _conversation = Served.Begin(this);
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = _conversation.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            EndConversation();
        }
        else
        {
            awaiter.UnsafeOnCompleted(EndConversation);
        }
    }

    private void EndConversation()
    {
        try
        {
            Served.End(this, _conversation!);
        }
        catch (Exception error)
        {
            LoopGroup.Report(Channel.Handlers, error);     // nobody is above
        }
    }
}
