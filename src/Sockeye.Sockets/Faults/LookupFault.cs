using Sockeye.Native;

namespace Sockeye.Sockets.Faults;

/// <summary>Why a lookup failed, from the three ways in which C tells it.</summary>
internal static class LookupFault
{
    /// <summary>getaddrinfo(3) and getnameinfo(3) have codes of their own, and words for them.</summary>
    internal static NameResolutionException OfAddress(string operation, string target, ResolveError code, Errno errno = Errno.None, string? hint = null)
    {
        string words = code == ResolveError.EAI_SYSTEM ? errno.Describe() : code.Describe();
        return new NameResolutionException(new Fault(operation, errno) { Target = target, Cause = words, Code = code.ToString(), Hint = hint }, code);
    }

    /// <summary>gethostbyname(3) and gethostbyaddr(3) have h_errno; glibc itself turns it into those codes in this way.</summary>
    internal static NameResolutionException OfHost(string operation, string target, HostError error, Errno errno)
    {
        (ResolveError code, string words) = error switch
        {
            HostError.HOST_NOT_FOUND => (ResolveError.EAI_NONAME, "the host is not known"),
            HostError.TRY_AGAIN => (ResolveError.EAI_AGAIN, "the name server did not answer; trying again may help"),
            HostError.NO_RECOVERY => (ResolveError.EAI_FAIL, "the name server failed for good"),
            HostError.NO_DATA => (ResolveError.EAI_NODATA, "the name is known and has no address of this family"),
            _ => (ResolveError.EAI_SYSTEM, errno.Describe()),
        };
        string shown = errno == Errno.None ? error.ToString() : errno.ToString();
        return new NameResolutionException(new Fault(operation, errno) { Target = target, Cause = words, Code = shown }, code, error);
    }

    /// <summary>getservbyname(3) and its like answer nothing where there is nothing.</summary>
    internal static NameResolutionException OfTable(string operation, string target, ResolveError code, string cause)
        => new(new Fault(operation, Errno.None) { Target = target, Cause = cause, Code = code.ToString() }, code);
}
