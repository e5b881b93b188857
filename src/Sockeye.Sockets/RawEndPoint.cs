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

    /// <summary>.NET's own word for the family where it has one; else <see cref="System.Net.Sockets.AddressFamily.Unknown"/>.</summary>
    public override System.Net.Sockets.AddressFamily AddressFamily => Family switch
    {
        Family.AF_UNSPEC => System.Net.Sockets.AddressFamily.Unspecified,
        Family.AF_UNIX => System.Net.Sockets.AddressFamily.Unix,
        Family.AF_INET => System.Net.Sockets.AddressFamily.InterNetwork,
        Family.AF_INET6 => System.Net.Sockets.AddressFamily.InterNetworkV6,
        Family.AF_PACKET => System.Net.Sockets.AddressFamily.Packet,
        Family.AF_CAN => System.Net.Sockets.AddressFamily.ControllerAreaNetwork,
        _ => System.Net.Sockets.AddressFamily.Unknown,
    };

    /// <inheritdoc/>
    public override EndPoint Create(SocketAddress socketAddress)
    {
        ArgumentNullException.ThrowIfNull(socketAddress);
        return AddressCodec.Read(socketAddress.Buffer.Span[..socketAddress.Size]) ?? new RawEndPoint(Family, []);
    }

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
