using System.Runtime.CompilerServices;

namespace Sockeye.Native.Layout;

/// <summary>struct sigaction (signal.h) as libc takes it; glibc and musl agree</summary>
internal struct SignalAction
{
    internal const nint Default = 0;
    internal const nint Ignore = 1;
    internal const int SA_ONSTACK = 0x08000000;

    internal nint Handler;
    internal SignalMask Mask;
    internal int Flags;
    internal nint Restorer;

    [InlineArray(16)]
    internal struct SignalMask
    {
        private ulong _first;
    }
}
