using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Cli.Terminals;

/// <summary>Standard output as bytes and as text, each write at once; a reader that went away is told by <see cref="ReaderGoneException"/>.</summary>
internal static class StandardOutput
{
    private const int Number = 1;

    /// <summary>Opens it; it stays open when this is disposed.</summary>
    internal static Stream Open()
    {
        // .NET's console stream swallows EPIPE, so that `sockeye … | head -1` would go on for ever. A file stream tells; but
        // on a regular file it keeps a position of its own and would write over what others append, so files get the console's.
        try
        {
            var direct = new FileStream(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return new PipeAwareStream(direct.CanSeek ? Console.OpenStandardOutput() : direct);
        }
        catch (Exception odd) when (odd is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return new PipeAwareStream(Console.OpenStandardOutput());    // closed, or a kind of file that FileStream does not take
        }
    }

    /// <summary>Text on top of it, UTF-8 and LF.</summary>
    internal static StreamWriter OpenText() => new(Open(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
}
