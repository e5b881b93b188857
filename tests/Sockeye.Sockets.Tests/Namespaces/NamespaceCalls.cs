using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>setns(2), unshare(2), mount(2): each changes what the calling thread sees, for the rest of its life.</summary>
internal static partial class NamespaceCalls
{
    private const int CLONE_NEWNS = 0x00020000;
    private const int CLONE_NEWUTS = 0x04000000;
    private const int CLONE_NEWNET = 0x40000000;
    private const nuint MS_BIND = 0x1000;
    private const nuint MS_REC = 0x4000;
    private const nuint MS_PRIVATE = 0x40000;

    /// <summary>Moves the calling thread into a network namespace, for the rest of its life: only for threads that then end.</summary>
    internal static void Enter(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite);
        if (setns((int)file.DangerousGetHandle(), CLONE_NEWNET) != 0)
        {
            throw new InvalidOperationException($"setns {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");
        }
    }

    /// <summary>Gives the calling thread files, a host name and a network of its own: only for threads that then end.</summary>
    internal static void Leave()
    {
        Demand(unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET), "unshare");
        Demand(mount("none", "/", null, MS_REC | MS_PRIVATE, null), "mount /");
    }

    /// <summary>Puts a file in the place of another, for the calling thread and the programs it starts.</summary>
    internal static void Replace(string file, string with) => Demand(mount(with, file, null, MS_BIND, null), $"mount {file}");

    private static void Demand(int answer, string what)
    {
        if (answer != 0)
        {
            throw new InvalidOperationException($"{what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");
        }
    }

    [LibraryImport("libc")]
    private static partial int unshare(int what);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? kind, nuint flags, string? data);

    [LibraryImport("libc")]
    private static partial int setns(int fd, int kind);
}
