using Sockeye.Cli.Terminals;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Fetching;

/// <summary>The conversation of a client as a dialogue on standard error, where it is asked for.</summary>
internal sealed class TalkOnStandardError : IDisposable
{
    private readonly IDisposable? _following;

    private TalkOnStandardError(bool isAsked)
    {
        if (isAsked)
        {
            // It is shown as it comes, and not kept.
            Record = new Conversation(maximumSize: 0);
            _following = Record.Follow(new DialogueWriter(StandardError.Open(), new DialogueOptions { Style = TerminalStyle.ForStandardError() }));
        }
    }

    /// <summary>Null where nobody asked.</summary>
    internal Conversation? Record { get; }

    internal static TalkOnStandardError Open(bool isAsked) => new(isAsked);

    public void Dispose() => _following?.Dispose();
}
