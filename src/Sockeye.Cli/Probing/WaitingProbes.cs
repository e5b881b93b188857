using Sockeye.Native;
using Sockeye.Readiness;
using Sockeye.Sockets;

namespace Sockeye.Cli.Probing;

/// <summary>The ways to wait for many sockets at once.</summary>
internal static class WaitingProbes
{
    private const string Switch = "kernel.io_uring_disabled";

    internal static ProbeRow Epoll(string name)
    {
        (Socket one, Socket other) = Socket.SocketPair();
        using (one)
        using (other)
        using (var epoll = Readiness.Epoll.Create())
        {
            epoll.Register(one, EpollEvents.EPOLLIN);
            other.Send("x"u8);
            return epoll.Wait(TimeSpan.FromSeconds(1)).Count == 1
                ? new(name, Verdict.Yes)
                : new(name, Verdict.No, null, "it was made, and did not tell of a byte that was there");
        }
    }

    internal static ProbeRow Ring(string name)
    {
        Errno error = KernelProbe.TryRing();
        return error == Errno.None ? new(name, Verdict.Yes) : new(name, Verdict.No, $"{error}", WhyNoRing(error));
    }

    private static string WhyNoRing(Errno error) => (error, SystemFile.Setting(Switch)) switch
    {
        (Errno.ENOSYS, _) => "this kernel has none: it is older than 5.1 or built without, or a container's filter says so (seccomp)",
        (Errno.EPERM, "2") => $"it is switched off for everybody: sysctl -w {Switch}=0",
        (Errno.EPERM, "1") => $"it is switched off for all but CAP_SYS_ADMIN and the group in kernel.io_uring_group: sysctl -w {Switch}=0",
        (Errno.EPERM or Errno.EACCES, _) => "a filter forbids it, as containers do: allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile",
        (Errno.ENOMEM, _) => "too little locked memory (see that row) or none at all",
        (Errno.EMFILE or Errno.ENFILE, _) => "there is no descriptor left",
        _ => "io_uring_setup(2) says so",
    };
}
