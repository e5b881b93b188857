namespace Sockeye.Native.Layout;

/// <summary>Where the fields of struct statx (linux/stat.h) lie.</summary>
internal static class FileStatusLayout
{
    internal const int Size = 256;
    internal const int Mode = 28;
    internal const int Inode = 32;
    internal const int Length = 40;
    internal const int ModifiedSeconds = 112;
    internal const int ModifiedNanoseconds = 120;
}
