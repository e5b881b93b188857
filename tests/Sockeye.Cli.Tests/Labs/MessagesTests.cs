using System.Text;
using Sockeye.Cli.Labs.Echo;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>The messages do what they are for.</summary>
public sealed class MessagesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_piece_of_16_bytes_cuts_a_character_of_each_width(int width)
    {
        int at = 0;
        bool cut = false;
        foreach (Rune rune in Encoding.UTF8.GetString(EchoMessages.NonAscii).EnumerateRunes())
        {
            int end = at + rune.Utf8SequenceLength;
            cut |= rune.Utf8SequenceLength == width && at / EchoMessages.Chunk != (end - 1) / EchoMessages.Chunk;
            at = end;
        }

        Assert.True(cut);
    }

    [Fact]
    public void The_first_part_ends_inside_a_character_and_neither_has_a_short_piece()
    {
        Assert.Throws<DecoderFallbackException>(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(EchoMessages.NonAscii, 0, EchoMessages.InsideCharacter));
        Assert.Equal((0, 0), (EchoMessages.NonAscii.Length % EchoMessages.Chunk, EchoMessages.InsideCharacter % EchoMessages.Chunk));
    }

    [Fact]
    public void The_long_message_is_a_mebibyte_and_no_two_lines_are_alike()
    {
        string[] lines = Encoding.ASCII.GetString(EchoMessages.Long).Split('\n');
        Assert.Equal(1024 * 1024, EchoMessages.Long.Length);
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }
}
