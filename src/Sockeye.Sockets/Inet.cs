using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>Addresses as text and as bytes, and the byte order of the network, by their C names. Usable with <c>using static</c>.</summary>
/// <remarks>Text is read and written by the C library itself, so that what it takes and refuses is exactly what other programs here do.</remarks>
public static class Inet
{
    private const int Size4 = 4;
    private const int Size6 = 16;

    /// <summary>An IPv4 address from text, as leniently as C: inet_aton(3).</summary>
    /// <param name="text">One to four numbers with dots, the last filling the bytes that are left; decimal, octal (017) or hexadecimal (0x1f). After a space anything may follow.</param>
    /// <returns>Four bytes in network order.</returns>
    /// <exception cref="FormatException">Not even C takes it for an address.</exception>
    public static byte[] InetAton(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] address = new byte[Size4];
        return !IsCut(text) && AddressTextCalls.FromLooseText(text, address)
            ? address
            : throw new FormatException($"inet_aton of '{text}': no IPv4 address, not even loosely written");
    }

    /// <summary>An IPv4 address as text: inet_ntoa(3).</summary>
    /// <param name="address">Four bytes in network order.</param>
    /// <exception cref="ArgumentException">It has not four bytes.</exception>
    public static string InetNtoa(ReadOnlySpan<byte> address) => InetNtop(Family.AF_INET, address);

    /// <summary>An address from text: inet_pton(3), which takes one way of writing alone: four decimal numbers; IPv6 as RFC 4291 has it, without a scope.</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="text">The address.</param>
    /// <returns>Four or sixteen bytes in network order.</returns>
    /// <exception cref="FormatException">It is no address of that family.</exception>
    /// <exception cref="SocketFaultException">It is another family (EAFNOSUPPORT).</exception>
    public static byte[] InetPton(Family family, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] address = new byte[SizeOf(family, "inet_pton")];
        return TryRead(family, text, address) ? address : throw NoAddress("inet_pton", text, family == Family.AF_INET ? "IPv4" : "IPv6");
    }

    /// <summary>An address as text: inet_ntop(3).</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="address">Four or sixteen bytes in network order.</param>
    /// <exception cref="ArgumentException">It has not as many bytes as an address of that family.</exception>
    /// <exception cref="SocketFaultException">It is another family (EAFNOSUPPORT).</exception>
    public static string InetNtop(Family family, ReadOnlySpan<byte> address)
    {
        int size = SizeOf(family, "inet_ntop");
        if (address.Length != size)
        {
            throw new ArgumentException($"an address of {family} has {size} bytes, and this has {address.Length}", nameof(address));
        }

        SysResult got = AddressTextCalls.ToText((int)family, address, out string text);
        return got.Failed ? throw FaultFactory.Create(new Fault("inet_ntop", got.Error)) : text;
    }

    /// <summary>An address of either family, written strictly: as <see cref="InetPton"/> takes it, where <see cref="IPAddress.Parse(string)"/> takes "1" for 0.0.0.1 and "010.1.1.1" for octal.</summary>
    /// <param name="text">The address, without a scope, brackets or a port.</param>
    /// <exception cref="FormatException">It is no address.</exception>
    public static IPAddress ParseStrict(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParseStrict(text, out IPAddress? address) ? address : throw NoAddress("address", text, "IPv4 or IPv6");
    }

    /// <summary>The same, and answers false where it is no address.</summary>
    /// <param name="text">The address, without a scope, brackets or a port.</param>
    /// <param name="address">The address.</param>
    public static bool TryParseStrict([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Size6];
        address = text is null ? null
            : TryRead(Family.AF_INET, text, bytes) ? new IPAddress(bytes[..Size4])
            : TryRead(Family.AF_INET6, text, bytes) ? new IPAddress(bytes)
            : null;
        return address is not null;
    }

    /// <summary>Sixteen bits from the machine's byte order to the network's: htons(3).</summary>
    /// <param name="value">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit sixteen bits.</exception>
    public static ushort Htons(int value) => Swapped16(value);

    /// <summary>Thirty-two bits from the machine's byte order to the network's: htonl(3).</summary>
    /// <param name="value">0 to 4294967295.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit thirty-two bits.</exception>
    public static uint Htonl(long value) => Swapped32(value);

    /// <summary>Sixteen bits from the network's byte order to the machine's: ntohs(3).</summary>
    /// <param name="value">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit sixteen bits.</exception>
    public static ushort Ntohs(int value) => Swapped16(value);

    /// <summary>Thirty-two bits from the network's byte order to the machine's: ntohl(3).</summary>
    /// <param name="value">0 to 4294967295.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit thirty-two bits.</exception>
    public static uint Ntohl(long value) => Swapped32(value);

    private static ushort Swapped16(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue, name);
        return (ushort)IPAddress.HostToNetworkOrder((short)value);
    }

    private static uint Swapped32(long value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, uint.MaxValue, name);
        return (uint)IPAddress.HostToNetworkOrder((int)value);
    }

    private static bool TryRead(Family family, string text, Span<byte> address)
        => !IsCut(text) && AddressTextCalls.FromText((int)family, text, address) is { Failed: false, Value: 1 };

    // C would see its end at a zero character.
    private static bool IsCut(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static int SizeOf(Family family, string operation) => family switch
    {
        Family.AF_INET => Size4,
        Family.AF_INET6 => Size6,
        _ => throw FaultFactory.Create(new Fault(operation, Errno.EAFNOSUPPORT) { Target = $"for {family}" }),
    };

    private static FormatException NoAddress(string operation, string text, string kind) => new($"{operation} of '{text}': no {kind} address, strictly written");
}
