namespace Sockeye.Sockets;

/// <summary>Values for AF_PACKET. See packet(7).</summary>
/// <remarks>They are constants and not members of an enum: the verbs take plain numbers where these go, as the value of an option or a field.</remarks>
public static class PacketNumbers
{
    /// <summary>A packet for this machine.</summary>
    public const int PACKET_HOST = 0;

    /// <summary>A packet for everybody on the link.</summary>
    public const int PACKET_BROADCAST = 1;

    /// <summary>A packet for a group.</summary>
    public const int PACKET_MULTICAST = 2;

    /// <summary>A packet for somebody else, seen in promiscuous mode.</summary>
    public const int PACKET_OTHERHOST = 3;

    /// <summary>A packet that this machine sends.</summary>
    public const int PACKET_OUTGOING = 4;

    /// <summary>A broadcast or multicast that came back.</summary>
    public const int PACKET_LOOPBACK = 5;

    /// <summary>To user space; inside the kernel.</summary>
    public const int PACKET_USER = 6;

    /// <summary>Fast routed; inside the kernel, of old.</summary>
    public const int PACKET_FASTROUTE = 6;

    /// <summary>To the kernel; inside the kernel.</summary>
    public const int PACKET_KERNEL = 7;

    /// <summary>Membership: one group.</summary>
    public const int PACKET_MR_MULTICAST = 0;

    /// <summary>Membership: everything on the link.</summary>
    public const int PACKET_MR_PROMISC = 1;

    /// <summary>Membership: all groups.</summary>
    public const int PACKET_MR_ALLMULTI = 2;

    /// <summary>Membership: one more address of our own.</summary>
    public const int PACKET_MR_UNICAST = 3;

    /// <summary>Fanout: one flow to one socket.</summary>
    public const int PACKET_FANOUT_HASH = 0;

    /// <summary>Fanout: in turn.</summary>
    public const int PACKET_FANOUT_LB = 1;

    /// <summary>Fanout: by processor.</summary>
    public const int PACKET_FANOUT_CPU = 2;

    /// <summary>Fanout: to the next one when one is full.</summary>
    public const int PACKET_FANOUT_ROLLOVER = 3;

    /// <summary>Fanout: by chance.</summary>
    public const int PACKET_FANOUT_RND = 4;

    /// <summary>Fanout: by the queue of the device.</summary>
    public const int PACKET_FANOUT_QM = 5;

    /// <summary>Fanout: by a classic filter program.</summary>
    public const int PACKET_FANOUT_CBPF = 6;

    /// <summary>Fanout: by an extended filter program.</summary>
    public const int PACKET_FANOUT_EBPF = 7;

    /// <summary>Fanout: put fragments together first.</summary>
    public const int PACKET_FANOUT_FLAG_DEFRAG = 0x8000;

    /// <summary>Fanout: go to the next one when the chosen one is full.</summary>
    public const int PACKET_FANOUT_FLAG_ROLLOVER = 0x1000;

    /// <summary>Fanout: let the kernel choose the group's number.</summary>
    public const int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
}
