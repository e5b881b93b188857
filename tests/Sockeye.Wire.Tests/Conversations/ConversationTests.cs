using System.Text;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Tests.Conversations;

public sealed class ConversationTests
{
    [Fact]
    public void Entries_KeepOrderTimesAndBytes()
    {
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client, "to 127.0.0.1:7");
        talk.Says(TimeSpan.FromMilliseconds(2), Speaker.Client, "hi"u8);
        talk.EndsHalf(TimeSpan.FromMilliseconds(3), Speaker.Client);
        talk.Closes(TimeSpan.FromMilliseconds(4), Speaker.Server);

        Assert.Equal(
            [ConversationEvent.Connects, ConversationEvent.Says, ConversationEvent.EndsHalf, ConversationEvent.Closes],
            talk.Entries.Select(e => e.What));
        Assert.Equal("hi", Encoding.UTF8.GetString(talk.Entries[1].Bytes.Span));
        Assert.Equal(TimeSpan.FromMilliseconds(2), talk.Entries[1].At);
        Assert.Equal(Speaker.Server, talk.Entries[3].Who);
    }

    [Fact]
    public void Says_CopiesTheBytes()
    {
        byte[] buffer = "before"u8.ToArray();
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, buffer);
        buffer.AsSpan().Fill((byte)'x');
        Assert.Equal("before", Encoding.UTF8.GetString(talk.Entries[0].Bytes.Span));
    }

    [Fact]
    public void Entries_IsASnapshot()
    {
        var talk = new Conversation();
        IReadOnlyList<ConversationEntry> before = talk.Entries;
        talk.Closes(TimeSpan.Zero, Speaker.Client);
        Assert.Empty(before);
    }

    [Fact]
    public void Follow_ShowsWhatWasAndWhatComes_UntilDisposed()
    {
        var talk = new Conversation();
        var heard = new Listener();
        talk.Says(TimeSpan.Zero, Speaker.Client, "1"u8);
        IDisposable following = talk.Follow(heard);
        talk.Says(TimeSpan.Zero, Speaker.Client, "2"u8);
        following.Dispose();
        following.Dispose();
        talk.Says(TimeSpan.Zero, Speaker.Client, "3"u8);
        Assert.Equal("12", heard.Text);
    }

    [Fact]
    public async Task ManyThreads_LoseNothing_AndFollowersSeeTheRecordsOrder()
    {
        var talk = new Conversation();
        var heard = new Listener();
        using IDisposable following = talk.Follow(heard);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++) talk.Says(TimeSpan.Zero, Speaker.Client, [(byte)('a' + t)]);
        })));

        Assert.Equal(2000, talk.Entries.Count);
        Assert.Equal(heard.Text, string.Concat(talk.Entries.Select(e => (char)e.Bytes.Span[0])));
    }

    [Fact]
    public void FullRecord_CutsThenDrops_AndCounts_WhileFollowersHearAll()
    {
        var talk = new Conversation(maximumSize: 400);
        var heard = new Listener();
        using IDisposable following = talk.Follow(heard);
        for (int i = 0; i < 3; i++) talk.Says(TimeSpan.Zero, Speaker.Client, new byte[100]);

        // 400 holds one whole entry (128 + 100) and 44 bytes of the next.
        Assert.Equal([100, 44], talk.Entries.Select(e => e.Bytes.Length));
        Assert.Equal([100L, 100L], talk.Entries.Select(e => e.Length));
        Assert.Equal(156, talk.DroppedBytes);
        Assert.Equal(1, talk.DroppedEntries);
        Assert.Equal(300, heard.Text.Length);
    }

    [Fact]
    public void EmptySpeakerName_IsRefused() => Assert.Throws<ArgumentException>(() => new Speaker(""));

    private sealed class Listener : IConversationWriter
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public void Write(ConversationEntry entry)
        {
            foreach (byte b in entry.Bytes.Span) _text.Append((char)b);
        }
    }
}
