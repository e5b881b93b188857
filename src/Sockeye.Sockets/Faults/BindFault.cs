using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Faults;

/// <summary>Why a bind failed, as far as the system tells.</summary>
internal static class BindFault
{
    internal static SocketFaultException Explain(EndPoint address, SocketKind kind, Errno error, string operation = "bind")
    {
        var fault = new Fault(operation, error) { Local = address };
        if (error == Errno.EADDRINUSE)
        {
            Holder holder = AddressHolder.Find(address, kind);
            string hint = holder switch
            {
                { Process: string process } => $"held by {process}",
                { Socket: HeldBy.Open } when Environment.IsPrivilegedProcess => "whoever held it has let go of it by now: try again",
                { Socket: HeldBy.Open } => "a process of another user holds it; which one is hidden from this user",
                { Socket: HeldBy.OldConnection } => "a connection that has ended is still waited out (TIME_WAIT); set ReuseAddress before bind, or wait a minute",
                _ when address is UnixEndPoint { Path: string path } => UnixHint(path),
                _ => "no socket shows that holds it: one that is bound but does not listen",
            };
            return new AddressInUseException(fault with { Hint = hint }, holder.Process);
        }

        return FaultFactory.Create(fault with
        {
            Hint = error switch
            {
                Errno.EACCES when address is IPEndPoint ip => $"ports below {UnprivilegedPortStart()} need root or the capability CAP_NET_BIND_SERVICE, and {ip.Port} is one",
                Errno.EACCES when address is UnixEndPoint => "this user may not write in that folder",
                Errno.ENOENT when address is UnixEndPoint => "the folder does not exist",
                Errno.EINVAL => "it is bound already, or the address is of another family",
                Errno.EADDRNOTAVAIL => "no interface of this machine has that address",
                _ => null,
            },
        });
    }

    private static string UnixHint(string path)
        => File.Exists(path)
            ? "the file is there and no process listens on it: if it is a stale socket of a program that ended, remove it to go on"
            : "the socket file exists";

    private static string UnprivilegedPortStart()
    {
        try
        {
            return File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "1024";
        }
    }
}
