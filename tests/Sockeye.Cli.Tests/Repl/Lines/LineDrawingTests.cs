using Sockeye.Cli.Repl.Lines;

namespace Sockeye.Cli.Tests.Repl.Lines;

/// <summary>Where characters stand, and which keys there are.</summary>
public sealed class LineDrawingTests
{
    [Theory]
    [InlineData("abc", 1, new[] { "> abc" }, 0, 3)]
    [InlineData("", 0, new[] { "> " }, 0, 2)]
    [InlineData("ab\ncd", 4, new[] { "> ab", ". cd" }, 1, 3)]
    [InlineData("ab\n", 3, new[] { "> ab", ". " }, 1, 2)]
    [InlineData("abcdefghij", 10, new[] { "> abcdefg", "hij" }, 1, 3)]
    [InlineData("abcdefghij", 7, new[] { "> abcdefg", "hij" }, 1, 0)]
    [InlineData("日本語文字", 5, new[] { "> 日本語", "文字" }, 1, 4)]
    [InlineData("e\u0301x", 2, new[] { "> e\u0301x" }, 0, 3)]
    public void Rows_are_broken_and_the_cursor_is_found(string text, int cursor, string[] rows, int row, int column)
    {
        LineLayout layout = LineLayout.Of(text, cursor, "> ", ". ", width: 10);
        Assert.Equal(rows, layout.Rows);
        Assert.Equal((row, column), (layout.CursorRow, layout.CursorColumn));
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("한글", 4)]
    [InlineData("ｗ", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    [InlineData("é€→", 3)]
    [InlineData("\u200b", 0)]
    public void Characters_have_the_width_terminals_give_them(string text, int width) => Assert.Equal(width, CharacterWidth.Of(text));

    [Fact]
    public void Words_stand_in_columns_read_downwards() => Assert.Equal("a    ccc\r\nbb   d\r\n", Columns.Of(["a", "bb", "ccc", "d"], width: 13));

    [Fact]
    public void Keys_are_told_from_what_the_console_reads()
    {
        Key[] keys = Keys("a", "\x01", "\x03", "\x04", "\t", "\r", "\x17", "\x7f", "\ud83d\ude00");
        Assert.Equal(
            [KeyKind.Text, KeyKind.Home, KeyKind.Interrupt, KeyKind.EndOfInput, KeyKind.Tab, KeyKind.Enter, KeyKind.DeleteWord, KeyKind.Backspace, KeyKind.Text],
            keys.Select(static key => key.Kind));
        Assert.Equal("😀", keys[^1].Text);
    }

    [Fact]
    public void A_paste_is_one_key_and_unknown_sequences_are_none()
    {
        Assert.Equal([new Key(KeyKind.Paste, "if (x)\n{\t}\n"), new Key(KeyKind.Text, "z")], Keys("\e[200~if (x)\n{\t}\n\e[201~", "z"));
        Assert.Equal([new Key(KeyKind.Text, "z")], Keys("\e[99;5~z"));
    }

    private static Key[] Keys(params string[] typed)
    {
        var queue = new Queue<char>(string.Concat(typed));
        var reader = new KeyReader(() => queue.Dequeue() is var next && next == '\e' ? new ConsoleKeyInfo(next, ConsoleKey.Escape, false, false, false) : new ConsoleKeyInfo(next, 0, false, false, false), () => queue.Count > 0);
        var keys = new List<Key>();
        while (queue.Count > 0)
        {
            keys.Add(reader.Read());
        }

        return [.. keys];
    }
}
