using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Explaining;

/// <summary>Writes an explanation: paragraphs for people, one JSON object for programs.</summary>
internal static class ExplanationWriter
{
    internal static void Write(IReadOnlyList<Explanation> errors, bool json)
    {
        using TextWriter output = StandardOutput.OpenText();
        foreach (Explanation error in errors)
        {
            if (json)
            {
                output.WriteLine(Json(error));
                continue;
            }

            if (error != errors[0])
            {
                output.WriteLine();
            }

            WriteText(error, output);
        }
    }

    private static void WriteText(Explanation error, TextWriter output)
    {
        bool colour = TerminalStyle.ForStandardOutput() is not null;
        string names = string.Join(", ", [error.Name, .. error.Also]);
        output.WriteLine($"{TerminalStyle.Heading(names, colour)}  {error.Source} {error.Number}  \"{error.SystemText}\"");
        output.WriteLine();
        if (error.Text is ErrorText text)
        {
            output.WriteLine(text.Meaning);
            Section(output, "Causes", text.Causes, colour);
            Section(output, "Given by", [string.Join(", ", text.Calls)], colour);
            Section(output, "What to try", text.Try, colour);
        }
        else
        {
            output.WriteLine("Not an error that sockets usually give.");
        }

        Section(output, "In programs", [$"Sockeye  {error.Sockeye}", $".NET     SocketError.{error.DotNet}", $"Python   {error.Python}"], colour);
    }

    private static void Section(TextWriter output, string title, IEnumerable<string> lines, bool colour)
    {
        output.WriteLine();
        output.WriteLine(TerminalStyle.Heading(title, colour));
        foreach (string line in lines)
        {
            output.WriteLine("  " + line);
        }
    }

    private static string Json(Explanation error) => JsonLine.Of(json =>
    {
        json.WriteString("name", error.Name);
        json.WriteNumber("number", error.Number);
        json.WriteString("source", error.Source);
        json.WriteString("text", error.SystemText);
        Words("also", error.Also);
        json.WriteString("means", error.Text?.Meaning);
        Words("causes", error.Text?.Causes ?? []);
        Words("calls", error.Text?.Calls ?? []);
        Words("try", error.Text?.Try ?? []);
        json.WriteString("sockeye", error.Sockeye);
        json.WriteString("dotnet", error.DotNet);
        json.WriteString("python", error.Python);

        void Words(string name, string[] words)
        {
            json.WriteStartArray(name);
            foreach (string word in words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        }
    });
}
