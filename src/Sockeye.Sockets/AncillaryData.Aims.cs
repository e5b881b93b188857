using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets;

// Which packets the typed messages are for. A message beside a packet of another kind the kernel drops in silence; a number that is out
// of its range it refuses without saying which. Messages that were added as bytes are their owner's, and nobody looks into them before.
// What an IPv6 socket sends to an IPv4 address (::ffff:…) takes the messages of IPv4, and IPV6_PKTINFO with such an address too.
public sealed partial class AncillaryData
{
    private const int MaxByte = 255;

    private SocketOption? _for4;        // the first that is for IPv4 packets alone
    private SocketOption? _for6;        // the first that is for IPv6 packets alone
    private SocketOption? _from6;       // IPV6_PKTINFO, which is for any that an IPv6 socket sends

    /// <summary>True where a message is in it that goes beside IP packets alone.</summary>
    internal bool IsForPackets => (_for4 ?? _for6 ?? _from6) is not null;

    /// <summary>Which message would be dropped in silence beside a packet of this family (AF_INET, AF_INET6; another: all) from a socket of that one; null for none.</summary>
    internal SocketOption? Dropped(Family packet, Family socket) => packet switch
    {
        Family.AF_INET => _for6 ?? (socket == Family.AF_INET ? _from6 : null),
        Family.AF_INET6 => _for4,
        _ => _for4 ?? _for6 ?? _from6,
    };

    /// <summary>What to look at where the kernel took no message; null where it is not this.</summary>
    internal string? HintFor(Errno error) => Size == 0 ? null : error switch
    {
        Errno.EINVAL => OutOfRange() ?? "perhaps a message of the ancillary data, by its level, type, size or number",
        Errno.ENOBUFS => $"with {Size} bytes of ancillary data, and net.core.optmem_max (sysctl) is the most that may be sent",
        _ => null,
    };

    private void Aim(SocketOption type)
    {
        if (type == IPV6_PKTINFO)
        {
            _from6 = type;
        }
        else if (type.Level == IP_PKTINFO.Level)
        {
            _for4 ??= type;
        }
        else
        {
            _for6 ??= type;
        }
    }

    private void ForgetAims() => _for4 = _for6 = _from6 = null;

    private string? OutOfRange()
    {
        int next = 0;
        while (ControlMessages.TryRead(_control.AsSpan(0, Size), ref next, out ControlMessage message))
        {
            var type = new SocketOption(message.Level, message.Type);
            int? least = type == IP_TTL ? 1 : type == IP_TOS ? 0 : type == IPV6_HOPLIMIT || type == IPV6_TCLASS ? -1 : null;
            if (least is not null && message.Data.Length == sizeof(int) && MemoryMarshal.Read<int>(message.Data) is int value && (value < least || value > MaxByte))
            {
                return $"in the ancillary data {type} is {value}, and may be {least} to {MaxByte}";
            }
        }

        return null;
    }
}
