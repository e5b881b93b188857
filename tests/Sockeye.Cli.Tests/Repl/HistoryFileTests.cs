using Sockeye.Cli.Repl;

namespace Sockeye.Cli.Tests.Repl;

/// <summary>What was typed, kept for the next time.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Place => _folder.Below("state", "repl-history");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Entries_come_back_with_their_lines_and_backslashes()
    {
        var history = new HistoryFile(Place);
        foreach (string entry in new[] { "one", "one", "if (x)\n{ \"\\n\" }", "", " secret" })
        {
            history.Add(entry);
        }

        Assert.Equal(["one", "if (x)\n{ \"\\n\" }"], new HistoryFile(Place).Entries);
    }

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        new HistoryFile(Place).Add("one");
        Assert.Equal("-rw-------", Mode(Place));
        Assert.Equal("drwx------", Mode(Path.GetDirectoryName(Place)!));
    }

    [Fact]
    public void It_does_not_grow_for_ever()
    {
        _folder.Write("state/repl-history", string.Concat(Enumerable.Range(0, 5000).Select(static i => $"{i}\n")));
        Assert.Equal(Enumerable.Range(4000, 1000).Select(static i => $"{i}"), new HistoryFile(Place).Entries);
        Assert.Equal(1000, File.ReadAllLines(Place).Length);
    }

    [Theory]
    [InlineData("/proc/no/such/place")]
    [InlineData(null)]
    public void Where_it_cannot_be_kept_the_prompt_works_without(string? place)
    {
        var history = new HistoryFile(place);
        history.Add("one");
        Assert.Equal(["one"], history.Entries);
    }

    private static string Mode(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        return (Directory.Exists(path) ? "d" : "-") + string.Concat(Enumerable.Range(0, 9).Select(i => ((int)mode & (256 >> i)) != 0 ? "rwx"[i % 3] : '-'));
    }
}
