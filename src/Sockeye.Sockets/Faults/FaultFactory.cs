using Sockeye.Native;

namespace Sockeye.Sockets.Faults;

/// <summary>The one place where an error number becomes a type.</summary>
internal static class FaultFactory
{
    internal static SocketFaultException Create(Fault fault) => fault.Errno switch
    {
        Errno.EACCES or Errno.EPERM => new SocketAccessException(fault),
        Errno.EADDRINUSE => new AddressInUseException(fault, holder: null),
        Errno.EADDRNOTAVAIL => new AddressNotAvailableException(fault),
        Errno.EAGAIN or Errno.EINPROGRESS or Errno.EALREADY => new WouldBlockException(fault),
        Errno.ECONNABORTED => new ConnectionAbortedException(fault),
        Errno.ECONNREFUSED => new ConnectionRefusedException(fault),
        Errno.ECONNRESET => new ConnectionResetException(fault),
        Errno.EMSGSIZE => new MessageTooLongException(fault),
        Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.ENETDOWN or Errno.EHOSTDOWN => new DestinationUnreachableException(fault),
        Errno.ENOTCONN or Errno.EDESTADDRREQ => new NotConnectedException(fault),
        Errno.ENOTSOCK => new NotASocketException(fault),
        Errno.EPIPE or Errno.ESHUTDOWN => new BrokenPipeException(fault),
        Errno.ETIMEDOUT => new SocketTimeoutException(fault),
        _ => new SocketFaultException(fault),
    };
}
