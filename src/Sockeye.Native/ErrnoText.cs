using System.Runtime.InteropServices;

namespace Sockeye.Native;

/// <summary>What an error number means, in words.</summary>
public static class ErrnoText
{
    /// <summary>The C library's words for the error, as strerror(3) says them, beginning in lower case: "connection refused".</summary>
    /// <param name="error">Any number; one that Linux does not know gives "unknown error N".</param>
    public static string Describe(this Errno error)
    {
        string words = Marshal.GetPInvokeErrorMessage((int)error);
        return words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }
}
