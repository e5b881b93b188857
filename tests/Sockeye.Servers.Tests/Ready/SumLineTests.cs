using System.Text;
using System.Buffers;
using Sockeye.Servers.Ready;

namespace Sockeye.Servers.Tests.Ready;

/// <summary>The sum protocol as a pure matter: lines in, answers out.</summary>
public sealed class SumLineTests
{
    [Theory]
    [InlineData("1 2", "3")]
    [InlineData("-5 3", "-2")]
    [InlineData("+5 -3", "2")]
    [InlineData("007 1", "8")]
    [InlineData("-0 0", "0")]
    [InlineData("1 2\r", "3")]
    [InlineData("9223372036854775807 1", "9223372036854775808")]
    [InlineData("340282366920938463463374607431768211455 1", "340282366920938463463374607431768211456")]
    public void Adds(string line, string sum) => Assert.Equal(sum + "\n", Answer(line));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\r", "empty")]
    [InlineData("1", "one word")]
    [InlineData("1 2 3", "more spaces")]
    [InlineData("1  2", "more spaces")]
    [InlineData(" 1 2", "more spaces")]
    [InlineData(" 12", "first")]
    [InlineData("1 ", "second")]
    [InlineData("1 x", "second")]
    [InlineData("- 1", "first")]
    [InlineData("1 +-2", "second")]
    [InlineData("1e3 1", "first")]
    [InlineData("1,000 1", "first")]
    [InlineData("1.5 1", "first")]
    [InlineData("0x10 1", "first")]
    [InlineData("1\t2", "one word")]
    [InlineData("١ ٢", "first")]
    [InlineData("1\r 2", "first")]
    public void Nonsense_gets_a_clear_error(string line, string word)
    {
        string answer = Answer(line);
        Assert.StartsWith("error: ", answer, StringComparison.Ordinal);
        Assert.Contains(word, answer, StringComparison.Ordinal);
        Assert.Equal(answer.Length - 1, answer.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_1_KiB_adds_and_one_byte_more_does_not()
    {
        string nines = new('9', 511);
        string line = $"{nines} {nines}1";
        Assert.Equal(Sum.MaxLine, line.Length);
        Assert.Equal((System.Numerics.BigInteger.Parse(nines) + System.Numerics.BigInteger.Parse(nines + "1")) + "\n", Answer(line));
        Assert.Contains("longer than 1024 bytes", Answer(line + "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_may_come_in_any_pieces()
    {
        byte[] talk = Encoding.ASCII.GetBytes("1 2\nnonsense\n-1 1\n" + new string('7', 3000) + "\n10 20\n");
        string whole = Answers([talk]);
        Assert.Equal("3|error: one word, and two whole numbers with a space between are due|0|error: the line is longer than 1024 bytes|30|", whole);
        for (int cut = 1; cut < talk.Length; cut++)
        {
            Assert.Equal(whole, Answers([talk[..cut], talk[cut..]]));
        }

        Assert.Equal(whole, Answers(talk.Select(b => new[] { b })));
    }

    [Fact]
    public void An_endless_line_is_answered_once_and_early()
    {
        var lines = new SumLines();
        var answers = new ArrayBufferWriter<byte>();
        lines.Take(new byte[Sum.MaxLine], answers);
        Assert.Equal(0, answers.WrittenCount);
        lines.Take("x"u8, answers);
        Assert.Equal(SumLine.TooLong.ToArray(), answers.WrittenSpan.ToArray());
        lines.Take(new byte[100_000], answers);
        lines.End(answers);
        Assert.Equal(SumLine.TooLong.ToArray(), answers.WrittenSpan.ToArray());
    }

    [Fact]
    public void Words_without_a_line_end_are_an_error_at_the_end()
    {
        var lines = new SumLines();
        var answers = new ArrayBufferWriter<byte>();
        lines.Take("1 2"u8, answers);
        lines.End(answers);
        Assert.Equal(SumLine.Unended.ToArray(), answers.WrittenSpan.ToArray());
    }

    private static string Answer(string line) => Encoding.ASCII.GetString(SumLine.Answer(Encoding.UTF8.GetBytes(line)));

    private static string Answers(IEnumerable<byte[]> pieces)
    {
        var lines = new SumLines();
        var answers = new ArrayBufferWriter<byte>();
        foreach (byte[] piece in pieces)
        {
            lines.Take(piece, answers);
        }

        lines.End(answers);
        return Encoding.ASCII.GetString(answers.WrittenSpan.ToArray()).Replace('\n', '|');
    }
}
