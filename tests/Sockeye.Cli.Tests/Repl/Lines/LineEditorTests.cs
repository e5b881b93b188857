using Sockeye.Cli.Repl.Lines;

namespace Sockeye.Cli.Tests.Repl.Lines;

/// <summary>Keys and what they make of a line. In the tests' words | is the cursor.</summary>
public sealed class LineEditorTests
{
    [Theory]
    [InlineData("abc|", nameof(KeyKind.Left), "ab|c")]
    [InlineData("|abc", nameof(KeyKind.Left), "|abc")]
    [InlineData("abc|", nameof(KeyKind.Right), "abc|")]
    [InlineData("a|bc", nameof(KeyKind.Home), "|abc")]
    [InlineData("a|bc", nameof(KeyKind.End), "abc|")]
    [InlineData("abc|", nameof(KeyKind.Backspace), "ab|")]
    [InlineData("|abc", nameof(KeyKind.Backspace), "|abc")]
    [InlineData("a|bc", nameof(KeyKind.Delete), "a|c")]
    [InlineData("abc|", nameof(KeyKind.Delete), "abc|")]
    [InlineData("a|bc", nameof(KeyKind.EndOfInput), "a|c")]
    [InlineData("server.Accept(|", nameof(KeyKind.WordLeft), "server.|Accept(")]
    [InlineData("server|.Accept()", nameof(KeyKind.WordRight), "server.Accept|()")]
    [InlineData("server.Accept|", nameof(KeyKind.DeleteWord), "server.|")]
    [InlineData("|server.Accept", nameof(KeyKind.DeleteWordRight), "|.Accept")]
    [InlineData("ab|cd", nameof(KeyKind.KillToEnd), "ab|")]
    [InlineData("ab|cd", nameof(KeyKind.KillToStart), "|cd")]
    [InlineData("ab|\ncd", nameof(KeyKind.KillToEnd), "ab|cd")]
    [InlineData("ab\nc|d", nameof(KeyKind.Home), "ab\n|cd")]
    [InlineData("a|b\ncd", nameof(KeyKind.End), "ab|\ncd")]
    [InlineData("abc\nd|", nameof(KeyKind.Up), "a|bc\nd")]
    [InlineData("abc|\nd", nameof(KeyKind.Down), "abc\nd|")]
    [InlineData("ab\n|cd", nameof(KeyKind.Left), "ab|\ncd")]
    [InlineData("ab\n|cd", nameof(KeyKind.Backspace), "ab|cd")]
    [InlineData("日本|", nameof(KeyKind.Backspace), "日|")]
    [InlineData("a😀|", nameof(KeyKind.Left), "a|😀")]
    [InlineData("|😀a", nameof(KeyKind.Delete), "|a")]
    [InlineData("e\u0301|", nameof(KeyKind.Backspace), "|")]
    [InlineData("x = 日本|", nameof(KeyKind.WordLeft), "x = |日本")]
    [InlineData("  |", nameof(KeyKind.Tab), "      |")]
    public void A_key_does_what_it_does_elsewhere(string before, string key, string after)
    {
        LineEditor editor = Holding(before);
        Assert.Equal(Step.Edit, editor.Press(new Key(Enum.Parse<KeyKind>(key))));
        Assert.Equal(after, Shown(editor));
    }

    [Fact]
    public void What_was_killed_comes_back()
    {
        LineEditor editor = Holding("one two|");
        Press(editor, KeyKind.DeleteWord, KeyKind.Home, KeyKind.Yank);
        Assert.Equal("two|one ", Shown(editor));
    }

    [Fact]
    public void Enter_ends_a_whole_statement_and_breaks_another_with_its_indent()
    {
        LineEditor editor = new([], static text => text.EndsWith('}'));
        editor.Press(new Key(KeyKind.Paste, "if (true)\n  {"));
        Assert.Equal(Step.Edit, editor.Press(new Key(KeyKind.Enter)));
        Assert.Equal("if (true)\n  {\n  |", Shown(editor));
        editor.Press(new Key(KeyKind.Text, "}"));
        editor.Press(new Key(KeyKind.Home));
        Assert.Equal(Step.Accept, editor.Press(new Key(KeyKind.Enter)));
        Assert.Equal("if (true)\n  {\n  }", editor.Text);
    }

    [Theory]
    [InlineData("a\r\nb\rc\n", "a\nb\nc|")]
    [InlineData("x\ty\u001b[31m\0", "x    y[31m|")]
    public void A_paste_enters_nothing_and_brings_no_control_characters(string pasted, string after)
    {
        LineEditor editor = Holding("|");
        Assert.Equal(Step.Edit, editor.Press(new Key(KeyKind.Paste, pasted)));
        Assert.Equal(after, Shown(editor));
    }

    [Fact]
    public void History_is_walked_and_the_new_line_is_not_lost()
    {
        LineEditor editor = new(["first", "second\nline"], static _ => true);
        editor.Press(new Key(KeyKind.Text, "new"));
        Press(editor, KeyKind.Up);
        Assert.Equal("second\nline|", Shown(editor));
        Press(editor, KeyKind.Up);
        Assert.Equal("seco|nd\nline", Shown(editor));
        Press(editor, KeyKind.Up);
        Assert.Equal("first|", Shown(editor));
        Press(editor, KeyKind.Up);
        Assert.Equal("first|", Shown(editor));
        Press(editor, KeyKind.Down, KeyKind.Down, KeyKind.Down);
        Assert.Equal("new|", Shown(editor));
    }

    [Theory]
    [InlineData("", nameof(KeyKind.EndOfInput), nameof(Step.End))]
    [InlineData("x", nameof(KeyKind.Interrupt), nameof(Step.Cancel))]
    [InlineData("x", nameof(KeyKind.Tab), nameof(Step.Complete))]
    [InlineData("x", nameof(KeyKind.ClearScreen), nameof(Step.Clear))]
    public void Some_keys_are_for_the_prompt(string text, string key, string step)
        => Assert.Equal(Enum.Parse<Step>(step), Holding(text + "|").Press(new Key(Enum.Parse<KeyKind>(key))));

    [Fact]
    public void A_completion_replaces_the_word_before_the_cursor()
    {
        LineEditor editor = Holding("s.acc|()");
        editor.Replace(2, "Accept");
        Assert.Equal("s.Accept|()", Shown(editor));
    }

    private static LineEditor Holding(string text)
    {
        var editor = new LineEditor([], static _ => true);
        int cursor = text.IndexOf('|', StringComparison.Ordinal);
        editor.Press(new Key(KeyKind.Text, text[(cursor + 1)..]));
        while (editor.Cursor > 0)
        {
            editor.Press(new Key(KeyKind.Left));
        }

        editor.Press(new Key(KeyKind.Text, text[..cursor]));
        return editor;
    }

    private static string Shown(LineEditor editor) => editor.Text.Insert(editor.Cursor, "|");

    private static void Press(LineEditor editor, params KeyKind[] keys)
    {
        foreach (KeyKind key in keys)
        {
            editor.Press(new Key(key));
        }
    }
}
