namespace Sockeye.House.Tests.Docs;

/// <summary>Links between documents, and from them to files of the tree.</summary>
internal static class LinkRules
{
    /// <param name="file">The document.</param>
    /// <param name="find">The document at a path from the root; null where there is a file or folder that is none, and a throw where there is nothing.</param>
    internal static IEnumerable<string> Broken(MarkdownFile file, Func<string, MarkdownFile?> find)
    {
        foreach ((int line, string target) in file.Links.Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal)))
        {
            string[] parts = Uri.UnescapeDataString(target).Split('#', 2);
            string where = $"{file.Path}:{line}: ({target})";
            MarkdownFile? aim = file;
            if (parts[0].Length > 0)
            {
                if (parts[0].StartsWith('/'))
                {
                    yield return $"{where} is no relative link";
                    continue;
                }

                string path = Path.GetRelativePath("/", Path.GetFullPath(parts[0], "/" + Path.GetDirectoryName(file.Path)));
                string? missing = null;
                try
                {
                    aim = find(path);
                }
                catch (FileNotFoundException)
                {
                    missing = $"{where} leads nowhere: there is no {path}";
                }

                if (missing is not null)
                {
                    yield return missing;
                    continue;
                }
            }

            if (parts.Length == 2 && aim is not null && !aim.Anchors.Contains(parts[1]))
            {
                yield return $"{where}: {aim.Path} has no heading #{parts[1]}";
            }
        }
    }

    /// <summary>Finds in the working tree.</summary>
    internal static MarkdownFile? FindInTree(string path)
    {
        string full = Repository.Full(path);
        return (File.Exists(full), Directory.Exists(full)) switch
        {
            (true, _) => path.EndsWith(".md", StringComparison.Ordinal) ? new MarkdownFile(path, File.ReadAllText(full)) : null,
            (_, true) => null,
            _ => throw new FileNotFoundException(null, path),
        };
    }
}
