using System.Text;

namespace Sockeye.Cli.Repl.Lines;

/// <summary>Where the characters of a line stand on a terminal: prompts, line ends, rows that are too long, and characters two columns wide.</summary>
/// <param name="Rows">Each row's whole text, prompt included.</param>
/// <param name="CursorRow">Counted from the first row.</param>
/// <param name="CursorColumn">Counted from 0.</param>
internal sealed record LineLayout(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn)
{
    /// <param name="text">The line.</param>
    /// <param name="cursor">A place in it.</param>
    /// <param name="prompt">In front of its first line.</param>
    /// <param name="continuation">In front of the others.</param>
    /// <param name="width">The terminal's columns. The last is left empty: terminals do not agree where the cursor is behind it.</param>
    internal static LineLayout Of(string text, int cursor, string prompt, string continuation, int width)
    {
        var rows = new List<string>();
        var row = new StringBuilder(prompt);
        int column = CharacterWidth.Of(prompt);
        int most = Math.Max(width - 1, 2);
        (int Row, int Column) at = (0, column);
        int place = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int wide = rune.Value == '\n' ? 0 : CharacterWidth.Of(rune);
            if (column + wide > most)
            {
                Next("");
            }

            if (place == cursor)
            {
                at = (rows.Count, column);
            }

            place += rune.Utf16SequenceLength;
            if (rune.Value == '\n')
            {
                Next(continuation);
            }
            else
            {
                row.Append(rune.ToString());
                column += wide;
            }
        }

        if (cursor >= place)
        {
            at = (rows.Count, column);
        }

        rows.Add(row.ToString());
        return new LineLayout(rows, at.Row, at.Column);

        void Next(string beginning)
        {
            rows.Add(row.ToString());
            row.Clear().Append(beginning);
            column = CharacterWidth.Of(beginning);
        }
    }
}
