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
