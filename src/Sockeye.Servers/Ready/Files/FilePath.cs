using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Servers.Ready.Files;

/// <summary>What a request is aimed at, as a path below the root. No I/O.</summary>
/// <param name="Bytes">Relative, as Linux has it, without dots; empty for the root itself.</param>
/// <param name="Raw">The path as it was written, from its slash on, without its query.</param>
/// <param name="IsFolder">It ends with a slash.</param>
internal sealed record FilePath(byte[] Bytes, string Raw, bool IsFolder)
{
    /// <summary>Reads a target: a path, or a whole URL. Decoded once.</summary>
    /// <returns>Null: nothing of that name is ever served. A NUL ends no name here, and whose name begins with a dot is hidden or leads elsewhere.</returns>
    /// <exception cref="ProtocolException">A percent sign without two hexadecimal digits.</exception>
    internal static FilePath? Of(string target)
    {
        string raw = target;
        if (raw[0] != '/')
        {
            int host = raw.IndexOf("://", StringComparison.Ordinal) + 3;
            int path = raw.AsSpan(host).IndexOfAny("/?#");
            raw = path < 0 || raw[host + path] != '/' ? "/" : raw[(host + path)..];
        }

        int end = raw.AsSpan().IndexOfAny("?#");
        raw = end < 0 ? raw : raw[..end];
        byte[] decoded = Percent.Decode(raw);
        if (decoded.Contains((byte)0))
        {
            return null;
        }

        var bytes = new List<byte>(decoded.Length);
        foreach (Range part in decoded.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = decoded.AsSpan(part);
            if (name.IsEmpty)
            {
                continue;
            }

            if (name[0] == '.')
            {
                return null;
            }

            if (bytes.Count > 0)
            {
                bytes.Add((byte)'/');
            }

            bytes.AddRange(name);
        }

        return new FilePath([.. bytes], raw, decoded[^1] == '/');
    }

    /// <summary>The path of a file in it.</summary>
    internal byte[] Below(string name) => Bytes.Length == 0 ? Encoding.UTF8.GetBytes(name) : [.. Bytes, (byte)'/', .. Encoding.UTF8.GetBytes(name)];

    /// <summary>What its name ends with, from the last dot on; empty without one.</summary>
    internal static string Extension(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        int dot = name.LastIndexOf((byte)'.');
        return dot < 0 ? "" : Encoding.Latin1.GetString(name[dot..]).ToLowerInvariant();
    }
}
