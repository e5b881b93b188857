namespace Sockeye.Tests;

/// <summary>The working tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_built = ["artifacts", "bin", "obj", "TestResults", "node_modules"];

    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    internal static string Full(string path) => Path.Combine(Root, path);

    internal static string Read(string path) => File.ReadAllText(Full(path));

    /// <summary>Every file below the folders with that ending, by its path from the root, sorted. Nothing that a build made.</summary>
    internal static IEnumerable<string> Files(string ending, params string[] folders) =>
        folders.Select(Full).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + ending, SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(path => !path.Split('/').Any(part => s_built.Contains(part) || (part.StartsWith('.') && part.Length > 1)))
            .Order(StringComparer.Ordinal);

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sockeye.slnx")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Sockeye.slnx above {start}");
    }
}
