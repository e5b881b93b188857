namespace Sockeye.Native.Layout;

/// <summary>struct iovec (sys/uio.h)</summary>
internal unsafe struct IoVector
{
    internal void* Start;
    internal nuint Length;
}
