using System.Net;

namespace Sockeye.Wire.Proxy;

/// <summary>
/// What a proxy says about the connection it passes on (the PROXY protocol, version 1 or 2): who really connected, and to what.
/// </summary>
/// <remarks>Believe it only from a proxy you know: anyone can send one.</remarks>
/// <param name="Version">1 (text) or 2 (binary).</param>
/// <param name="Transport">What carried the original connection; <see cref="ProxyTransport.Unknown"/> when the proxy does not say.</param>
public sealed record ProxyHeader(int Version, ProxyTransport Transport)
{
    /// <summary>
    /// The proxy speaks for itself (a health check, version 2's LOCAL): use the addresses of the connection as it is.
    /// </summary>
    public bool IsLocal { get; init; }

    /// <summary>Who connected; null unless the transport is an IP one.</summary>
    public IPEndPoint? Source { get; init; }

    /// <summary>To what; null unless the transport is an IP one.</summary>
    public IPEndPoint? Destination { get; init; }

    /// <summary>Whose Unix socket connected: its path without trailing zeros. Empty unless the transport is a Unix one.</summary>
    public ReadOnlyMemory<byte> SourcePath { get; init; }

    /// <summary>To which Unix socket: its path without trailing zeros.</summary>
    public ReadOnlyMemory<byte> DestinationPath { get; init; }

    /// <summary>The extras of version 2, in order; the checksum is not among them, it was checked.</summary>
    public IReadOnlyList<ProxyTlv> Tlvs { get; init; } = [];

    /// <summary>The header carried, or is to carry, a CRC-32C checksum over itself (version 2).</summary>
    public bool HasChecksum { get; init; }

    /// <summary>The value of the first extra of this type; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Tlv(byte type)
    {
        foreach (ProxyTlv tlv in Tlvs)
        {
            if (tlv.Type == type) return tlv.Value;
        }

        return null;
    }

    /// <summary>As a person would write it.</summary>
    public override string ToString() =>
        IsLocal ? "the proxy itself" : Transport == ProxyTransport.Unknown ? "unknown" : $"{Transport} {Source} to {Destination}";
}

/// <summary>An extra of a version 2 header.</summary>
/// <param name="Type">See <see cref="ProxyTlvTypes"/>.</param>
/// <param name="Value">Its bytes.</param>
public readonly record struct ProxyTlv(byte Type, ReadOnlyMemory<byte> Value);

/// <summary>Types of extras that have names.</summary>
public static class ProxyTlvTypes
{
    /// <summary>The application protocol chosen in TLS (ALPN).</summary>
    public const byte Alpn = 0x01;

    /// <summary>The host name the client asked for (SNI), UTF-8.</summary>
    public const byte Authority = 0x02;

    /// <summary>CRC-32C of the header.</summary>
    public const byte Checksum = 0x03;

    /// <summary>Padding.</summary>
    public const byte NoOp = 0x04;

    /// <summary>An identifier of the connection, at most 128 bytes.</summary>
    public const byte UniqueId = 0x05;

    /// <summary>What the proxy knows of the client's TLS.</summary>
    public const byte Tls = 0x20;

    /// <summary>The network namespace, ASCII.</summary>
    public const byte NetworkNamespace = 0x30;
}

/// <summary>What carried the connection a proxy passes on. The numbers are version 2's.</summary>
public enum ProxyTransport
{
    /// <summary>Not said, or of a kind the protocol has no name for.</summary>
    Unknown = 0x00,

    /// <summary>TCP over IPv4.</summary>
    Tcp4 = 0x11,

    /// <summary>UDP over IPv4.</summary>
    Udp4 = 0x12,

    /// <summary>TCP over IPv6.</summary>
    Tcp6 = 0x21,

    /// <summary>UDP over IPv6.</summary>
    Udp6 = 0x22,

    /// <summary>A Unix stream socket.</summary>
    UnixStream = 0x31,

    /// <summary>A Unix datagram socket.</summary>
    UnixDatagram = 0x32,
}
