using System.Runtime.InteropServices;
using Sockeye.Sockets;

namespace Sockeye.Servers.Datagrams;

/// <summary>What the kernel has dropped before it could be received, most of it for want of room in the socket's queue: SK_MEMINFO_DROPS of SO_MEMINFO, sock_diag(7). Any thread.</summary>
/// <remarks>It is the number that SO_RXQ_OVFL puts beside datagrams. Asked for it costs nothing on their way, and tells the last ones too, after which none came.</remarks>
internal sealed class KernelDrops(Socket socket)
{
    private const int DropsWord = 8;

    private readonly Lock _lock = new();
    private long _sum;

    /// <summary>So far; once the socket is closed, what it was when it was last asked for.</summary>
    internal long Count
    {
        get
        {
            lock (_lock)
            {
                Span<uint> words = stackalloc uint[DropsWord + 1];
                try
                {
                    if (socket.GetOption(SocketOption.SO_MEMINFO, MemoryMarshal.AsBytes(words)) == words.Length * sizeof(uint))
                    {
                        _sum += words[DropsWord] - (uint)_sum;      // the kernel's own goes round
                    }
                }
                catch (Exception gone) when (gone is ObjectDisposedException or SocketFaultException)
                {
                    // Closed; or a kernel that does not tell.
                }

                return _sum;
            }
        }
    }
}
