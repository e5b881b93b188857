namespace Sockeye.Sockets;

/// <summary>What a network interface is and does. See netdevice(7).</summary>
[Flags]
public enum InterfaceFlags : int
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Switched on.</summary>
    IFF_UP = 0x1,

    /// <summary>Has a broadcast address.</summary>
    IFF_BROADCAST = 0x2,

    /// <summary>The driver's own debugging.</summary>
    IFF_DEBUG = 0x4,

    /// <summary>This machine talks to itself here.</summary>
    IFF_LOOPBACK = 0x8,

    /// <summary>There is one peer at the other end.</summary>
    IFF_POINTOPOINT = 0x10,

    /// <summary>No trailers (of old).</summary>
    IFF_NOTRAILERS = 0x20,

    /// <summary>It works: the cable is in, say.</summary>
    IFF_RUNNING = 0x40,

    /// <summary>No address resolution.</summary>
    IFF_NOARP = 0x80,

    /// <summary>Takes every packet it sees.</summary>
    IFF_PROMISC = 0x100,

    /// <summary>Takes every multicast packet.</summary>
    IFF_ALLMULTI = 0x200,

    /// <summary>Bundles other interfaces.</summary>
    IFF_MASTER = 0x400,

    /// <summary>One of a bundle.</summary>
    IFF_SLAVE = 0x800,

    /// <summary>Can do multicast.</summary>
    IFF_MULTICAST = 0x1000,

    /// <summary>Can choose its medium.</summary>
    IFF_PORTSEL = 0x2000,

    /// <summary>Chooses its medium itself.</summary>
    IFF_AUTOMEDIA = 0x4000,

    /// <summary>Its addresses are lost when it goes down.</summary>
    IFF_DYNAMIC = 0x8000,

    /// <summary>The driver signals that the layer below is up.</summary>
    IFF_LOWER_UP = 0x10000,

    /// <summary>The driver signals that it waits for something outside.</summary>
    IFF_DORMANT = 0x20000,

    /// <summary>Gives sent packets back.</summary>
    IFF_ECHO = 0x40000,
}
