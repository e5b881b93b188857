using System.Net;

namespace Sockeye.Wire.Captures;

/// <summary>An IP packet that carries TCP or UDP, taken apart.</summary>
/// <param name="Transport">What it carries.</param>
/// <param name="Source">From whom.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Payload">The bytes carried.</param>
public sealed record TransportPacket(CaptureTransport Transport, IPEndPoint Source, IPEndPoint Destination, ReadOnlyMemory<byte> Payload)
{
    /// <summary>TCP: number of the first payload byte.</summary>
    public uint Sequence { get; init; }

    /// <summary>TCP: number of the byte expected next, when <see cref="TcpFlags.Ack"/> is set.</summary>
    public uint Acknowledgement { get; init; }

    /// <summary>TCP: the flags.</summary>
    public TcpFlags Flags { get; init; }

    /// <summary>The checksums of the headers are right. A UDP packet over IPv4 may carry none, which is right too.</summary>
    public bool ChecksumsGood { get; init; }
}

/// <summary>The flags of a TCP segment.</summary>
[Flags]
public enum TcpFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The sender will send no more.</summary>
    Fin = 1,

    /// <summary>Opens the connection.</summary>
    Syn = 2,

    /// <summary>Breaks the connection off.</summary>
    Rst = 4,

    /// <summary>To be handed to the application at once.</summary>
    Psh = 8,

    /// <summary>The acknowledgement number counts.</summary>
    Ack = 16,

    /// <summary>The urgent pointer counts.</summary>
    Urg = 32,
}
