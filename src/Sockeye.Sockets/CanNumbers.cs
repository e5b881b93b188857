namespace Sockeye.Sockets;

/// <summary>What AF_CAN speaks, and the bits of a CAN identifier.</summary>
/// <remarks>The protocols are the third argument of socket(2), and of its type: <c>new Socket(AF_CAN, SOCK_RAW, CAN_RAW)</c> needs no cast.</remarks>
public static class CanNumbers
{
    /// <summary>Frames as they are.</summary>
    public const Protocol CAN_RAW = (Protocol)1;

    /// <summary>The broadcast manager: frames at intervals, and only what changed.</summary>
    public const Protocol CAN_BCM = (Protocol)2;

    /// <summary>VAG transport protocol 1.6; not in Linux.</summary>
    public const Protocol CAN_TP16 = (Protocol)3;

    /// <summary>VAG transport protocol 2.0; not in Linux.</summary>
    public const Protocol CAN_TP20 = (Protocol)4;

    /// <summary>Bosch MCNet; not in Linux.</summary>
    public const Protocol CAN_MCNET = (Protocol)5;

    /// <summary>Long messages in frames (ISO 15765-2).</summary>
    public const Protocol CAN_ISOTP = (Protocol)6;

    /// <summary>SAE J1939.</summary>
    public const Protocol CAN_J1939 = (Protocol)7;

    /// <summary>The identifier has 29 bits.</summary>
    public const uint CAN_EFF_FLAG = 0x80000000;

    /// <summary>A frame asks for another.</summary>
    public const uint CAN_RTR_FLAG = 0x40000000;

    /// <summary>A frame tells of an error.</summary>
    public const uint CAN_ERR_FLAG = 0x20000000;

    /// <summary>In a filter: what does not match.</summary>
    public const uint CAN_INV_FILTER = 0x20000000;

    /// <summary>The bits of a short identifier.</summary>
    public const uint CAN_SFF_MASK = 2047;

    /// <summary>The bits of a long identifier.</summary>
    public const uint CAN_EFF_MASK = 0x1FFFFFFF;

    /// <summary>The bits of an error class.</summary>
    public const uint CAN_ERR_MASK = 0x1FFFFFFF;
}
