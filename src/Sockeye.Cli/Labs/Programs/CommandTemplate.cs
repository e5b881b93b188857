namespace Sockeye.Cli.Labs.Programs;

/// <summary>A learner's command line, for any language: where its HOST and PORT go.</summary>
/// <remarks>A command with {host} or {port} in it says where; any other gets HOST PORT as its last words, and behind them what else it is told.</remarks>
internal static class CommandTemplate
{
    internal static string Fill(string command, string host, int port, IReadOnlyList<string> more)
    {
        string tail = string.Concat(more.Select(static word => " " + Quoted(word)));
        bool says = command.Contains("{host}", StringComparison.Ordinal) || command.Contains("{port}", StringComparison.Ordinal);
        return says
            ? command.Replace("{host}", host, StringComparison.Ordinal).Replace("{port}", $"{port}", StringComparison.Ordinal) + tail
            : $"{command} {host} {port}{tail}";
    }

    private static string Quoted(string word) => word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.') && word.Length > 0
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
