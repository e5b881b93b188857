namespace Sockeye.Cli.Repl.Lines;

/// <summary>What a key means to a line of input.</summary>
internal enum KeyKind
{
    /// <summary>A character.</summary>
    Text,

    /// <summary>Text that was pasted: its line ends do not enter.</summary>
    Paste,
    Enter,
    Tab,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    Backspace,
    Delete,
    DeleteWord,
    DeleteWordRight,
    KillToEnd,
    KillToStart,
    Yank,
    ClearScreen,

    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Ctrl-D: the end of the input on an empty line, else Delete.</summary>
    EndOfInput,
}

/// <summary>One key. <paramref name="Text"/> is what it types, for <see cref="KeyKind.Text"/> and <see cref="KeyKind.Paste"/>.</summary>
internal readonly record struct Key(KeyKind Kind, string Text = "");
