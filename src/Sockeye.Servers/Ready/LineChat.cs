using System.Buffers;
using Sockeye.Connections.Framing;
using Sockeye.Servers.Ready.Chatting;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers.Ready;

/// <summary>A chat in lines, with rooms: what one says all others of its room hear. /nick NAME, /join ROOM, /who, /quit, /help. For ncat, telnet or <c>sockeye connect</c>.</summary>
/// <remarks>
/// <para>Text is UTF-8. What is relayed has no control characters in it, so nobody can write to another's terminal.</para>
/// <para>Each member has a queue of its own that has an end, so one who does not read holds up nobody and takes no more memory than that: it leaves its room
/// at once, is told so, and has a few seconds to read that before it is thrown out. It is counted in <see cref="Dropped"/>, and as <see cref="Limit.Write"/>.</para>
/// <para>All members are in this process and served at once: <see cref="ServeBy.Processes"/> and <see cref="ServeBy.OneAtATime"/> do not go with it.</para>
/// </remarks>
/// <param name="options">Its limits.</param>
public sealed class LineChat(LineChatOptions? options = null)
{
    private readonly LineChatOptions _options = options ?? new LineChatOptions();
    private readonly Hall _hall = new();
    private long _dropped;

    /// <summary>How many are here.</summary>
    public int Members => _hall.Count;

    /// <summary>How many were thrown out because they did not read.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>A member, until it leaves. A line is a frame to the limits of the server; at a shutdown it is told goodbye.</summary>
    /// <param name="request">The client.</param>
    /// <exception cref="NotSupportedException">The server serves in a way in which nobody would meet.</exception>
    public async Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Server.Options.By is ServeBy.Processes or ServeBy.OneAtATime)
        {
            throw new NotSupportedException($"a chat has its members in one process at the same time, and {nameof(ServeBy)}.{request.Server.Options.By} has not");
        }

        FramedConnection<ReadOnlySequence<byte>> lines = request.InFrames(new LineFrames(maximum: _options.MaxLine, lastMayBeOpen: true));
        using var member = new Member(request, _options);
        Task telling = member.Tell();
        Tell(_hall.Enter(member));
        try
        {
            await Hear(request, member, lines).ConfigureAwait(true);
        }
        finally
        {
            Tell(_hall.Leave(member));
            member.End();
            await telling.ConfigureAwait(true);
        }
    }

    private async Task Hear(StreamRequest request, Member member, FramedConnection<ReadOnlySequence<byte>> lines)
    {
        while (true)
        {
            try
            {
                if (!await lines.NextAsync().ConfigureAwait(true))
                {
                    if (request.Server.Stopping.IsCancellationRequested)
                    {
                        member.Hear("* the server stops, goodbye");
                    }

                    return;
                }

                Tell(new Words(_hall, member).Say(ChatText.Of(lines.Current)));
            }
            catch (ProtocolException error) when (error.Kind == ProtocolError.TooLarge)
            {
                member.Hear($"* a line has at most {_options.MaxLine} bytes");
            }
            catch (OperationCanceledException) when (member.IsOver)
            {
                return;     // it was told why
            }

            if (member.IsLeaving)
            {
                return;
            }
        }
    }

    // Out of the hall's lock: what is thrown out is told to the program. All are dropped before the first of them leaves, so that no other one waits for them to hear of it.
    private void Tell(IReadOnlyList<Member> deaf)
    {
        while (deaf.Count > 0)
        {
            Interlocked.Add(ref _dropped, deaf.Count(static one => one.Drop()));
            deaf = [.. deaf.SelectMany(_hall.Leave)];
        }
    }
}
