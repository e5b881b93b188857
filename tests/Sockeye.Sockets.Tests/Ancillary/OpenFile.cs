using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>A file of its own, so that the descriptors for it can be counted while other tests open and close theirs.</summary>
internal sealed class OpenFile : IDisposable
{
    private readonly string _path = Connected.FreshPath;

    internal OpenFile(string content = "")
    {
        File.WriteAllText(_path, content);
        Handle = File.OpenHandle(_path);
    }

    internal SafeFileHandle Handle { get; }

    internal string Path => _path;

    /// <summary>How many descriptors this process has for the file, one for the handle itself.</summary>
    internal int Descriptors => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(entry => Target(entry) == _path);

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(_path);
    }

    // A descriptor of another test may be closed between the listing and the look.
    private static string? Target(string entry)
    {
        try
        {
            return File.ResolveLinkTarget(entry, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
