using System.Globalization;
using System.Text;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Addresses;

/// <summary>A host's name as a person writes it, and as name servers know it.</summary>
/// <remarks>
/// Name servers and hosts files know ASCII: other letters go in as "xn--…" (RFC 5891). Python's codec does this before it calls,
/// glibc for AI_IDN alone, through a library that need not be there and with the character set of the process's locale, which .NET
/// does not set. So it is done here, for every name, by .NET's own <see cref="IdnMapping"/>, which follows IDNA 2008 as browsers do
/// ("straße" stays itself, where Python writes "strasse").
/// </remarks>
internal static class HostText
{
    /// <summary>RFC 1035, 3.1: 255 bytes with their lengths, which leaves so many characters.</summary>
    internal const int MaxName = 253;

    /// <summary>RFC 1035, 3.1: what lies between two dots.</summary>
    internal const int MaxLabel = 63;

    /// <summary>As much of a name as an error shows.</summary>
    private const int MaxShown = 80;

    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true };

    /// <summary>The name to ask for; an address in digits and null as they are.</summary>
    /// <exception cref="NameResolutionException">No name server can know it: a part is empty or too long, or is no text.</exception>
    /// <exception cref="ArgumentException">It has a zero character in it, where C would see its end.</exception>
    internal static string? ToAscii(string? host, string operation)
    {
        ThrowIfCut(host, nameof(host));
        if (string.IsNullOrEmpty(host) || host.Contains(':', StringComparison.Ordinal))
        {
            return host;
        }

        string ascii = Ascii.IsValid(host) ? host : Mapped(host, operation);
        if (Wrong(ascii) is string wrong)
        {
            throw LookupFault.OfAddress(operation, $"of {Shown(host)}", ResolveError.EAI_NONAME, hint: wrong);
        }

        return ascii;
    }

    /// <summary>A name that a server gave, in letters; as it is where it is no proper "xn--…".</summary>
    internal static string ToLetters(string name)
    {
        try
        {
            return Mapping.GetUnicode(name);
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    /// <summary>The name in an error: not all of one that is longer than any line.</summary>
    internal static string Shown(string name)
        => name.Length == 0 ? "an empty name"
            : name.Length <= MaxShown ? name
            : $"{name[..MaxShown]}… ({name.Length} characters)";

    /// <exception cref="ArgumentException">It has a zero character in it.</exception>
    internal static void ThrowIfCut(string? text, string parameter)
    {
        if (text is not null && text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a name has no zero character in it", parameter);
        }
    }

    private static string Mapped(string host, string operation)
    {
        try
        {
            // Small letters first: without ICU .NET encodes letters as they stand.
            return Mapping.GetAscii(host.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            throw LookupFault.OfAddress(operation, $"of {Shown(host)}", ResolveError.EAI_IDN_ENCODE, hint: $"a part of it is empty, longer than {MaxLabel} characters when written in ASCII, or is no text");
        }
    }

    private static string? Wrong(string ascii)
    {
        ReadOnlySpan<char> name = ascii.EndsWith('.') ? ascii.AsSpan(0, ascii.Length - 1) : ascii;
        if (name.Length > MaxName)
        {
            return $"a name has at most {MaxName} characters";
        }

        foreach (Range part in name.Split('.'))
        {
            int length = name[part].Length;
            if (length is 0 or > MaxLabel)
            {
                return length == 0 ? "a part between two dots is empty" : $"a part between two dots has at most {MaxLabel} characters";
            }
        }

        return null;
    }
}
