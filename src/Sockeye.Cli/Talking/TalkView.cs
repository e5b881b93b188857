using Sockeye.Cli.Terminals;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Talking;

/// <summary>How a client's talk comes to standard output: as a dialogue, as JSON lines, or only what was answered.</summary>
internal sealed class TalkView : IDisposable
{
    private readonly Stream _output = StandardOutput.Open();
    private readonly bool _answersOnly;
    private IDisposable? _following;

    private TalkView(bool answersOnly) => _answersOnly = answersOnly;

    internal Recorder Recorder { get; } = new();

    /// <param name="json">JSON lines.</param>
    /// <param name="dialogue">A dialogue, also where standard output is no terminal.</param>
    /// <param name="plain">Only the answers, also where it is one.</param>
    internal static TalkView Open(bool json, bool dialogue, bool plain = false)
    {
        bool asDialogue = !json && (dialogue || (!plain && !Console.IsOutputRedirected));
        var view = new TalkView(answersOnly: !json && !asDialogue);
        if (!view._answersOnly)
        {
            IConversationWriter writer = json
                ? new JsonLinesWriter(StandardOutput.OpenText())
                : new DialogueWriter(StandardOutput.OpenText(), new DialogueOptions { Style = TerminalStyle.ForStandardOutput() });
            view._following = view.Recorder.Conversation.Follow(writer);
        }

        return view;
    }

    /// <summary>What the server answered: the bytes as they are, and a line feed.</summary>
    internal void Answer(ReadOnlySpan<byte> bytes)
    {
        if (_answersOnly)
        {
            byte[] line = [.. bytes, (byte)'\n'];
            _output.Write(line);
        }
    }

    public void Dispose()
    {
        _following?.Dispose();
        _following = null;
        _output.Dispose();
    }
}
