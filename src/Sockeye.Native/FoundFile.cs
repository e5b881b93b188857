namespace Sockeye.Native;

/// <summary>What statx(2) says of a file that is open.</summary>
/// <param name="Mode">Its type and permissions: stx_mode.</param>
/// <param name="Inode">Which it is, on its file system.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Modified">When it was last written, in whole seconds since 1970.</param>
/// <param name="Nanoseconds">What goes with <paramref name="Modified"/>.</param>
internal readonly record struct FoundFile(int Mode, ulong Inode, long Length, long Modified, uint Nanoseconds)
{
    private const int S_IFMT = 0xF000;
    private const int S_IFREG = 0x8000;
    private const int S_IFDIR = 0x4000;

    internal bool IsRegular => (Mode & S_IFMT) == S_IFREG;

    internal bool IsFolder => (Mode & S_IFMT) == S_IFDIR;
}
