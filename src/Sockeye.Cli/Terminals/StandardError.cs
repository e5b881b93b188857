using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Cli.Terminals;

/// <summary>Standard error for a server's log: it takes no descriptor of its own, so it can still tell that none is left.</summary>
internal static class StandardError
{
    private const int Number = 2;

    /// <summary>Text, UTF-8 and LF, each write at once; it stays open when this is disposed.</summary>
    internal static TextWriter Open()
    {
        // .NET's console duplicates the descriptor, and may do so as late as the first write. On a regular file a file stream would
        // keep a position of its own and write over what others append, so files get the console's.
        try
        {
            var direct = new FileStream(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return direct.CanSeek ? OfConsole() : new StreamWriter(direct, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        }
        catch (Exception odd) when (IsGone(odd))
        {
            return OfConsole();    // closed, or a kind of file that FileStream does not take
        }
    }

    /// <summary>Whether this is what a write gives that nobody can read: a full disk, a reader that is gone, a descriptor that is closed or for reading alone.</summary>
    internal static bool IsGone(Exception problem) => problem is IOException or UnauthorizedAccessException or ArgumentException or ObjectDisposedException;

    /// <summary>It is a terminal, and one that can go back to the start of a line, as paper cannot.</summary>
    internal static bool CanRewrite => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>False while the shell has us in the background, where a person types into the terminal that is ours no more. True where nobody can tell.</summary>
    internal static bool IsOurs
    {
        get
        {
            try
            {
                // Behind the name, which may hold anything: state, parent, our group, session, terminal, and the group that has it.
                string stat = File.ReadAllText("/proc/self/stat");
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[5] is "-1" or "0" || fields[5] == fields[2];
            }
            catch (Exception odd) when (odd is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
            {
                return true;
            }
        }
    }

    // Where it is closed, .NET's console may not even open.
    private static TextWriter OfConsole()
    {
        try
        {
            return Console.Error;
        }
        catch (Exception closed) when (IsGone(closed))
        {
            return TextWriter.Null;
        }
    }
}
