using System.Text;

namespace Sockeye.Fuzz;

/// <summary>Makes new inputs of old ones: flips, cuts, repeats, joins, and puts in bytes that mean something to some protocol.</summary>
internal sealed class Mutator(Random random)
{
    private const int Longest = 4096;

    private static readonly byte[][] Words = [.. ((string[])
    [
        "\r", "\n", "\r\n", "\r\n\r\n", "\0", " ", "\t", ":", ",", ";", "%", "%4", ".", "-", "+", "0", "1", "9", "99999999999999999999", "-1", "0x",
        "\xff", "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "\x80\0\0\0", "\0\0\0\u0001", "\x80\x80\x80", "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n", "Host: h\r\n", "HTTP/1.1", "HTTP/1.0", "0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "PROXY ", "UNKNOWN", "\r\n\r\n\0\r\nQUIT\n",
        "220-", "220 ", "aabaa", "[::1]", "//", "..", "\u00c3\u00a9", "Upgrade: x\r\n",
    ]).Select(Encoding.Latin1.GetBytes)];

    internal byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = random.Next(1, 5); i > 0; i--) Once(bytes, other);
        if (bytes.Count > Longest) bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    internal Arrival Cut(int length)
    {
        int[] cuts = random.Next(4) == 0
            ? [.. Enumerable.Range(1, Math.Max(0, length - 1))]
            : [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(length + 1)).Order()];
        return new Arrival(cuts, random.Next(3) == 0);
    }

    private void Once(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, 9), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4 when at < bytes.Count:
                bytes[at] = (byte)(bytes[at] + random.Next(-3, 4));
                break;
            case 5 when other.Length > 0:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 40), other.Length - from)).ToArray());
                break;
            case 6 when bytes.Count > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
        }
    }
}
