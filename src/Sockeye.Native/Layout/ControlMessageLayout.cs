namespace Sockeye.Native.Layout;

/// <summary>struct cmsghdr (sys/socket.h), the head of one control message; its data follow. <see cref="Libc.ControlMessages"/> walks by these.</summary>
/// <remarks>musl declares the length as an int and four bytes of padding: on a little-endian machine the same eight bytes.</remarks>
internal static class ControlMessageLayout
{
    internal const int Size = 16;
    internal const int Length = 0;
    internal const int Level = 8;
    internal const int Type = 12;

    /// <summary>Each message begins at a multiple of this.</summary>
    internal const int Alignment = 8;
}
