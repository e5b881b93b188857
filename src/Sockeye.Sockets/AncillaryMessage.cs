namespace Sockeye.Sockets;

/// <summary>One message of ancillary data: struct cmsghdr and what follows it. See cmsg(3).</summary>
/// <remarks>It shows the bytes of its <see cref="AncillaryData"/>: good until that is received into, cleared or disposed.</remarks>
public readonly ref struct AncillaryMessage
{
    internal AncillaryMessage(int level, int type, ReadOnlySpan<byte> data)
    {
        Level = level;
        Type = type;
        Data = data;
    }

    /// <summary>The layer it comes from or goes to: a number of <see cref="SocketLevel"/> or <see cref="Protocol"/>.</summary>
    public int Level { get; }

    /// <summary>What it is, at that layer: SCM_RIGHTS, IP_TTL …</summary>
    public int Type { get; }

    /// <summary>Its bytes, as the kernel's structure has them. Of one that was cut, the last, those that are there: only <see cref="ReceivedMessage.AncillaryTruncated"/> says so.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>True when level and type are those of an option that has such a message: IP_TTL, ALG_SET_OP.</summary>
    public bool Is(SocketOption option) => Level == option.Level && Type == option.Number;
}
