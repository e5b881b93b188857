using System.Runtime.CompilerServices;
using Sockeye.Loops;

namespace Sockeye.Connections;

// A handler's conversation, from the first turn on the loop to the connection's end. No state machine stands around the handler's own, for
// every idle connection would have one; and nothing waits for its task as long as it awaits the input itself, as that of an idle one may.
public sealed partial class Connection
{
    private Task? _conversation;

    private Serving Served => (Serving)Channel.Handlers.Owner!;

    void IStarter.Start()
    {
        _conversation = Served.Begin(this);
        HasHeard();
    }

    /// <summary>By code that has left for other threads: goes on on the connection's lane. Not while a flush is under way.</summary>
    internal ValueTask EnterLoopAsync() => new LoopEntry(this).EnterAsync();

    /// <summary>By the input, in the channel's turn, after each read that had to wait: whether the handler has come to its end in what followed.</summary>
    internal void HasHeard()
    {
        if (_conversation is Task conversation && !_input.TellsItsTask && !_input.IsAwaitedBy(conversation))
        {
            _input.TellsItsTask = true;
            Follow(conversation);
        }
    }

    private void Follow(Task conversation)
    {
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = conversation.ConfigureAwait(false).GetAwaiter();
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
