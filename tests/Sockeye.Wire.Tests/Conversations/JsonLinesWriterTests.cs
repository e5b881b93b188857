using System.Globalization;
using System.Text.Json;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Tests.Conversations;

public sealed class JsonLinesWriterTests
{
    [Fact]
    public void EachEntry_IsOneLine_ThatParses()
    {
        var talk = new Conversation();
        talk.Connects(TimeSpan.Zero, Speaker.Client);
        talk.Says(TimeSpan.FromMilliseconds(1), Speaker.Client, "hé\n"u8);
        talk.Says(TimeSpan.FromMilliseconds(2), Speaker.Server, [0xFF, 0x00]);
        talk.Fails(TimeSpan.FromSeconds(2), Speaker.Client, "timed out");

        JsonElement[] lines = Lines(talk);
        Assert.Equal(["connects", "says", "says", "fails"], lines.Select(l => l.GetProperty("event").GetString()));
        Assert.Equal(0.001m, lines[1].GetProperty("at").GetDecimal());
        Assert.Equal("hé\n", lines[1].GetProperty("text").GetString());
        Assert.Equal("hé\n"u8.ToArray(), lines[1].GetProperty("base64").GetBytesFromBase64());
        Assert.False(lines[2].TryGetProperty("text", out _));
        Assert.Equal([0xFF, 0x00], lines[2].GetProperty("base64").GetBytesFromBase64());
        Assert.Equal(2, lines[2].GetProperty("length").GetInt32());
        Assert.Equal("timed out", lines[3].GetProperty("reason").GetString());
    }

    [Fact]
    public void AOneLineExample_IsExactlyThis()
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.FromMilliseconds(1), Speaker.Client, "hello\n"u8);
        Assert.Equal(
            """{"at":0.001,"who":"Client","event":"says","length":6,"text":"hello\n","base64":"aGVsbG8K"}""" + "\n",
            Text(talk));
    }

    [Fact]
    public void ALongEntry_IsOneLine_WrittenInPieces()
    {
        // Three bytes a letter, a pair of UTF-16 units, and one byte in front: every cut falls inside something.
        string said = "x" + string.Concat(Enumerable.Repeat("€😀\"\n", 400_000));
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, System.Text.Encoding.UTF8.GetBytes(said));
        talk.Note(TimeSpan.Zero, Speaker.Client, said);
        talk.Says(TimeSpan.Zero, Speaker.Client, [0xFF, .. new byte[(3 << 20) + 1]]);
        JsonElement[] lines = Lines(talk);
        Assert.Equal(3, lines.Length);
        Assert.Equal(said, lines[0].GetProperty("text").GetString());
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(said), lines[0].GetProperty("base64").GetBytesFromBase64());
        Assert.Equal(said, lines[1].GetProperty("reason").GetString());
        Assert.Equal((3 << 20) + 2, lines[2].GetProperty("base64").GetBytesFromBase64().Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    [InlineData("\ud83d\ude00")]
    public void WordsOfAnyCharacters_AreWritten(string text)
    {
        var talk = new Conversation();
        talk.Note(TimeSpan.Zero, Speaker.Client, text);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)), Assert.Single(Lines(talk)).GetProperty("reason").GetString());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void ASendOf200MiB_IsALine()
    {
        var bytes = new byte[200 << 20];
        bytes.AsSpan().Fill((byte)'x');
        using var to = new Measured();
        using var json = new JsonLinesWriter(to);
        json.Write(new ConversationEntry(TimeSpan.Zero, Speaker.Client, ConversationEvent.Says) { Bytes = bytes });
        const string Around = """{"at":0,"who":"Client","event":"says","length":209715200,"text":"","base64":""}""" + "\n";
        Assert.Equal(Around.Length + bytes.Length + (4L * ((bytes.Length + 2) / 3)), to.Length);
        Assert.InRange(to.Longest, 1 << 20, 4 << 20);
    }

    private sealed class Measured : TextWriter
    {
        internal long Length { get; private set; }

        internal int Longest { get; private set; }

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(string? value)
        {
            Length += value!.Length;
            Longest = Math.Max(Longest, value.Length);
        }
    }

    private static JsonElement[] Lines(Conversation talk) =>
        [.. Text(talk).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Text(Conversation talk)
    {
        using var to = new StringWriter(CultureInfo.InvariantCulture);
        using var json = new JsonLinesWriter(to);
        talk.Follow(json).Dispose();
        return to.ToString();
    }
}
