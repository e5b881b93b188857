using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Talking;

/// <summary>A conversation record with a clock: the one place where the tool's talks get their times.</summary>
internal sealed class Recorder
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _start;

    internal Recorder() => _start = _clock.GetTimestamp();

    internal Conversation Conversation { get; } = new();

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    internal void Connects(Speaker who, string to) => Conversation.Connects(Now, who, "to " + to);

    internal void Says(Speaker who, ReadOnlySpan<byte> bytes) => Conversation.Says(Now, who, bytes);

    internal void EndsHalf(Speaker who) => Conversation.EndsHalf(Now, who);

    internal void Closes(Speaker who) => Conversation.Closes(Now, who);

    internal void Resets(Speaker who) => Conversation.Resets(Now, who);

    internal void Fails(Speaker who, string reason) => Conversation.Fails(Now, who, reason);

    internal void Note(Speaker who, string text) => Conversation.Note(Now, who, text);

    /// <summary>Does the client's work; when it fails, the record tells it too.</summary>
    internal int Telling(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ConnectionResetException)
        {
            Resets(Speaker.Server);
            throw;
        }
        catch (Exception problem) when (Failure.Of(problem).Code is ExitCode.Network or ExitCode.Refused)
        {
            Fails(Speaker.Client, problem.Message);
            throw;
        }
    }
}
