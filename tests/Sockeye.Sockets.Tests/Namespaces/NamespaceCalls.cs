using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>setns(2)</summary>
internal static partial class NamespaceCalls
{
    private const int CLONE_NEWNET = 0x40000000;

    /// <summary>Moves the calling thread into a network namespace, for the rest of its life: only for threads that then end.</summary>
    internal static void Enter(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite);
        if (setns((int)file.DangerousGetHandle(), CLONE_NEWNET) != 0)
        {
            throw new InvalidOperationException($"setns {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");
        }
    }

    [LibraryImport("libc")]
    private static partial int setns(int fd, int kind);
}
