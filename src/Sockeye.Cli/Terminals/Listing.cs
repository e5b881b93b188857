using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Sockeye.Cli.Terminals;

/// <summary>Rows told once, and written two ways: a table for people, one JSON object a line for programs.</summary>
/// <remarks>Each row is one line however long it is: a terminal wraps that better than a table wraps its cells. Piped, nothing is coloured.</remarks>
internal sealed class Listing<T>(params IReadOnlyList<Column<T>> columns)
{
    /// <summary>Writes the rows to standard output.</summary>
    /// <param name="rows">The rows; with <paramref name="json"/> each is written as it comes.</param>
    /// <param name="json">JSON lines in place of the table.</param>
    /// <param name="none">What a person is told where there is no row.</param>
    internal void Write(IEnumerable<T> rows, bool json, string none)
    {
        using TextWriter output = StandardOutput.OpenText();
        if (json)
        {
            WriteJson(rows, output);
        }
        else
        {
            WriteTable([.. rows], output, none);
        }
    }

    /// <summary>Writes one row by itself: a line for each column that has something to say, and for each of several values.</summary>
    internal void WriteSheet(T row, bool json)
    {
        using TextWriter output = StandardOutput.OpenText();
        if (json)
        {
            WriteJson([row], output);
        }
        else
        {
            WriteSheet(row, output);
        }
    }

    internal void WriteSheet(T row, TextWriter output)
    {
        bool colour = TerminalStyle.ForStandardOutput() is not null;
        (string Heading, string[] Values)[] said = [.. columns.Where(static column => !column.JsonOnly).Select(column => (column.Heading, Values(column, row)))];
        int width = said.Where(static one => one.Values.Length > 0).Max(static one => one.Heading.Length);
        foreach ((string heading, string[] values) in said)
        {
            foreach (string value in values)
            {
                output.WriteLine($"{TerminalStyle.Heading(heading.PadRight(width), colour)}  {Failure.OneLine(value)}");
            }
        }
    }

    private static string[] Values(Column<T> column, T row) => column.Value(row) switch
    {
        null => [],
        IEnumerable<string> many => [.. many],
        object value => [column.Shown?.Invoke(row) ?? Plain(value)],
    };

    internal void WriteJson(IEnumerable<T> rows, TextWriter output)
    {
        foreach (T row in rows)
        {
            output.WriteLine(JsonLine.Of(json =>
            {
                foreach (Column<T> column in columns.Where(static column => !column.TableOnly))
                {
                    json.WritePropertyName(column.Name.Replace(' ', '_'));
                    WriteValue(json, column.Value(row));
                }
            }));
        }
    }

    internal void WriteTable(IReadOnlyList<T> rows, TextWriter output, string none)
    {
        if (rows.Count == 0)
        {
            output.WriteLine(none);
            return;
        }

        Column<T>[] shown = [.. columns.Where(static column => !column.JsonOnly)];
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (Column<T> column in shown)
        {
            bool number = rows.Any(row => column.Value(row) is not null) && rows.All(row => column.Value(row) is null or int or uint or long or double);
            bool last = column == shown[^1];
            table.AddColumn(new TableColumn(new Text(column.Heading, new Style(decoration: Decoration.Bold)))
            {
                Alignment = number ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, last ? 0 : 2, 0),
            });
        }

        foreach (T row in rows)
        {
            table.AddRow(shown.Select(column => new Text(Failure.OneLine(column.Shown?.Invoke(row) ?? Plain(column.Value(row))))));
        }

        WriteTrimmed(table, output);
    }

    // The table pads its last column with spaces, which a copied line or a diff would carry.
    private static void WriteTrimmed(Table table, TextWriter output)
    {
        bool terminal = TerminalStyle.ForStandardOutput() is not null;
        using var text = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Unlimited;
        console.Write(table);
        foreach (string line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    private const int Unlimited = 1_000_000;

    private static string Plain(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "yes" : "no",
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        IEnumerable<string> many => string.Join(", ", many),
        IEnumerable<int> many => string.Join(", ", many),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void WriteNumbers(Utf8JsonWriter json, IEnumerable<double> numbers)
    {
        json.WriteStartArray();
        foreach (double one in numbers)
        {
            json.WriteNumberValue(one);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case IEnumerable<string> many:
                json.WriteStartArray();
                foreach (string one in many)
                {
                    json.WriteStringValue(one);
                }

                json.WriteEndArray();
                break;
            case IEnumerable<int> many:
                WriteNumbers(json, many.Select(static one => (double)one));
                break;
            case IEnumerable<double> many:
                WriteNumbers(json, many);
                break;
            default:
                json.WriteStringValue(Plain(value));
                break;
        }
    }
}
