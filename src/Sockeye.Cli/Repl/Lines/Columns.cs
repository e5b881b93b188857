using System.Text;

namespace Sockeye.Cli.Repl.Lines;

/// <summary>Words side by side, as many as a terminal takes, read downwards.</summary>
internal static class Columns
{
    private const string Between = "  ";

    internal static string Of(IReadOnlyList<string> words, int width)
    {
        int widest = words.Max(static word => CharacterWidth.Of(word)) + Between.Length;
        int columns = Math.Max(1, (width - 1) / widest);
        int rows = (words.Count + columns - 1) / columns;
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            var line = new StringBuilder();
            for (int at = row; at < words.Count; at += rows)
            {
                line.Append(words[at]).Append(' ', widest - CharacterWidth.Of(words[at]));
            }

            text.Append(line.ToString().TrimEnd()).Append("\r\n");
        }

        return text.ToString();
    }
}
