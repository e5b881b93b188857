using System.Text;

namespace Sockeye.Clients.Http;

/// <summary>Fields whose values say who somebody is: they are said, and stand in no record.</summary>
internal static class HttpSecrets
{
    private static readonly string[] Names = ["Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"];

    internal static bool Is(ReadOnlySpan<char> name)
    {
        foreach (string one in Names)
        {
            if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What begins with a head, with a star in the place of each byte of a secret value.</summary>
    internal static byte[] Masked(ReadOnlySpan<byte> said)
    {
        byte[] shown = said.ToArray();
        int end = said.IndexOf("\r\n\r\n"u8);
        Span<byte> head = shown.AsSpan(0, end < 0 ? shown.Length : end);
        while (!head.IsEmpty)
        {
            int next = head.IndexOf("\r\n"u8);
            Span<byte> line = next < 0 ? head : head[..next];
            head = next < 0 ? default : head[(next + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon > 0 && Is(Encoding.ASCII.GetString(line[..colon])))
            {
                line[(colon + 1)..].TrimStart((byte)' ').Fill((byte)'*');
            }
        }

        return shown;
    }
}
