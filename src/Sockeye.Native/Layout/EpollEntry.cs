using System.Runtime.InteropServices;

namespace Sockeye.Native.Layout;

/// <summary>struct epoll_event (sys/epoll.h) of x64, where it is packed so that 32-bit programs have the same</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PackedEpollEntry
{
    internal uint Events;
    internal ulong Data;
}

/// <summary>struct epoll_event (sys/epoll.h) of every other architecture</summary>
internal struct AlignedEpollEntry
{
    internal uint Events;
    internal ulong Data;
}
