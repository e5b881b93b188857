using System.Runtime.InteropServices;
using Field = Sockeye.Native.Layout.OptionLayout.TcpInfo;

namespace Sockeye.Sockets;

/// <summary>What the kernel knows of a TCP connection, at one moment. See tcp(7) TCP_INFO. A field that an older kernel does not have is zero.</summary>
public sealed record TcpInfo
{
    /// <summary>The state of the connection.</summary>
    public TcpState State { get; init; }

    /// <summary>Retransmissions in a row of the segment that is waited for.</summary>
    public int Retransmits { get; init; }

    /// <summary>Retransmissions since the beginning.</summary>
    public long TotalRetransmits { get; init; }

    /// <summary>How long the kernel waits before it sends again.</summary>
    public TimeSpan RetransmitTimeout { get; init; }

    /// <summary>The smoothed round trip.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>The round trip's variance.</summary>
    public TimeSpan RoundTripVariance { get; init; }

    /// <summary>The largest segment we send, in bytes.</summary>
    public int SendSegmentSize { get; init; }

    /// <summary>The largest segment the peer sends, in bytes, as far as was seen.</summary>
    public int ReceiveSegmentSize { get; init; }

    /// <summary>The path's largest packet, in bytes.</summary>
    public int PathMtu { get; init; }

    /// <summary>How many segments may be under way.</summary>
    public int CongestionWindow { get; init; }

    /// <summary>Segments under way that are not acknowledged.</summary>
    public int Unacknowledged { get; init; }

    /// <summary>Segments held for lost.</summary>
    public int Lost { get; init; }

    /// <summary>Bytes in the send buffer that were never sent.</summary>
    public long NotSentBytes { get; init; }

    /// <summary>Bytes sent, retransmissions included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes that the peer has acknowledged.</summary>
    public long BytesAcknowledged { get; init; }

    /// <summary>Bytes received.</summary>
    public long BytesReceived { get; init; }

    internal static TcpInfo From(ReadOnlySpan<byte> given)
    {
        Span<byte> info = stackalloc byte[Field.Size];
        info.Clear();
        given.CopyTo(info);
        return new TcpInfo
        {
            State = (TcpState)info[Field.State],
            Retransmits = info[Field.Retransmits],
            TotalRetransmits = MemoryMarshal.Read<uint>(info[Field.TotalRetransmits..]),
            RetransmitTimeout = Microseconds(info[Field.RetransmitTimeout..]),
            RoundTrip = Microseconds(info[Field.RoundTrip..]),
            RoundTripVariance = Microseconds(info[Field.RoundTripVariance..]),
            SendSegmentSize = MemoryMarshal.Read<int>(info[Field.SendSegmentSize..]),
            ReceiveSegmentSize = MemoryMarshal.Read<int>(info[Field.ReceiveSegmentSize..]),
            PathMtu = MemoryMarshal.Read<int>(info[Field.PathMtu..]),
            CongestionWindow = MemoryMarshal.Read<int>(info[Field.CongestionWindow..]),
            Unacknowledged = MemoryMarshal.Read<int>(info[Field.Unacknowledged..]),
            Lost = MemoryMarshal.Read<int>(info[Field.Lost..]),
            NotSentBytes = MemoryMarshal.Read<uint>(info[Field.NotSent..]),
            BytesSent = MemoryMarshal.Read<long>(info[Field.BytesSent..]),
            BytesAcknowledged = MemoryMarshal.Read<long>(info[Field.BytesAcknowledged..]),
            BytesReceived = MemoryMarshal.Read<long>(info[Field.BytesReceived..]),
        };
    }

    private static TimeSpan Microseconds(ReadOnlySpan<byte> at) => TimeSpan.FromMicroseconds(MemoryMarshal.Read<uint>(at));
}
