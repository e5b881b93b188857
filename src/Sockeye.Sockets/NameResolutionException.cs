using System.Net.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>A name, an address, a service or a protocol could not be looked up. Python: <c>socket.gaierror</c> and <c>socket.herror</c>.</summary>
/// <remarks><see cref="SocketFaultException.Errno"/> is what the system said where <see cref="Code"/> is EAI_SYSTEM; else it is none.</remarks>
public sealed class NameResolutionException : SocketFaultException
{
    internal NameResolutionException(Fault fault, ResolveError code, HostError hostError = HostError.None)
        : base(fault, ToSocketError(code))
    {
        Code = code;
        HostError = hostError;
    }

    /// <summary>
    /// Why, in getaddrinfo's own numbers: <see cref="ResolveError.EAI_NONAME"/> and its family. The calls that have other numbers
    /// or none (gethostbyaddr, getservbyname) give the one that says the same.
    /// </summary>
    public ResolveError Code { get; }

    /// <summary>Why gethostbyname or gethostbyaddr failed, in their own numbers; none for the other calls.</summary>
    public HostError HostError { get; }

    private static SocketError ToSocketError(ResolveError code) => code switch
    {
        ResolveError.EAI_AGAIN => SocketError.TryAgain,
        ResolveError.EAI_NODATA or ResolveError.EAI_ADDRFAMILY => SocketError.NoData,
        ResolveError.EAI_NONAME => SocketError.HostNotFound,
        ResolveError.EAI_SERVICE => SocketError.TypeNotFound,
        _ => SocketError.NoRecovery,
    };
}
