using System.Text;

namespace Sockeye.Cli.Talking;

/// <summary>The bytes of words of the command line. .NET hands them on as text, and what is not UTF-8 is lost in it.</summary>
internal static class ArgumentBytes
{
    private const char Replacement = '\uFFFD';

    /// <summary>The bytes of the last words of this process's command line.</summary>
    internal static byte[][] Of(IReadOnlyList<string> words) => Of(words, CommandLine());

    /// <param name="words">The words, the last of the command line.</param>
    /// <param name="commandLine">As proc_pid_cmdline(5) has it: each argument ends with a zero byte.</param>
    internal static byte[][] Of(IReadOnlyList<string> words, ReadOnlySpan<byte> commandLine)
    {
        byte[][] bytes = [.. words.Select(Encoding.UTF8.GetBytes)];
        int[] doubtful = [.. Enumerable.Range(0, words.Count).Where(i => words[i].Contains(Replacement, StringComparison.Ordinal))];
        if (doubtful.Length == 0)
        {
            return bytes;
        }

        var originals = new List<byte[]>();
        foreach (Range one in commandLine.Split((byte)0))
        {
            if (Encoding.UTF8.GetString(commandLine[one]).Contains(Replacement, StringComparison.Ordinal))
            {
                originals.Add(commandLine[one].ToArray());
            }
        }

        // Options stand among the words, but none has a value that is not plain text: so the last doubtful ones are the words'.
        originals.RemoveRange(0, Math.Max(0, originals.Count - doubtful.Length));
        foreach ((int word, byte[] original) in doubtful.Zip(originals))
        {
            if (Alike(Encoding.UTF8.GetString(original), words[word]))
            {
                bytes[word] = original;
            }
        }

        return bytes;
    }

    // The runtime's start and Encoding do not agree on how many replacements stand for a bad sequence: a run of them is one.
    private static bool Alike(string one, string other) => Split(one).SequenceEqual(Split(other));

    private static string[] Split(string text) => $"x{text}x".Split(Replacement, StringSplitOptions.RemoveEmptyEntries);

    private static byte[] CommandLine()
    {
        try
        {
            return File.ReadAllBytes("/proc/self/cmdline");
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
