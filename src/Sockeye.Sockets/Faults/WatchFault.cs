using System.Net;
using Sockeye.Loops;
using Sockeye.Native;

namespace Sockeye.Sockets.Faults;

/// <summary>A loop did not take a descriptor: why, and what helps.</summary>
internal static class WatchFault
{
    private const string Operation = "epoll_ctl";

    /// <param name="error">What the loop answered.</param>
    /// <param name="local">Of a listener, where it listens.</param>
    /// <param name="remote">Of a connection, its peer.</param>
    internal static Exception Create(Errno error, EndPoint? local = null, EndPoint? remote = null) => error == Errno.ECANCELED
        ? new ObjectDisposedException(nameof(LoopGroup), $"{Operation}: the loops were disposed meanwhile")
        : FaultFactory.Create(new Fault(Operation, error) { Local = local, Remote = remote, Hint = Hint(error) });

    /// <summary>There is no loop yet, and none can be made.</summary>
    internal static Exception Create(LoopFault none, EndPoint? local = null, EndPoint? remote = null)
        => FaultFactory.Create(new Fault(none.Call, none.Errno) { Local = local, Remote = remote, Hint = Hint(none.Errno) });

    /// <summary>Null where the error says all.</summary>
    internal static string? Hint(Errno error) => error switch
    {
        Errno.ENOSPC => "the descriptors that one user may have watched are used up; see /proc/sys/fs/epoll/max_user_watches",
        Errno.EPERM => "it is nothing that can be waited for, as files and directories are not",
        Errno.EMFILE => "this process has reached its limit of open files, and loops take two each; see getrlimit(2) RLIMIT_NOFILE",
        Errno.ENFILE => "the system has reached its limit of open files; see /proc/sys/fs/file-max",
        Errno.EAGAIN => "the system has no thread to give for a loop; see getrlimit(2) RLIMIT_NPROC and /proc/sys/kernel/threads-max",
        _ => null,
    };
}
