namespace Sockeye.Wire.Captures;

/// <summary>A block of a pcapng file.</summary>
/// <param name="Type">The block's number: 6 an enhanced packet, 3 a simple one, 1 an interface, 0x0A0D0D0A a section …</param>
public sealed record CaptureBlock(uint Type)
{
    /// <summary>The packet; null for a block that is none.</summary>
    public CapturedPacket? Packet { get; init; }

    /// <summary>When a statistics block (5) was written; null for other blocks. A packet has its own time.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The comments on it.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];
}

/// <summary>A captured packet.</summary>
/// <param name="LinkType">What the bytes start with: 101 an IP header, 1 an Ethernet one …</param>
/// <param name="Bytes">What was captured of it.</param>
/// <param name="Length">How long it was.</param>
/// <param name="Time">When; null for a simple packet, which has no time.</param>
public sealed record CapturedPacket(ushort LinkType, ReadOnlyMemory<byte> Bytes, uint Length, DateTimeOffset? Time);
