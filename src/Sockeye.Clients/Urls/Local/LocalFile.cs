using System.Text;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Clients.Urls.Local;

/// <summary>What a path of this machine leads to.</summary>
internal static class LocalFile
{
    /// <summary>A device, a pipe or a socket; false where nothing is there, or where it cannot be told. Links are followed, and nothing is waited for.</summary>
    internal static bool IsSpecial(string path)
    {
        SysResult opened = FileCalls.OpenFolder([.. Encoding.UTF8.GetBytes(path), 0]);      // O_PATH, which opens anything and reads nothing
        if (opened.Failed)
        {
            return false;
        }

        using var handle = new SafeFileHandle((int)opened.Value, ownsHandle: true);
        return !FileCalls.Status((int)handle.DangerousGetHandle(), out FoundFile found).Failed && !found.IsRegular && !found.IsFolder;
    }
}
