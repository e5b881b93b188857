using System.Text;

namespace Sockeye.Cli.Repl.Lines;

/// <summary>Makes keys of what .NET's console reads: whole characters, keys by what they mean, and a paste as one.</summary>
/// <param name="read">Waits for the next one: Console.ReadKey.</param>
/// <param name="isMore">Another one is there already.</param>
internal sealed class KeyReader(Func<ConsoleKeyInfo> read, Func<bool> isMore)
{
    /// <summary>Asks the terminal to put marks around what is pasted, and no more.</summary>
    internal const string MarkPastes = "\e[?2004h";

    internal const string DoNotMarkPastes = "\e[?2004l";

    private const string PasteBegins = "[200~";
    private const string PasteEnds = "\e[201~";

    internal bool IsMore => isMore();

    internal Key Read()
    {
        while (true)
        {
            if (Of(read()) is Key key)
            {
                return key;
            }
        }
    }

    private Key? Of(ConsoleKeyInfo info)
    {
        bool control = (info.Modifiers & ConsoleModifiers.Control) != 0;
        bool alt = (info.Modifiers & ConsoleModifiers.Alt) != 0;
        KeyKind? named = info.Key switch
        {
            ConsoleKey.LeftArrow => control || alt ? KeyKind.WordLeft : KeyKind.Left,
            ConsoleKey.RightArrow => control || alt ? KeyKind.WordRight : KeyKind.Right,
            ConsoleKey.UpArrow => KeyKind.Up,
            ConsoleKey.DownArrow => KeyKind.Down,
            ConsoleKey.Home => KeyKind.Home,
            ConsoleKey.End => KeyKind.End,
            ConsoleKey.Delete => control || alt ? KeyKind.DeleteWordRight : KeyKind.Delete,
            ConsoleKey.Backspace => control || alt ? KeyKind.DeleteWord : KeyKind.Backspace,
            ConsoleKey.Enter => KeyKind.Enter,
            ConsoleKey.B when alt => KeyKind.WordLeft,
            ConsoleKey.F when alt => KeyKind.WordRight,
            ConsoleKey.D when alt => KeyKind.DeleteWordRight,
            _ => ByCharacter(info.KeyChar),
        };
        if (named is KeyKind kind)
        {
            return new Key(kind);
        }

        return info.Key == ConsoleKey.Escape || info.KeyChar == '\e' ? AfterEscape()
            : alt || char.IsControl(info.KeyChar) ? null
            : new Key(KeyKind.Text, Whole(info.KeyChar));
    }

    private static KeyKind? ByCharacter(char typed) => typed switch
    {
        '\x01' => KeyKind.Home,
        '\x02' => KeyKind.Left,
        '\x03' => KeyKind.Interrupt,
        '\x04' => KeyKind.EndOfInput,
        '\x05' => KeyKind.End,
        '\x06' => KeyKind.Right,
        '\x08' or '\x7f' => KeyKind.Backspace,
        '\t' => KeyKind.Tab,
        '\n' or '\r' => KeyKind.Enter,
        '\x0b' => KeyKind.KillToEnd,
        '\x0c' => KeyKind.ClearScreen,
        '\x0e' => KeyKind.Down,
        '\x10' => KeyKind.Up,
        '\x15' => KeyKind.KillToStart,
        '\x17' => KeyKind.DeleteWord,
        '\x19' => KeyKind.Yank,
        _ => null,
    };

    // The console hands a character beyond the basic plane over as two.
    private string Whole(char typed) => char.IsHighSurrogate(typed) ? new string([typed, read().KeyChar]) : typed.ToString();

    // A sequence that the console does not know comes as its single characters, all of them there at once.
    private Key? AfterEscape()
    {
        var sequence = new StringBuilder();
        while (sequence.Length < PasteBegins.Length && isMore())
        {
            char next = read().KeyChar;
            sequence.Append(next);
            if (!PasteBegins.StartsWith(sequence.ToString(), StringComparison.Ordinal))
            {
                SkipSequence(sequence);
                return null;
            }
        }

        return sequence.ToString() == PasteBegins ? new Key(KeyKind.Paste, Pasted()) : null;
    }

    // CSI sequences end with a letter or a tilde.
    private void SkipSequence(StringBuilder sequence)
    {
        while (sequence[0] == '[' && sequence[^1] is (>= '0' and <= '9') or ';' or '[' && isMore())
        {
            sequence.Append(read().KeyChar);
        }
    }

    private string Pasted()
    {
        var text = new StringBuilder();
        while (text.Length < PasteEnds.Length || text.ToString(text.Length - PasteEnds.Length, PasteEnds.Length) != PasteEnds)
        {
            text.Append(read().KeyChar);
        }

        text.Length -= PasteEnds.Length;
        return text.ToString();
    }
}
