using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sockeye.Servers.Ready;

/// <summary>One line of the sum protocol, and its answer. No I/O: the meaning alone.</summary>
/// <remarks>
/// Question: two decimal integers and a space between, 1024 bytes at most, and LF; a sign in front and a CR behind are fine.
/// Answer: the sum and LF, or <c>error: …</c> and LF. The client's own words are not repeated: they may be anything.
/// </remarks>
internal static class SumLine
{
    internal static ReadOnlySpan<byte> TooLong => "error: the line is longer than 1024 bytes\n"u8;

    internal static ReadOnlySpan<byte> Unended => "error: the line does not end with a line feed\n"u8;

    /// <param name="line">Without its LF.</param>
    internal static byte[] Answer(ReadOnlySpan<byte> line)
    {
        if (line.Length > Sum.MaxLine)
        {
            return TooLong.ToArray();
        }

        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        if (line.IsEmpty)
        {
            return Error("the line is empty; write two whole numbers with a space between");
        }

        int spaces = line.Count((byte)' ');
        if (spaces != 1)
        {
            return Error(spaces == 0
                ? "one word, and two whole numbers with a space between are due"
                : "two whole numbers with one space between are due, and there are more spaces");
        }

        int space = line.IndexOf((byte)' ');
        return !TryRead(line[..space], out BigInteger first) ? Error("the first word is not a whole number")
            : !TryRead(line[(space + 1)..], out BigInteger second) ? Error("the second word is not a whole number")
            : Encoding.ASCII.GetBytes((first + second).ToString(CultureInfo.InvariantCulture) + "\n");
    }

    private static byte[] Error(string words) => Encoding.ASCII.GetBytes($"error: {words}\n");

    private static bool TryRead(ReadOnlySpan<byte> word, out BigInteger number)
    {
        number = default;
        ReadOnlySpan<byte> digits = word.Length > 0 && word[0] is (byte)'-' or (byte)'+' ? word[1..] : word;
        return !digits.IsEmpty
            && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && BigInteger.TryParse(Encoding.ASCII.GetString(word), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
