using System.Net;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets;

/// <summary>An address of a family that Sockeye has no type for: the bytes as the kernel has them, after the family.</summary>
public sealed class RawEndPoint : EndPoint
{
    private readonly byte[] _data;

    /// <summary>Makes one.</summary>
    /// <param name="family">The family.</param>
    /// <param name="data">The bytes after the two of the family; at most 126.</param>
    /// <exception cref="ArgumentException">There are too many bytes.</exception>
    public RawEndPoint(Family family, ReadOnlySpan<byte> data)
    {
        if (data.Length > AddressCodec.MaxSize - AddressCodec.FamilySize)
        {
            throw new ArgumentException($"a socket address has at most {AddressCodec.MaxSize} bytes", nameof(data));
        }

        Family = family;
        _data = data.ToArray();
    }

    /// <summary>The family.</summary>
    public Family Family { get; }

    /// <summary>The bytes after the family.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <inheritdoc/>
    public override SocketAddress Serialize() => AddressCodec.ToSocketAddress(this);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawEndPoint other && Family == other.Family && Data.SequenceEqual(other.Data);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Family);
        hash.AddBytes(_data);
        return hash.ToHashCode();
    }

    /// <summary>"AF_NETLINK:00000000…"</summary>
    public override string ToString() => $"{Family}:{Convert.ToHexStringLower(_data)}";
}
