using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sockeye.Connections;

/// <summary>An IPv4 or IPv6 address as the kernel writes it, within the connection: most are never asked for, and an object for each would cost more than the rest of an idle connection's name.</summary>
internal struct PeerAddress
{
    private Room _room;

    /// <summary>0 where there is none, or one that has no room here.</summary>
    internal byte Length { get; private set; }

    [UnscopedRef]
    internal readonly ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_room)[..Length];

    internal static PeerAddress From(ReadOnlySpan<byte> address)
    {
        var made = default(PeerAddress);
        if (address.Length <= Room.Size)
        {
            address.CopyTo(made._room);
            made.Length = (byte)address.Length;
        }

        return made;
    }

    [InlineArray(Size)]
    private struct Room
    {
        internal const int Size = 28;

        private byte _first;
    }
}
