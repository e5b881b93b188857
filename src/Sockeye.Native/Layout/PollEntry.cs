namespace Sockeye.Native.Layout;

/// <summary>struct pollfd (poll.h)</summary>
internal struct PollEntry
{
    internal int Descriptor;
    internal short Wanted;
    internal short Got;
}
