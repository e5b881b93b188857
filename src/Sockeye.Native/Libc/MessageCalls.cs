using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>sendmsg(2) and recvmsg(2): bytes from and to several places, with an address and control messages beside them.</summary>
/// <remarks>
/// <para>Every send carries MSG_NOSIGNAL, and every receive with room for control messages MSG_CMSG_CLOEXEC: a program that another
/// thread starts in this moment does not inherit a descriptor that comes.</para>
/// <para>Invariant: all memory that a header points to is pinned until the call has returned, and what the kernel says it filled is
/// never taken for more than the room that it was given.</para>
/// </remarks>
internal static unsafe partial class MessageCalls
{
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;

    /// <summary>The kernel takes at most this many pieces in one call (IOV_MAX in limits.h).</summary>
    internal const int MaxPieces = 1024;

    /// <summary>recvmsg(2) into one buffer.</summary>
    internal static SysResult Receive(int fd, Span<byte> into, int flags, ref Envelope envelope)
    {
        fixed (byte* p = into)
        {
            var piece = new IoVector { Start = p, Length = (nuint)into.Length };
            return Receive(fd, new Span<IoVector>(ref piece), flags, ref envelope);
        }
    }

    /// <summary>recvmsg(2) that scatters into the pieces in order; the first <see cref="MaxPieces"/> are taken.</summary>
    internal static SysResult Receive(int fd, ReadOnlySpan<Memory<byte>> into, int flags, ref Envelope envelope)
    {
        using var pins = new Pins(Math.Min(into.Length, MaxPieces));
        for (int i = 0; i < pins.Count; i++)
        {
            pins.Set(i, into[i].Pin(), into[i].Length);
        }

        return Receive(fd, pins.Vectors, flags, ref envelope);
    }

    /// <summary>sendmsg(2) of one buffer.</summary>
    internal static SysResult Send(int fd, ReadOnlySpan<byte> data, int flags, Envelope envelope)
    {
        fixed (byte* p = data)
        {
            var piece = new IoVector { Start = p, Length = (nuint)data.Length };
            return Send(fd, new Span<IoVector>(ref piece), flags, envelope);
        }
    }

    /// <summary>sendmsg(2) that gathers the pieces in order; the first <see cref="MaxPieces"/> are taken.</summary>
    internal static SysResult Send(int fd, ReadOnlySpan<ReadOnlyMemory<byte>> data, int flags, Envelope envelope)
    {
        using var pins = new Pins(Math.Min(data.Length, MaxPieces));
        for (int i = 0; i < pins.Count; i++)
        {
            pins.Set(i, data[i].Pin(), data[i].Length);
        }

        return Send(fd, pins.Vectors, flags, envelope);
    }

    private static SysResult Receive(int fd, scoped Span<IoVector> pieces, int flags, ref Envelope envelope)
    {
        fixed (IoVector* vectors = pieces)
        fixed (byte* address = envelope.Address)
        fixed (byte* control = envelope.Control)
        {
            MessageHeader header = Header(vectors, pieces.Length, address, control, envelope);
            SysResult got = SysResult.Of(recvmsg(fd, &header, envelope.Control.IsEmpty ? flags : flags | MSG_CMSG_CLOEXEC));
            if (!got.Failed)
            {
                // The kernel says how long an address is, even where the room was less.
                envelope.Address = envelope.Address[..(int)Math.Min(header.NameLength, (uint)envelope.Address.Length)];
                envelope.Control = envelope.Control[..(int)Math.Min(header.ControlLength, (nuint)envelope.Control.Length)];
                envelope.Said = header.Flags & ~(MSG_CMSG_CLOEXEC & ~flags);
            }

            return got;
        }
    }

    private static SysResult Send(int fd, scoped Span<IoVector> pieces, int flags, Envelope envelope)
    {
        fixed (IoVector* vectors = pieces)
        fixed (byte* address = envelope.Address)
        fixed (byte* control = envelope.Control)
        {
            MessageHeader header = Header(vectors, pieces.Length, address, control, envelope);
            return SysResult.Of(sendmsg(fd, &header, flags | MSG_NOSIGNAL));
        }
    }

    private static MessageHeader Header(IoVector* pieces, int count, byte* address, byte* control, Envelope envelope) => new()
    {
        Name = address,
        NameLength = (uint)envelope.Address.Length,
        Pieces = pieces,
        PieceCount = (nuint)count,
        Control = control,
        ControlLength = (nuint)envelope.Control.Length,
    };

    [LibraryImport("libc")]
    private static partial nint recvmsg(int fd, MessageHeader* header, int flags);

    [LibraryImport("libc")]
    private static partial nint sendmsg(int fd, MessageHeader* header, int flags);
}

/// <summary>What goes beside the bytes of a message. After a receive that succeeded: the parts that the kernel filled, and what it said.</summary>
internal ref struct Envelope
{
    /// <summary>To send: where to. To receive: room for the sender's address; empty when nobody asks, or none came.</summary>
    internal Span<byte> Address;

    /// <summary>To send: control messages. To receive: room for them.</summary>
    internal Span<byte> Control;

    /// <summary>After a receive: MSG_TRUNC, MSG_CTRUNC, MSG_EOR …</summary>
    internal int Said;
}
