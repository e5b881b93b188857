using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Terminals;

/// <summary>Colours for a dialogue on a terminal: one for each side, red for failures, dim for remarks.</summary>
internal sealed class TerminalStyle : IDialogueStyle
{
    private const string Plain = "\e[0m";

    /// <summary>The style where colour is wanted; null when piped, under NO_COLOR (https://no-color.org), or on a dumb terminal.</summary>
    internal static TerminalStyle? ForStandardOutput() => For(Console.IsOutputRedirected);

    /// <inheritdoc cref="ForStandardOutput"/>
    internal static TerminalStyle? ForStandardError() => For(Console.IsErrorRedirected);

    private static TerminalStyle? For(bool isRedirected)
        => isRedirected
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? null
            : new TerminalStyle();

    public string Before(DialoguePart part, Speaker who) => part switch
    {
        DialoguePart.Speaker => who == Speaker.Client ? "\e[36m" : who == Speaker.Server ? "\e[32m" : "\e[35m",
        DialoguePart.Failure => "\e[31m",
        DialoguePart.Event or DialoguePart.Remark or DialoguePart.Time => "\e[2m",
        _ => "",
    };

    public string After(DialoguePart part, Speaker who) => Before(part, who).Length == 0 ? "" : Plain;

    internal static string Heading(string text, bool colour) => colour ? "\e[1m" + text + Plain : text;
}
