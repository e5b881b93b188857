using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>The calls that move bytes: send, recv and their address and vector forms, sendfile, and read for where sendfile does not apply.</summary>
/// <remarks>Every send carries MSG_NOSIGNAL: a peer that left is an error value, never a SIGPIPE.</remarks>
internal static unsafe partial class TransferCalls
{
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>The kernel takes at most this many pieces in one call (IOV_MAX in limits.h).</summary>
    internal const int MaxPieces = 1024;

    /// <summary>recv(2)</summary>
    internal static SysResult Receive(int fd, Span<byte> into, int flags)
    {
        fixed (byte* p = into)
        {
            return SysResult.Of(recv(fd, p, (nuint)into.Length, flags));
        }
    }

    /// <summary>send(2)</summary>
    internal static SysResult Send(int fd, ReadOnlySpan<byte> data, int flags)
    {
        fixed (byte* p = data)
        {
            return SysResult.Of(send(fd, p, (nuint)data.Length, flags | MSG_NOSIGNAL));
        }
    }

    /// <summary>recvmsg(2) into one buffer, without ancillary data: recvfrom(2) that also says whether a message was cut.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="into">Where to.</param>
    /// <param name="flags">MSG_…</param>
    /// <param name="address">Where the sender's address goes; may be empty.</param>
    /// <param name="length">How many bytes of <paramref name="address"/> the kernel filled; 0 where it names no sender.</param>
    /// <param name="messageFlags">The kernel's own: MSG_TRUNC …</param>
    internal static SysResult ReceiveMessage(int fd, Span<byte> into, int flags, Span<byte> address, out int length, out int messageFlags)
    {
        fixed (byte* p = into)
        fixed (byte* a = address)
        {
            var piece = new IoVector { Start = p, Length = (nuint)into.Length };
            var header = new MessageHeader { Name = a, NameLength = (uint)address.Length, Pieces = &piece, PieceCount = 1 };
            SysResult got = SysResult.Of(recvmsg(fd, &header, flags));
            length = (int)Math.Min(header.NameLength, (uint)address.Length);
            messageFlags = header.Flags;
            return got;
        }
    }

    /// <summary>sendto(2)</summary>
    internal static SysResult SendTo(int fd, ReadOnlySpan<byte> data, int flags, ReadOnlySpan<byte> address)
    {
        fixed (byte* p = data)
        fixed (byte* a = address)
        {
            return SysResult.Of(sendto(fd, p, (nuint)data.Length, flags | MSG_NOSIGNAL, a, (uint)address.Length));
        }
    }

    /// <summary>recvmsg(2) without ancillary data: scatters into the pieces in order. <paramref name="messageFlags"/> are the kernel's (MSG_TRUNC …).</summary>
    internal static SysResult ReceiveScatter(int fd, ReadOnlySpan<Memory<byte>> pieces, int flags, out int messageFlags)
    {
        using var pins = new Pins(Math.Min(pieces.Length, MaxPieces));
        for (int i = 0; i < pins.Count; i++)
        {
            pins.Set(i, pieces[i].Pin(), pieces[i].Length);
        }

        fixed (IoVector* vectors = pins.Vectors)
        {
            var header = new MessageHeader { Pieces = vectors, PieceCount = (nuint)pins.Count };
            SysResult got = SysResult.Of(recvmsg(fd, &header, flags));
            messageFlags = header.Flags;
            return got;
        }
    }

    /// <summary>sendmsg(2) without ancillary data: gathers the pieces in order.</summary>
    internal static SysResult SendGather(int fd, ReadOnlySpan<ReadOnlyMemory<byte>> pieces, int flags)
    {
        using var pins = new Pins(Math.Min(pieces.Length, MaxPieces));
        for (int i = 0; i < pins.Count; i++)
        {
            pins.Set(i, pieces[i].Pin(), pieces[i].Length);
        }

        fixed (IoVector* vectors = pins.Vectors)
        {
            var header = new MessageHeader { Pieces = vectors, PieceCount = (nuint)pins.Count };
            return SysResult.Of(sendmsg(fd, &header, flags | MSG_NOSIGNAL));
        }
    }

    /// <summary>sendfile(2): from a file, at an offset of its own, to a socket.</summary>
    internal static SysResult SendFile(int socket, int file, long offset, long count)
    {
        return SysResult.Of(sendfile(socket, file, &offset, (nuint)count));
    }

    /// <summary>pread(2) at the offset; read(2), from where the file stands, for a negative one.</summary>
    internal static SysResult Read(int file, Span<byte> into, long offset)
    {
        fixed (byte* p = into)
        {
            return SysResult.Of(offset < 0 ? read(file, p, (nuint)into.Length) : pread(file, p, (nuint)into.Length, offset));
        }
    }

    [LibraryImport("libc")]
    private static partial nint read(int file, byte* into, nuint length);

    [LibraryImport("libc")]
    private static partial nint pread(int file, byte* into, nuint length, long offset);

    [LibraryImport("libc")]
    private static partial nint recv(int fd, byte* into, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial nint send(int fd, byte* data, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial nint sendto(int fd, byte* data, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc")]
    private static partial nint recvmsg(int fd, MessageHeader* header, int flags);

    [LibraryImport("libc")]
    private static partial nint sendmsg(int fd, MessageHeader* header, int flags);

    [LibraryImport("libc")]
    private static partial nint sendfile(int to, int from, long* offset, nuint count);

    /// <summary>Pieces of memory held still for one call: up to sixteen without an allocation, more from the pools.</summary>
    /// <remarks>Invariant: slots that were set are unpinned exactly once, by <see cref="Dispose"/>; an unset slot is a default handle, whose Dispose does nothing.</remarks>
    private ref struct Pins
    {
        private HandleRow _handleRow;
        private VectorRow _vectorRow;
        private readonly MemoryHandle[]? _rentedHandles;
        private readonly IoVector[]? _rentedVectors;

        internal Pins(int count)
        {
            Count = count;
            if (count > HandleRow.Length)
            {
                _rentedHandles = ArrayPool<MemoryHandle>.Shared.Rent(count);
                _rentedVectors = ArrayPool<IoVector>.Shared.Rent(count);
                _rentedHandles.AsSpan(0, count).Clear();
            }
        }

        internal int Count { get; }

        [UnscopedRef]
        private Span<MemoryHandle> Handles => _rentedHandles is null ? ((Span<MemoryHandle>)_handleRow)[..Count] : _rentedHandles.AsSpan(0, Count);

        [UnscopedRef]
        internal Span<IoVector> Vectors => _rentedVectors is null ? ((Span<IoVector>)_vectorRow)[..Count] : _rentedVectors.AsSpan(0, Count);

        internal void Set(int slot, MemoryHandle handle, int length)
        {
            Handles[slot] = handle;
            Vectors[slot] = new IoVector { Start = handle.Pointer, Length = (nuint)length };
        }

        public void Dispose()
        {
            foreach (ref MemoryHandle handle in Handles)
            {
                handle.Dispose();
            }

            if (_rentedHandles is not null)
            {
                ArrayPool<MemoryHandle>.Shared.Return(_rentedHandles, clearArray: true);
                ArrayPool<IoVector>.Shared.Return(_rentedVectors!);
            }
        }
    }

    [InlineArray(Length)]
    private struct HandleRow
    {
        internal const int Length = 16;
        private MemoryHandle _first;
    }

    [InlineArray(HandleRow.Length)]
    private struct VectorRow
    {
        private IoVector _first;
    }
}
