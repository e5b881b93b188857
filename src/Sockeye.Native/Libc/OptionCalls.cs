using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>getsockopt(2) and setsockopt(2).</summary>
internal static unsafe partial class OptionCalls
{
    private const int SOL_SOCKET = 1;
    private const int SO_LINGER = 13;

    /// <summary>getsockopt(2). <paramref name="length"/>: how many bytes the kernel gave.</summary>
    internal static SysResult Get(int fd, int level, int name, Span<byte> value, out int length)
    {
        uint size = (uint)value.Length;
        fixed (byte* v = value)
        {
            SysResult got = SysResult.Of(getsockopt(fd, level, name, v, &size));
            length = (int)Math.Min(size, (uint)value.Length);
            return got;
        }
    }

    /// <summary>getsockopt(2) of an int.</summary>
    internal static SysResult GetInt(int fd, int level, int name, out int value)
    {
        int held = 0;
        uint size = sizeof(int);
        SysResult got = SysResult.Of(getsockopt(fd, level, name, (byte*)&held, &size));
        value = held;
        return got;
    }

    /// <summary>setsockopt(2)</summary>
    internal static SysResult Set(int fd, int level, int name, ReadOnlySpan<byte> value)
    {
        fixed (byte* v = value)
        {
            return SysResult.Of(setsockopt(fd, level, name, v, (uint)value.Length));
        }
    }

    /// <summary>setsockopt(2) of an int.</summary>
    internal static SysResult SetInt(int fd, int level, int name, int value)
        => SysResult.Of(setsockopt(fd, level, name, (byte*)&value, sizeof(int)));

    /// <summary>Takes a lingering close (SO_LINGER with a time) off, so that close(2) does not wait. Nothing happens on what is no socket.</summary>
    internal static void StopLingering(int fd)
    {
        Span<byte> linger = stackalloc byte[OptionLayout.Linger.Size];
        linger.Clear();
        if (!Get(fd, SOL_SOCKET, SO_LINGER, linger, out _).Failed && MemoryMarshal.Read<int>(linger[OptionLayout.Linger.Seconds..]) > 0)
        {
            linger.Clear();
            _ = Set(fd, SOL_SOCKET, SO_LINGER, linger);
        }
    }

    /// <summary>SO_LINGER on, with no time: close(2) then throws the connection away with a reset. Quietly: what has no such option is closed as it is.</summary>
    internal static void ResetOnClose(int fd)
    {
        Span<byte> linger = stackalloc byte[OptionLayout.Linger.Size];
        linger.Clear();
        MemoryMarshal.Write(linger[OptionLayout.Linger.On..], 1);
        _ = Set(fd, SOL_SOCKET, SO_LINGER, linger);
    }

    [LibraryImport("libc")]
    private static partial int getsockopt(int fd, int level, int name, byte* value, uint* length);

    [LibraryImport("libc")]
    private static partial int setsockopt(int fd, int level, int name, byte* value, uint length);
}
