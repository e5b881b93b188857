using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>Addresses as text: inet_aton(3), inet_pton(3), inet_ntop(3). The C library's own, so that its leniency is exact.</summary>
internal static unsafe partial class AddressTextCalls
{
    /// <summary>The longest IPv6 address as text, its zero byte included.</summary>
    private const int INET6_ADDRSTRLEN = 46;

    /// <summary>inet_aton(3): false where it is no address. <paramref name="address"/> has room for four bytes.</summary>
    internal static bool FromLooseText(string text, Span<byte> address)
    {
        Platform.Demand();
        fixed (byte* t = ZeroTerminated.Bytes(text))
        fixed (byte* a = address)
        {
            return inet_aton(t, a) != 0;
        }
    }

    /// <summary>inet_pton(3): 1, or 0 where it is no address of the family, or the error for a family that it does not know.</summary>
    /// <remarks><paramref name="address"/> has room for sixteen bytes.</remarks>
    internal static SysResult FromText(int family, string text, Span<byte> address)
    {
        Platform.Demand();
        fixed (byte* t = ZeroTerminated.Bytes(text))
        fixed (byte* a = address)
        {
            return SysResult.Of(inet_pton(family, t, a));
        }
    }

    /// <summary>inet_ntop(3). <paramref name="address"/> has as many bytes as an address of the family.</summary>
    internal static SysResult ToText(int family, ReadOnlySpan<byte> address, out string text)
    {
        Platform.Demand();
        byte* buffer = stackalloc byte[INET6_ADDRSTRLEN];
        fixed (byte* a = address)
        {
            byte* answer = inet_ntop(family, a, buffer, INET6_ADDRSTRLEN);
            SysResult got = SysResult.Of(answer == null ? -1 : 0);
            text = ZeroTerminated.Text(answer);
            return got;
        }
    }

    [LibraryImport("libc")]
    private static partial int inet_aton(byte* text, byte* address);

    [LibraryImport("libc")]
    private static partial int inet_pton(int family, byte* text, byte* address);

    [LibraryImport("libc")]
    private static partial byte* inet_ntop(int family, byte* address, byte* text, uint size);
}
