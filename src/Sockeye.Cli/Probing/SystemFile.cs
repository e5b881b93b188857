namespace Sockeye.Cli.Probing;

/// <summary>The files in which the kernel says how things are.</summary>
internal static class SystemFile
{
    /// <summary>A sysctl by its name, net.core.somaxconn say; tabs are spaces. Null where there is none, or it is not to be read.</summary>
    internal static string? Setting(string name) => Read("/proc/sys/" + name.Replace('.', '/'))?.Trim().Replace('\t', ' ');

    /// <summary>The limit of this process that begins so in /proc/self/limits: soft and hard, null for unlimited.</summary>
    internal static (long? Soft, long? Hard)? Limit(string name)
    {
        string? line = Read("/proc/self/limits")?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [string soft, string hard, ..] ? (Number(soft), Number(hard)) : null;
    }

    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string word) => long.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;
}
