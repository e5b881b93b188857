namespace Sockeye.Native;

/// <summary>Where Sockeye can run. Asked once, by the calls that make or adopt a descriptor or look up a name.</summary>
internal static class Platform
{
    private static readonly bool Supported = OperatingSystem.IsLinux() && Environment.Is64BitProcess && BitConverter.IsLittleEndian;

    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    internal static void Demand()
    {
        if (!Supported)
        {
            throw new PlatformNotSupportedException(
                "Sockeye speaks to the Linux kernel (64-bit; x64 or arm64) and this is another system. "
                + "On Windows use WSL, on macOS a Linux container or virtual machine; see the first lines of the README.");
        }
    }
}
