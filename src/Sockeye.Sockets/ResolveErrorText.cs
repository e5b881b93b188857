using Sockeye.Native.Libc;

namespace Sockeye.Sockets;

/// <summary>What a lookup's error code means, in words.</summary>
public static class ResolveErrorText
{
    /// <summary>The C library's words for the code, as gai_strerror(3) says them, beginning in lower case: "name or service not known".</summary>
    /// <param name="code">Any number; one that the C library does not know gives "unknown error".</param>
    public static string Describe(this ResolveError code)
    {
        string words = NameCalls.GetAddrInfoErrorText((int)code);
        return words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }
}
