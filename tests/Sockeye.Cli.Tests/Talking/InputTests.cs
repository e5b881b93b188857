using System.Text;
using Sockeye.Cli.Talking;

namespace Sockeye.Cli.Tests.Talking;

/// <summary>What is done to standard input on its way out.</summary>
public sealed class InputTests
{
    [Fact]
    public void Line_feeds_become_CRLF_once_in_any_pieces()
    {
        byte[] text = Encoding.ASCII.GetBytes("\na\r\nb\n\r\rc\n\n");
        for (int cut = 0; cut <= text.Length; cut++)
        {
            var ends = new LineEnds(crlf: true);
            byte[] all = [.. ends.Translate(text.AsSpan(0, cut)), .. ends.Translate(text.AsSpan(cut))];
            Assert.Equal("\r\na\r\nb\r\n\r\rc\r\n\r\n", Encoding.ASCII.GetString(all));
        }
    }

    [Fact]
    public void Without_crlf_nothing_is_touched()
        => Assert.Equal("a\nb\r\n"u8.ToArray(), new LineEnds(crlf: false).Translate("a\nb\r\n"u8).ToArray());

    [Theory]
    [InlineData("")]
    [InlineData("a\n|b\n|c")]
    [InlineData("\n|\n|x\n")]
    public void Input_comes_line_by_line(string expected)
    {
        string[] lines = expected.Length == 0 ? [] : expected.Split('|');
        var input = new InputLines(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines))));
        var got = new List<string>();
        while (input.Next() is byte[] line)
        {
            got.Add(Encoding.UTF8.GetString(line));
        }

        Assert.Equal(lines, got);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_comes_in_pieces_and_whole()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', 600_000), (byte)'\n', (byte)'y'];
        var input = new InputLines(new MemoryStream(text));
        var got = new List<byte>();
        while (input.Next() is byte[] line)
        {
            got.AddRange(line);
        }

        Assert.Equal(text, got);
    }
}
