using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>epoll(7). Its struct has two layouts, so the room for answers is bytes, and <see cref="Read"/> knows how they lie.</summary>
/// <remarks>Invariant: the kernel is told of as many whole entries as the pinned room has, and reads an entry only during the call, from this stack.</remarks>
internal static unsafe partial class EpollCalls
{
    internal const int EPOLL_CTL_ADD = 1;
    internal const int EPOLL_CTL_DEL = 2;
    internal const int EPOLL_CTL_MOD = 3;
    private const int EPOLL_CLOEXEC = 0x80000;

    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The bytes of one answer in the room that <see cref="Wait"/> fills.</summary>
    internal static int EntrySize => Packed ? sizeof(PackedEpollEntry) : sizeof(AlignedEpollEntry);

    /// <summary>epoll_create1(2), close-on-exec.</summary>
    internal static SysResult Create() => SysResult.Of(epoll_create1(EPOLL_CLOEXEC));

    /// <summary>epoll_ctl(2).</summary>
    internal static SysResult Control(int epoll, int operation, int fd, uint events, ulong data)
    {
        PackedEpollEntry packed = new() { Events = events, Data = data };
        AlignedEpollEntry aligned = new() { Events = events, Data = data };
        return SysResult.Of(epoll_ctl(epoll, operation, fd, Packed ? &packed : &aligned));
    }

    /// <summary>epoll_wait(2). The answer is how many entries are in the room; 0 is a timeout.</summary>
    /// <param name="epoll">The epoll descriptor.</param>
    /// <param name="room">For at least one entry.</param>
    /// <param name="milliseconds">-1 for ever.</param>
    internal static SysResult Wait(int epoll, Span<byte> room, int milliseconds)
    {
        fixed (byte* r = room)
        {
            return SysResult.Of(epoll_wait(epoll, r, room.Length / EntrySize, milliseconds));
        }
    }

    /// <summary>One of the entries that <see cref="Wait"/> put into the room.</summary>
    internal static (uint Events, ulong Data) Read(ReadOnlySpan<byte> room, int index)
    {
        ReadOnlySpan<byte> entry = room.Slice(index * EntrySize, EntrySize);
        if (Packed)
        {
            PackedEpollEntry packed = Unsafe.ReadUnaligned<PackedEpollEntry>(in entry[0]);
            return (packed.Events, packed.Data);
        }

        AlignedEpollEntry aligned = Unsafe.ReadUnaligned<AlignedEpollEntry>(in entry[0]);
        return (aligned.Events, aligned.Data);
    }

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc")]
    private static partial int epoll_ctl(int epoll, int operation, int fd, void* entry);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, void* entries, int count, int milliseconds);
}
