using Sockeye.Native;

namespace Sockeye.Connections;

/// <summary>What accept(2) says that is no fault of the listener: it goes on.</summary>
internal static class AcceptFaults
{
    /// <summary>There is nothing to accept with: it is worth another try a moment later.</summary>
    internal static bool IsOut(Errno error) => error is Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM;

    /// <summary>An error of the connection that was next, or a firewall that forbids it.</summary>
    internal static bool IsClientsFault(Errno error) => error is Errno.ECONNABORTED or Errno.EPROTO or Errno.EPERM or Errno.ENETDOWN
        or Errno.ENOPROTOOPT or Errno.EHOSTDOWN or Errno.ENONET or Errno.EHOSTUNREACH or Errno.EOPNOTSUPP or Errno.ENETUNREACH;
}
