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

    private readonly Lock _gate = new();
    private int _row;                   // of the cursor, below the line's first row
    private Action<string>? _interject; // while a line is typed

    /// <summary>The line; empty text where it was dropped; null at the end of the input.</summary>
    /// <param name="editor">An empty one.</param>
    /// <param name="prompts">In front of the first line, and of those below.</param>
    /// <param name="complete">Asked at Tab: changes the editor, and answers with what to list.</param>
    internal string? Read(LineEditor editor, (string First, string More) prompts, Func<LineEditor, IReadOnlyList<string>> complete)
    {
        lock (_gate)
        {
            _row = 0;
            Draw(editor, prompts, "");
            _interject = text => Interject(text, editor, prompts);
        }

        while (true)
        {
            Key key = keys.Read();
            lock (_gate)
            {
                if (IsDone(editor.Press(key), editor, prompts, complete, out string? line))
                {
                    _interject = null;
                    return line;
                }
            }
        }
    }

    /// <summary>A line of text from elsewhere, above the line that is being typed where there is one. Called from any thread.</summary>
    internal void Say(string text)
    {
        lock (_gate)
        {
            (_interject ?? output.WriteLine)(text);
        }
    }

    private bool IsDone(Step step, LineEditor editor, (string First, string More) prompts, Func<LineEditor, IReadOnlyList<string>> complete, out string? line)
    {
        line = null;
        switch (step)
        {
            case Step.Accept:
                Draw(editor, prompts, "");
                output.Write("\r\n");
                line = editor.Text;
                return true;

            case Step.Cancel:
                output.Write(Below(editor, prompts) + "^C\r\n");
                line = "";
                return true;

            case Step.End:
                output.Write("\r\n");
                return true;

            case Step.Complete:
                List(complete(editor), editor, prompts);
                return false;

            case Step.Clear:
                _row = 0;
                Draw(editor, prompts, ClearScreen);
                return false;

            // What was typed ahead is drawn together.
            case Step.Edit when keys.IsMore:
                return false;

            default:
                Draw(editor, prompts, "");
                return false;
        }
    }

    private void Interject(string text, LineEditor editor, (string First, string More) prompts)
    {
        string above = $"{Up(_row)}\r\e[J{text.ReplaceLineEndings("\r\n")}\r\n";
        _row = 0;
        Draw(editor, prompts, above);
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
