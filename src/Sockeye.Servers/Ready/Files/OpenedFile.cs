using Microsoft.Win32.SafeHandles;
using Sockeye.Native;

namespace Sockeye.Servers.Ready.Files;

/// <summary>What opening a path has brought. Whoever asked has the handle.</summary>
/// <param name="Error">Why there is none.</param>
/// <param name="Handle">Null where it failed.</param>
/// <param name="Found">What it is.</param>
internal readonly record struct OpenedFile(Errno Error, SafeFileHandle? Handle, FoundFile Found) : IDisposable
{
    internal bool IsFolder => Error == Errno.None && Found.IsFolder;

    internal bool IsRegular => Error == Errno.None && Found.IsRegular;

    public void Dispose() => Handle?.Dispose();
}
