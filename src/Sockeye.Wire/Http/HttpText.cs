using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>The characters HTTP's grammar allows (RFC 9110 section 5.6, RFC 9112 section 3).</summary>
internal static class HttpText
{
    /// <summary>tchar: names of methods and fields.</summary>
    internal static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>field-vchar, space and tab; bytes above 127 pass (obs-text). CR, LF, NUL and other controls do not.</summary>
    internal static readonly SearchValues<byte> Value = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Where(b => b is '\t' or (>= ' ' and not 0x7F)).Select(b => (byte)b)]);

    /// <summary>Visible ASCII: what a request target may hold.</summary>
    internal static readonly SearchValues<byte> Target = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7F - 0x21).Select(b => (byte)b)]);

    internal static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> value) => value.Trim(" \t"u8);

    /// <summary>One member after another of a comma-separated list; empty ones are skipped.</summary>
    internal static bool TryNextMember(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> member)
    {
        while (!list.IsEmpty)
        {
            int comma = list.IndexOf((byte)',');
            member = Trimmed(comma < 0 ? list : list[..comma]);
            list = comma < 0 ? default : list[(comma + 1)..];
            if (!member.IsEmpty) return true;
        }

        member = default;
        return false;
    }
}
