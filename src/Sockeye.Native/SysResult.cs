using System.Runtime.InteropServices;

namespace Sockeye.Native;

/// <summary>What a system call answered: a count that is zero or more, or an error number. One word, no exception.</summary>
internal readonly struct SysResult
{
    private readonly nint _raw;   // >= 0: the answer; < 0: minus the errno, as the kernel itself says it

    private SysResult(nint raw) => _raw = raw;

    /// <summary>Takes libc's answer and, if it says failure, captures errno at once.</summary>
    /// <remarks>The runtime preserves errno across its own transitions, so this may stand on the line after the call.</remarks>
    internal static SysResult Of(nint answer) => new(answer >= 0 ? answer : -Marshal.GetLastSystemError());

    internal static SysResult Success(nint value) => new(value);

    internal static SysResult Failure(Errno error) => new(-(nint)error);

    internal bool Failed => _raw < 0;

    internal nint Value => _raw;

    internal Errno Error => _raw < 0 ? (Errno)(-_raw) : Errno.None;

    public override string ToString() => Failed ? Error.ToString() : _raw.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
