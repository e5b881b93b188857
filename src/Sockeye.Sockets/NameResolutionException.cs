using System.Net.Sockets;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets;

/// <summary>A name, an address or a service could not be looked up. Python: <c>socket.gaierror</c>.</summary>
public sealed class NameResolutionException : SocketException
{
    internal NameResolutionException(string question, ResolveError code, Errno errno)
        : base((int)ToSocketError(code), $"{question}: {Words(code, errno)} ({code})")
    {
        Code = code;
        Errno = errno;
    }

    /// <summary>Why, in getaddrinfo's own numbers: <see cref="ResolveError.EAI_NONAME"/> and its family.</summary>
    public ResolveError Code { get; }

    /// <summary>What the system said where <see cref="Code"/> is <see cref="ResolveError.EAI_SYSTEM"/>; else <see cref="Errno.None"/>.</summary>
    public Errno Errno { get; }

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
