using System.Globalization;
using System.Text;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Tests.Conversations;

public sealed class DialogueWriterTests
{
    [Fact]
    public void AWholeConversation_ReadsLikeADialogue()
    {
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client, "to 127.0.0.1:80");
        talk.Says(TimeSpan.Zero, Speaker.Client, "GET / HTTP/1.0\r\n\r\n"u8);
        talk.EndsHalf(TimeSpan.Zero, Speaker.Client);
        talk.Says(TimeSpan.Zero, Speaker.Server, "HTTP/1.0 200 OK\r\n\r\nhéllo"u8);
        talk.Closes(TimeSpan.Zero, Speaker.Server);
        talk.Resets(TimeSpan.Zero, Speaker.Client);
        talk.Fails(TimeSpan.Zero, Speaker.Client, "connection refused");
        talk.Note(TimeSpan.Zero, new Speaker("Relay"), "gives up");

        Assert.Equal(
            """
            Client: connects to 127.0.0.1:80
            Client: GET / HTTP/1.0\r\n
            Client: \r\n
            Client: ends its half
            Server: HTTP/1.0 200 OK\r\n
            Server: \r\n
            Server: héllo
            Server: closes
            Client: resets
            Client: fails: connection refused
            Relay: (gives up)

            """,
            DialogueWriter.ToText(talk));
    }

    [Theory]
    [InlineData("a\tb", @"a\tb")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("\0\u0001\u007f", @"\x00\x01\x7f")]
    [InlineData("\u202eevil", @"\xe2\x80\xaeevil")]
    [InlineData("no\u00a0break", @"no\xc2\xa0break")]
    [InlineData("\ufffd", @"\xef\xbf\xbd")]
    [InlineData("\ud83d\udc1f fish", "\ud83d\udc1f fish")]
    [InlineData("closes", "\"closes\"")]
    [InlineData("(aside)", "\"(aside)\"")]
    [InlineData("\"quoted\"", "\"\\\"quoted\\\"\"")]
    [InlineData("say \"hi\"", "say \"hi\"")]
    [InlineData(" lead", "\" lead\"")]
    [InlineData("trail ", "\"trail \"")]
    public void Said_IsShownSoThatTheBytesCanBeTold(string said, string shown) =>
        Assert.Equal($"Client: {shown}\n", Show(Encoding.UTF8.GetBytes(said)));

    [Fact]
    public void BytesThatAreNotUtf8_AreEscapes() =>
        Assert.Equal("Client: caf\\xe9 \\xff\\n\n", Show([.. "caf"u8, 0xE9, (byte)' ', 0xFF, (byte)'\n']));

    [Fact]
    public void EmptySend_IsShown() => Assert.Equal("Client: says nothing (0 bytes)\n", Show([]));

    [Fact]
    public void LongText_IsFolded_AndTheRestCounted()
    {
        string shown = Show(Encoding.ASCII.GetBytes(new string('a', 4436)));
        Assert.Equal($"Client: {new string('a', 1024)}\nClient: (… 3,412 more bytes)\n", shown);
    }

    [Theory]
    [InlineData(1, "Client: a\nClient: (… 5 more bytes)\n")]
    [InlineData(2, "Client: a\nClient: (… 5 more bytes)\n")]
    [InlineData(3, "Client: aé\nClient: (… 3 more bytes)\n")]
    [InlineData(4, "Client: aé\nClient: (… 3 more bytes)\n")]
    [InlineData(5, "Client: aé\\r\\n\nClient: (… 1 more byte)\n")]
    [InlineData(6, "Client: aé\\r\\n\nClient: b\n")]
    public void Folding_SplitsNoCharacterAndNoLineEnd(int limit, string shown) =>
        Assert.Equal(shown, Show("aé\r\nb"u8.ToArray(), new DialogueOptions { MaximumBytes = limit }));

    [Fact]
    public void Binary_IsRows()
    {
        byte[] bytes = [.. Enumerable.Range(0, 18).Select(i => (byte)(i == 17 ? 'A' : i))];
        Assert.Equal(
            "Client: 00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n" +
            "Client: 00000010  10 41                                             |.A|\n",
            Show(bytes));
    }

    [Fact]
    public void Binary_CanBeACount() =>
        Assert.Equal("Client: (4,096 bytes)\n", Show(new byte[4096], new DialogueOptions { Binary = BinaryView.Count }));

    [Fact]
    public void BinaryFolded_SaysHowMuchIsLeft() =>
        Assert.EndsWith("Client: (… 3,072 more bytes)\n", Show(new byte[4096]), StringComparison.Ordinal);

    [Fact]
    public void LineEnds_CanBeLeftOut_AndOtherBytesStay() =>
        Assert.Equal("Client: a\nClient: b\\x00\nClient: \"\"\nClient: c\n",
            Show("a\r\nb\0\n\nc"u8.ToArray(), new DialogueOptions { ShowLineEnds = false }));

    [Fact]
    public void Times_StandInFront()
    {
        var talk = new Conversation();
        talk.Closes(TimeSpan.FromMicroseconds(1_234_567), Speaker.Server);
        Assert.Equal("1.234567 Server: closes\n", DialogueWriter.ToText(talk, new DialogueOptions { ShowTimes = true }));
    }

    [Fact]
    public void ReasonsAndNames_CannotBreakTheLine()
    {
        var talk = new Conversation();
        talk.Fails(TimeSpan.Zero, new Speaker("A\nB"), "x\r\nServer: closes\u001b[2J");
        Assert.Equal("A\\nB: fails: x\\r\\nServer: closes\\x1b[2J\n", DialogueWriter.ToText(talk));
    }

    [Fact]
    public void Style_WrapsEachPart()
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, "hi"u8);
        talk.Closes(TimeSpan.Zero, Speaker.Client);
        Assert.Equal(
            "<Speaker>Client:</> <Said>hi</>\n<Speaker>Client:</> <Event>closes</>\n",
            DialogueWriter.ToText(talk, new DialogueOptions { Style = new Tags() }));
    }

    [Fact]
    public void FullRecord_StillSaysHowLongTheSendWas()
    {
        var talk = new Conversation(maximumSize: 130);
        talk.Says(TimeSpan.Zero, Speaker.Client, "abcdef"u8);
        Assert.Equal("Client: ab\nClient: (… 4 more bytes)\n", DialogueWriter.ToText(talk));
    }

    [Fact]
    public void Live_EachEntryIsThereAsItHappens()
    {
        using var to = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var talk = new Conversation();
        using IDisposable following = talk.Follow(new DialogueWriter(to));
        talk.Connects(TimeSpan.Zero, Speaker.Client);
        Assert.Equal("Client: connects\n", to.ToString());
        talk.Says(TimeSpan.Zero, Speaker.Server, "hello"u8);
        Assert.EndsWith("Server: hello\n", to.ToString(), StringComparison.Ordinal);
    }

    private static string Show(byte[] said, DialogueOptions? options = null)
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, said);
        return DialogueWriter.ToText(talk, options);
    }

    private sealed class Tags : IDialogueStyle
    {
        public string Before(DialoguePart part, Speaker who) => $"<{part}>";

        public string After(DialoguePart part, Speaker who) => "</>";
    }
}
