using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>What the macros of cmsg(3) do: how long a control message is, writing one, and going from one to the next.</summary>
/// <remarks>
/// Invariants. What stands in a control buffer is not trusted: each place is compared with the end of the buffer before it is read,
/// in unsigned 64 bits as the header has its length, so that no length wraps around. A step is at least a whole header, so that a
/// walk ends. A message that claims more than is there has the data that are there. (Of one that it cuts, the kernel writes the length that is left.)
/// </remarks>
internal static class ControlMessages
{
    /// <summary>CMSG_LEN: header and data. The caller has seen to it that an int holds it.</summary>
    internal static int Length(int data) => ControlMessageLayout.Size + data;

    /// <summary>CMSG_SPACE: header, data, and the padding up to the next message. The caller has seen to it that an int holds it.</summary>
    internal static int Space(int data) => ControlMessageLayout.Size + Align(data);

    /// <summary>CMSG_ALIGN</summary>
    internal static int Align(int size) => (size + ControlMessageLayout.Alignment - 1) & -ControlMessageLayout.Alignment;

    /// <summary>CMSG_FIRSTHDR (at 0) and CMSG_NXTHDR: reads the message at <paramref name="next"/> and moves it to the one after. False: there is none.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> control, scoped ref int next, out ControlMessage message)
    {
        message = default;
        if (next > control.Length - ControlMessageLayout.Size)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = control[next..];
        ulong claimed = MemoryMarshal.Read<ulong>(rest[ControlMessageLayout.Length..]);
        if (claimed < ControlMessageLayout.Size)
        {
            return false;
        }

        int length = (int)Math.Min(claimed, (ulong)rest.Length);
        message = new ControlMessage
        {
            Level = MemoryMarshal.Read<int>(rest[ControlMessageLayout.Level..]),
            Type = MemoryMarshal.Read<int>(rest[ControlMessageLayout.Type..]),
            Data = rest[ControlMessageLayout.Size..length],
        };

        // At the end of the largest buffer the padding would pass int: then there is no next one.
        next = length > int.MaxValue - ControlMessageLayout.Alignment - next ? int.MaxValue : next + Align(length);
        return true;
    }

    /// <summary>Writes a message's header, and answers where its data go. The caller has seen to it that they fit.</summary>
    internal static Span<byte> Write(Span<byte> into, int level, int type, int dataLength)
    {
        MemoryMarshal.Write(into[ControlMessageLayout.Length..], (ulong)Length(dataLength));
        MemoryMarshal.Write(into[ControlMessageLayout.Level..], level);
        MemoryMarshal.Write(into[ControlMessageLayout.Type..], type);
        return into.Slice(ControlMessageLayout.Size, dataLength);
    }
}

/// <summary>One control message in its buffer.</summary>
internal ref struct ControlMessage
{
    internal int Level;
    internal int Type;
    internal ReadOnlySpan<byte> Data;
}
