using System.Text.Json;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Tests.Terminals;

public sealed class ListingTests
{
    private static readonly Listing<(string Name, int? Port, string[] Aliases)> Services = new(
        new("name", static row => row.Name),
        new("port", static row => row.Port),
        new("other names", static row => row.Aliases),
        new("length", static row => row.Name.Length) { JsonOnly = true },
        new("picture", static row => new string('█', row.Name.Length)) { Heading = "", TableOnly = true });

    [Fact]
    public void A_table_has_its_headers_aligns_numbers_right_and_leaves_no_spaces_at_the_end()
    {
        Assert.Equal(
            """
            name  port  other names
            http    80  www, web     ████
            x        7               █

            """,
            Table(("http", 80, ["www", "web"]), ("x", 7, [])));
    }

    [Fact]
    public void Text_that_looks_like_markup_is_text()
        => Assert.Contains("[red]::1[/]", Table(("[red]::1[/]", 1, [])), StringComparison.Ordinal);

    [Fact]
    public void Piped_a_row_is_one_line_however_long()
        => Assert.Equal(2, Table((new string('x', 5000) + " " + new string('y', 5000), 1, [])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    [Fact]
    public void No_rows_are_told_in_words()
        => Assert.Equal("there is none\n", Table());

    [Fact]
    public void A_row_for_programs_is_one_object_with_each_column_of_its_type()
    {
        using var output = new StringWriter { NewLine = "\n" };
        Services.WriteJson([("http", 80, ["www", "web"]), ("nothing", null, [])], output);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"name":"http","port":80,"other_names":["www","web"],"length":4}""", lines[0]);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(lines[1]).RootElement.GetProperty("port").ValueKind);
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public void A_sheet_has_a_line_for_each_value_and_none_for_what_is_not_there()
    {
        using var output = new StringWriter { NewLine = "\n" };
        Services.WriteSheet(("x\e[31m", null, ["www", "web"]), output);
        Assert.Equal("name         x?[31m\nother names  www\nother names  web\n             ██████\n", output.ToString());
    }

    [Fact]
    public void What_would_move_the_cursor_is_not_shown()
        => Assert.Contains("a?[2Jb?c", Table(("a\e[2Jb\nc", 1, [])), StringComparison.Ordinal);

    private static string Table(params (string, int?, string[])[] rows)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Services.WriteTable(rows, output, "there is none");
        return output.ToString();
    }
}
