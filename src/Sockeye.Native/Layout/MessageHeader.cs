namespace Sockeye.Native.Layout;

/// <summary>struct msghdr (sys/socket.h)</summary>
/// <remarks>musl declares the two counts as an int and four bytes of padding: on a little-endian machine the same eight bytes.</remarks>
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Pieces;
    internal nuint PieceCount;
    internal void* Control;
    internal nuint ControlLength;
    internal int Flags;
}
