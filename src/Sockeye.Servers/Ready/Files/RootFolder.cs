using System.Text;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Servers.Ready.Files;

/// <summary>A folder, and what may be opened beneath it.</summary>
internal sealed class RootFolder : IDisposable
{
    // The kernel gives up where something was renamed meanwhile, and means that it may be asked again.
    private const int MostAttempts = 8;

    private readonly SafeFileHandle _folder;

    private RootFolder(SafeFileHandle folder) => _folder = folder;

    internal static RootFolder Open(string path)
    {
        SysResult opened = FileCalls.OpenFolder(Ended(Encoding.UTF8.GetBytes(path)));
        if (opened.Failed)
        {
            throw opened.Error switch
            {
                Errno.ENOSYS or Errno.EPERM => new PlatformNotSupportedException($"openat2 {path}: {opened.Error.Describe()} ({opened.Error}); Linux has it from 5.6 on, where no filter of system calls forbids it"),
                Errno.EACCES => new UnauthorizedAccessException($"open {path}: {opened.Error.Describe()} ({opened.Error})"),
                _ => new DirectoryNotFoundException($"open {path}: {opened.Error.Describe()} ({opened.Error})"),
            };
        }

        var folder = new SafeFileHandle((int)opened.Value, ownsHandle: true);
        if (FileCalls.Status((int)opened.Value, out FoundFile found).Failed || !found.IsFolder)
        {
            folder.Dispose();
            throw new DirectoryNotFoundException($"open {path}: it is not a folder ({Errno.ENOTDIR})");
        }

        return new RootFolder(folder);
    }

    /// <summary>Opens what is there, for reading: the caller's, also where it is a folder.</summary>
    /// <param name="path">Relative; bytes, as Linux has them.</param>
    internal OpenedFile Open(ReadOnlySpan<byte> path)
    {
        bool held = false;
        try
        {
            _folder.DangerousAddRef(ref held);
            SysResult opened;
            int attempts = 0;
            do
            {
                opened = FileCalls.OpenBeneath((int)_folder.DangerousGetHandle(), Ended(path));
            }
            while (opened.Error is Errno.EINTR or Errno.EAGAIN && ++attempts < MostAttempts);
            if (opened.Failed)
            {
                return new OpenedFile(opened.Error, null, default);
            }

            var file = new SafeFileHandle((int)opened.Value, ownsHandle: true);
            return new OpenedFile(FileCalls.Status((int)opened.Value, out FoundFile found).Error, file, found);
        }
        catch (ObjectDisposedException)
        {
            return new OpenedFile(Errno.EBADF, null, default);
        }
        finally
        {
            if (held)
            {
                _folder.DangerousRelease();
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Ended(ReadOnlySpan<byte> path) => [.. path, 0];
}
