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
            AddressHolder.Answer holder = AddressHolder.Find(address, kind);
            return new AddressInUseException(fault with { Hint = holder.Words }, holder.Process);
        }

        return FaultFactory.Create(fault with
        {
            Hint = error switch
            {
                Errno.EACCES when address is IPEndPoint ip => $"ports below {UnprivilegedPortStart()} need root or the capability CAP_NET_BIND_SERVICE, and {ip.Port} is one",
                Errno.ENOENT when address is UnixEndPoint => "the folder does not exist",
                Errno.EINVAL => "it is bound already, or the address is of another family",
                Errno.EADDRNOTAVAIL => "no interface of this machine has that address",
                _ => null,
            },
        });
    }

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
