using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Tests.Conversations;

public sealed class FramedTellingTests
{
    private static readonly PrefixedFrames Prefixed = new(LengthPrefix.UInt32, maximum: 100);

    [Fact]
    public void Frames_AreTold_HoweverTheyWereSent()
    {
        string told = Tell(Prefixed, talk =>
        {
            talk.Connects(TimeSpan.Zero, Speaker.Client);
            talk.Says(TimeSpan.Zero, Speaker.Client, "\0\0\0"u8);
            talk.Says(TimeSpan.Zero, Speaker.Server, "plain\n"u8);
            talk.Says(TimeSpan.Zero, Speaker.Client, Latin1("\u0005hello\0\0\0\u0003bye\0\0"));
            talk.Says(TimeSpan.Zero, Speaker.Client, "\0\0"u8);
            talk.Closes(TimeSpan.Zero, Speaker.Client);
        });
        Assert.Equal(
            """
            Client: connects
            Server: plain\n
            Client: (<hello>, 9 bytes)
            Client: (<bye>, 7 bytes)
            Client: (<>, 4 bytes)
            Client: closes

            """, told);
    }

    [Fact]
    public void AfterABadFrame_TheRestIsShownAsItCame()
    {
        string told = Tell(Prefixed, talk =>
        {
            talk.Says(TimeSpan.Zero, Speaker.Client, Latin1("\0\0\0\u0001x" + "\xff\xff\xff\xffrest"));
            talk.Says(TimeSpan.Zero, Speaker.Client, "more"u8);
            talk.Closes(TimeSpan.Zero, Speaker.Client);
        });
        Assert.Equal(
            """
            Client: (<x>, 5 bytes)
            Client: (the frame says it is 4,294,967,295 bytes long; the limit is 100 (at byte 5; the peer's fault))
            Client: \xff\xff\xff\xffrest
            Client: more
            Client: closes

            """, told);
    }

    [Fact]
    public void WhereTheFormatCanGoOn_ItDoes()
    {
        string told = Tell(new LineFrames(maximum: 4), talk =>
        {
            talk.Says(TimeSpan.Zero, Speaker.Client, "one\ntoo lo"u8);
            talk.Says(TimeSpan.Zero, Speaker.Client, "ng\ntwo\nth"u8);
            talk.EndsHalf(TimeSpan.Zero, Speaker.Client);
        });
        Assert.Equal(
            """
            Client: (<one>, 4 bytes)
            Client: (no end of the frame within the limit of 4 bytes (at byte 8; the peer's fault))
            Client: (<two>, 4 bytes)
            Client: th
            Client: (the stream ended 2 bytes into a frame (at byte 19; the peer's fault))
            Client: ends its half

            """, told);
    }

    [Fact]
    public void AFrameEndedByTheClose_IsTold() =>
        Assert.Equal("Client: (<all>, 3 bytes)\nClient: closes\n", Tell(new UntilCloseFrames(), talk =>
        {
            talk.Says(TimeSpan.Zero, Speaker.Client, "all"u8);
            talk.Closes(TimeSpan.Zero, Speaker.Client);
        }));

    private static string Tell(IFrameFormat<ReadOnlySequence<byte>> format, Action<Conversation> happen)
    {
        using var to = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var talk = new Conversation();
        using IDisposable following = talk.Follow(new FramedTelling<ReadOnlySequence<byte>>(
            new DialogueWriter(to), who => who == Speaker.Client ? format : null, frame => $"<{Encoding.UTF8.GetString(frame)}>"));
        happen(talk);
        return to.ToString();
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
