using System.Text;

namespace Sockeye.Cli.Repl;

/// <summary>What was typed, kept for the next time: <c>$XDG_STATE_HOME/sockeye/repl-history</c>. Only its owner may read it: passwords get typed at prompts.</summary>
/// <remarks>One entry a line; a line end within an entry is <c>\n</c>, a backslash <c>\\</c>. Where it cannot be kept, the prompt works without.</remarks>
internal sealed class HistoryFile
{
    /// <summary>Weeks of typing, and a file of a few dozen kilobytes.</summary>
    internal const int MostEntries = 1000;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly List<string> _entries = [];

    /// <param name="path">The file; null to keep nothing.</param>
    internal HistoryFile(string? path)
    {
        _path = path;
        Quietly(file =>
        {
            if (!File.Exists(file))
            {
                return;
            }

            string[] lines = File.ReadAllLines(file);
            _entries.AddRange(lines.TakeLast(MostEntries).Select(Read));
            if (lines.Length > 2 * MostEntries)
            {
                string next = $"{file}.{Environment.ProcessId}";
                Append(next, lines.TakeLast(MostEntries));
                File.Move(next, file, overwrite: true);
            }
        });
    }

    internal IReadOnlyList<string> Entries => _entries;

    /// <summary>Where a person's file is; null where there is no home.</summary>
    internal static string? UsualPath()
    {
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        return Path.IsPathRooted(state) ? Path.Combine(state, "sockeye", "repl-history")
            : Path.IsPathRooted(home) ? Path.Combine(home, ".local", "state", "sockeye", "repl-history")
            : null;
    }

    /// <summary>One more. What is typed twice in a row is kept once; what begins with a space is not kept.</summary>
    internal void Add(string entry)
    {
        if (entry.Trim().Length == 0 || entry[0] == ' ' || (_entries.Count > 0 && _entries[^1] == entry))
        {
            return;
        }

        _entries.Add(entry);
        Quietly(file => Append(file, [Written(entry)]));
    }

    private void Quietly(Action<string> work)
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            work(_path);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Append(string file, IEnumerable<string> lines)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();    // for the analyzer: Sockeye does not run there
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!, Private | UnixFileMode.UserExecute);
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = Private });
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
    }

    private static string Written(string entry) => entry.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Read(string line)
    {
        var entry = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            bool escaped = line[i] == '\\' && i + 1 < line.Length;
            entry.Append(!escaped ? line[i] : line[++i] == 'n' ? '\n' : line[i]);
        }

        return entry.ToString();
    }
}
