using System.Runtime.CompilerServices;
using Sockeye.Loops;

namespace Sockeye.Connections;

// A handler's conversation, from the first turn on the loop to the connection's end. No state machine stands around the handler's own, for
// every idle connection would have one.
public sealed partial class Connection
{
    private readonly Serving? _serving;
    private Task? _conversation;

    void IStarter.Start()
    {
        _conversation = _serving!.Begin(this);
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
            _serving!.End(this, _conversation!);
        }
        catch (Exception error)
        {
            LoopGroup.Report(Channel.Handlers, error);     // nobody is above
        }
    }
}
