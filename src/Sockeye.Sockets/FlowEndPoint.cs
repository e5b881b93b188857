using System.Net;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets;

/// <summary>An IPv6 address, a port, and the flow information that .NET's <see cref="IPEndPoint"/> cannot say. See ipv6(7).</summary>
/// <remarks>An <see cref="IPEndPoint"/> knows no flow information and so is equal to this one where address and port are; this one is not equal to it. The scope is part of the address: <see cref="IPAddress.ScopeId"/>. Python: the four-part address of AF_INET6.</remarks>
public sealed class FlowEndPoint : IPEndPoint
{
    /// <summary>The largest flow information: twenty bits.</summary>
    public const uint MaxFlowInfo = 0xFFFFF;

    /// <summary>Makes one.</summary>
    /// <param name="address">An IPv6 address.</param>
    /// <param name="port">0 to 65535.</param>
    /// <param name="flowInfo">0 to 1048575, in the machine's byte order.</param>
    /// <exception cref="ArgumentException">The address is not IPv6.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the flow information is out of range.</exception>
    public FlowEndPoint(IPAddress address, int port, uint flowInfo)
        : base(address, port)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"only IPv6 has flow information, and {address} is another family", nameof(address));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(flowInfo, MaxFlowInfo);
        FlowInfo = flowInfo;
    }

    /// <summary>The flow information, in the machine's byte order.</summary>
    public uint FlowInfo { get; }

    /// <inheritdoc/>
    public override SocketAddress Serialize() => AddressCodec.ToSocketAddress(this);

    /// <inheritdoc/>
    public override EndPoint Create(SocketAddress socketAddress)
    {
        ArgumentNullException.ThrowIfNull(socketAddress);
        return AddressCodec.Read(socketAddress.Buffer.Span[..socketAddress.Size]) ?? new IPEndPoint(IPAddress.IPv6Any, 0);
    }

    /// <inheritdoc/>
    public override bool Equals(object? comparand) => comparand is FlowEndPoint other && FlowInfo == other.FlowInfo && base.Equals(comparand);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), FlowInfo);
}
