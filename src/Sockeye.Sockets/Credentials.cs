using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Sockets;

/// <summary>Who is at the other end of a Unix socket, as the kernel vouches for it: struct ucred, unix(7).</summary>
/// <param name="ProcessId">The process, as this process's namespace numbers it; 0 where it has no number there.</param>
/// <param name="UserId">The user; 65534 where this process's namespace has no number for it.</param>
/// <param name="GroupId">The group; the same.</param>
public readonly record struct Credentials(int ProcessId, uint UserId, uint GroupId)
{
    internal static Credentials Read(ReadOnlySpan<byte> from) => new(
        MemoryMarshal.Read<int>(from[ControlDataLayout.Credentials.Process..]),
        MemoryMarshal.Read<uint>(from[ControlDataLayout.Credentials.User..]),
        MemoryMarshal.Read<uint>(from[ControlDataLayout.Credentials.Group..]));

    internal void Write(Span<byte> into)
    {
        MemoryMarshal.Write(into[ControlDataLayout.Credentials.Process..], ProcessId);
        MemoryMarshal.Write(into[ControlDataLayout.Credentials.User..], UserId);
        MemoryMarshal.Write(into[ControlDataLayout.Credentials.Group..], GroupId);
    }
}
