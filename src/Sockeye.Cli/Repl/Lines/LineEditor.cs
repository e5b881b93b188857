using System.Globalization;
using System.Text;

namespace Sockeye.Cli.Repl.Lines;

/// <summary>What a key came to.</summary>
internal enum Step
{
    /// <summary>The line goes on.</summary>
    Edit,

    /// <summary>The line is done.</summary>
    Accept,

    /// <summary>The line is dropped.</summary>
    Cancel,

    /// <summary>No more lines.</summary>
    End,

    /// <summary>The person asks how it could go on.</summary>
    Complete,

    /// <summary>The screen is to be cleared first.</summary>
    Clear,
}

/// <summary>A line of input as keys change it: text, cursor, history. It has several lines where a statement has. It knows no terminal.</summary>
/// <param name="history">Earlier lines, the oldest first.</param>
/// <param name="isComplete">Whether Enter ends the line, or begins another within it.</param>
internal sealed class LineEditor(IReadOnlyList<string> history, Func<string, bool> isComplete)
{
    private const string Indent = "    ";

    private string _text = "";
    private int _cursor;
    private int _at = history.Count;    // where in the history this is; behind its end: the new line
    private string _draft = "";         // the new line, while history is looked at
    private string _killed = "";

    internal string Text => _text;

    /// <summary>A place in <see cref="Text"/>, between characters.</summary>
    internal int Cursor => _cursor;

    internal Step Press(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Text: Insert(key.Text); break;
            case KeyKind.Paste: Insert(Tidy(key.Text)); break;
            case KeyKind.Left: _cursor = Left(_cursor); break;
            case KeyKind.Right: _cursor = Right(_cursor); break;
            case KeyKind.WordLeft: _cursor = WordLeft(); break;
            case KeyKind.WordRight: _cursor = WordRight(); break;
            case KeyKind.Home: _cursor = LineStart(_cursor); break;
            case KeyKind.End: _cursor = LineEnd(_cursor); break;
            case KeyKind.Up: Up(); break;
            case KeyKind.Down: Down(); break;
            case KeyKind.Backspace: Remove(Left(_cursor), _cursor); break;
            case KeyKind.Delete: Remove(_cursor, Right(_cursor)); break;
            case KeyKind.DeleteWord: Kill(WordLeft(), _cursor); break;
            case KeyKind.DeleteWordRight: Kill(_cursor, WordRight()); break;
            case KeyKind.KillToEnd: Kill(_cursor, _cursor == LineEnd(_cursor) ? Right(_cursor) : LineEnd(_cursor)); break;
            case KeyKind.KillToStart: Kill(LineStart(_cursor), _cursor); break;
            case KeyKind.Yank: Insert(_killed); break;
            case KeyKind.ClearScreen: return Step.Clear;
            case KeyKind.Interrupt: return Step.Cancel;
            case KeyKind.EndOfInput when _text.Length == 0: return Step.End;
            case KeyKind.EndOfInput: Remove(_cursor, Right(_cursor)); break;
            case KeyKind.Tab when BeforeCursor().AsSpan().Trim().IsEmpty: Insert(Indent); break;
            case KeyKind.Tab: return Step.Complete;
            case KeyKind.Enter when isComplete(_text): _cursor = _text.Length; return Step.Accept;
            case KeyKind.Enter: Insert("\n" + CurrentIndent()); break;
        }

        return Step.Edit;
    }

    /// <summary>Replaces the characters before the cursor: what a completion does.</summary>
    internal void Replace(int start, string text)
    {
        Remove(start, _cursor);
        Insert(text);
    }

    private void Insert(string text)
    {
        _text = _text.Insert(_cursor, text);
        _cursor += text.Length;
    }

    private void Remove(int start, int end)
    {
        _text = _text.Remove(start, end - start);
        _cursor = start;
    }

    private void Kill(int start, int end)
    {
        if (end > start)
        {
            _killed = _text[start..end];
            Remove(start, end);
        }
    }

    private static string Tidy(string pasted)
    {
        var text = new StringBuilder(pasted.Length);
        foreach (char c in pasted.ReplaceLineEndings("\n").Replace("\r", "\n", StringComparison.Ordinal).Replace("\t", Indent, StringComparison.Ordinal))
        {
            if (c == '\n' || !char.IsControl(c))
            {
                text.Append(c);
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private string BeforeCursor() => _text[LineStart(_cursor).._cursor];

    private string CurrentIndent()
    {
        string line = BeforeCursor();
        return line[..^line.TrimStart(' ').Length];
    }

    private void Up()
    {
        int start = LineStart(_cursor);
        if (start > 0)
        {
            int above = LineStart(start - 1);
            _cursor = Math.Min(above + _cursor - start, start - 1);
        }
        else if (_at > 0)
        {
            Recall(_at - 1);
        }
    }

    private void Down()
    {
        int end = LineEnd(_cursor);
        if (end < _text.Length)
        {
            _cursor = Math.Min(end + 1 + _cursor - LineStart(_cursor), LineEnd(end + 1));
        }
        else if (_at < history.Count)
        {
            Recall(_at + 1);
        }
    }

    private void Recall(int at)
    {
        if (_at == history.Count)
        {
            _draft = _text;
        }

        _at = at;
        _text = at == history.Count ? _draft : history[at];
        _cursor = _text.Length;
    }

    private int LineStart(int from) => from == 0 ? 0 : _text.LastIndexOf('\n', from - 1) + 1;

    private int LineEnd(int from) => _text.IndexOf('\n', from) is var end && end < 0 ? _text.Length : end;

    // By what a person sees as one character: an accent of its own goes with its letter.
    private int Right(int from) => from == _text.Length ? from : from + StringInfo.GetNextTextElementLength(_text.AsSpan(from));

    private int Left(int from)
    {
        int at = LineStart(from);
        if (at == from)
        {
            return Math.Max(0, from - 1);
        }

        int before = at;
        while (at < from)
        {
            before = at;
            at = Right(at);
        }

        return before;
    }

    private int WordLeft()
    {
        int at = _cursor;
        while (at > 0 && !IsWord(_text[at - 1])) at--;
        while (at > 0 && IsWord(_text[at - 1])) at--;
        return at;
    }

    private int WordRight()
    {
        int at = _cursor;
        while (at < _text.Length && !IsWord(_text[at])) at++;
        while (at < _text.Length && IsWord(_text[at])) at++;
        return at;
    }

    // What is no space and no mark; surrogates count, so that none is parted from its twin.
    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
}
