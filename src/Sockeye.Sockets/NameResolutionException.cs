using System.Net.Sockets;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>A name, an address or a service could not be looked up. Python: <c>socket.gaierror</c>.</summary>
/// <remarks><see cref="SocketFaultException.Errno"/> is what the system said where <see cref="Code"/> is EAI_SYSTEM; else it is none.</remarks>
public sealed class NameResolutionException : SocketFaultException
{
    internal NameResolutionException(string question, ResolveError code, Errno errno)
        : base(new Fault("getaddrinfo", errno) { Target = question, Cause = Words(code, errno), Code = code.ToString() }, ToSocketError(code))
        => Code = code;

    /// <summary>Why, in getaddrinfo's own numbers: <see cref="ResolveError.EAI_NONAME"/> and its family.</summary>
    public ResolveError Code { get; }

    private static string Words(ResolveError code, Errno errno)
    {
        string words = code == ResolveError.EAI_SYSTEM ? errno.Describe() : NameCalls.GetAddrInfoErrorText((int)code);
        return words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }

    private static SocketError ToSocketError(ResolveError code) => code switch
    {
        ResolveError.EAI_AGAIN => SocketError.TryAgain,
        ResolveError.EAI_NONAME => SocketError.HostNotFound,
        ResolveError.EAI_SERVICE => SocketError.TypeNotFound,
        _ => SocketError.NoRecovery,
    };
}
