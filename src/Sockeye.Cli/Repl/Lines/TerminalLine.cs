using System.Globalization;
using System.Text;

namespace Sockeye.Cli.Repl.Lines;

/// <summary>Reads a line at a terminal: draws what the editor holds after each key.</summary>
/// <param name="keys">The keyboard.</param>
/// <param name="output">The terminal.</param>
/// <param name="width">Its columns, asked again each time: windows change.</param>
internal sealed class TerminalLine(KeyReader keys, TextWriter output, Func<int> width)
{
    private const string ClearScreen = "\e[H\e[2J";

    private int _row;       // of the cursor, below the line's first row

    /// <summary>The line; empty text where it was dropped; null at the end of the input.</summary>
    /// <param name="editor">An empty one.</param>
    /// <param name="prompts">In front of the first line, and of those below.</param>
    /// <param name="complete">Asked at Tab: changes the editor, and answers with what to list.</param>
    internal string? Read(LineEditor editor, (string First, string More) prompts, Func<LineEditor, IReadOnlyList<string>> complete)
    {
        _row = 0;
        Draw(editor, prompts, "");
        while (true)
        {
            Step step = editor.Press(keys.Read());
            switch (step)
            {
                case Step.Accept:
                    Draw(editor, prompts, "");
                    output.Write("\r\n");
                    return editor.Text;

                case Step.Cancel:
                    output.Write(Below(editor, prompts) + "^C\r\n");
                    return "";

                case Step.End:
                    output.Write("\r\n");
                    return null;

                case Step.Complete:
                    List(complete(editor), editor, prompts);
                    break;

                case Step.Clear:
                    _row = 0;
                    Draw(editor, prompts, ClearScreen);
                    break;

                // What was typed ahead is drawn together.
                case Step.Edit when keys.IsMore:
                    break;

                default:
                    Draw(editor, prompts, "");
                    break;
            }
        }
    }

    private void List(IReadOnlyList<string> choices, LineEditor editor, (string First, string More) prompts)
    {
        if (choices.Count > 0)
        {
            output.Write($"{Below(editor, prompts)}\r\n{Columns.Of(choices, width())}");
            _row = 0;
        }

        Draw(editor, prompts, "");
    }

    // One write, so that nothing flickers: up to the first row, everything below erased, the rows, and the cursor back to its place.
    private void Draw(LineEditor editor, (string First, string More) prompts, string before)
    {
        LineLayout layout = LineLayout.Of(editor.Text, editor.Cursor, prompts.First, prompts.More, width());
        var text = new StringBuilder(before);
        text.Append(Up(_row)).Append("\r\e[J").AppendJoin("\r\n", layout.Rows).Append(Up(layout.Rows.Count - 1 - layout.CursorRow)).Append('\r');
        if (layout.CursorColumn > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{layout.CursorColumn}C");
        }

        _row = layout.CursorRow;
        output.Write(text.ToString());
    }

    // To the end of the last row.
    private string Below(LineEditor editor, (string First, string More) prompts)
    {
        LineLayout layout = LineLayout.Of(editor.Text, editor.Text.Length, prompts.First, prompts.More, width());
        int down = layout.CursorRow - _row;
        return (down > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{down}B") : "")
            + "\r" + (layout.CursorColumn > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{layout.CursorColumn}C") : "");
    }

    private static string Up(int rows) => rows > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{rows}A") : "";
}
