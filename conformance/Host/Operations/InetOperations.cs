using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Addresses as text and bytes, byte order, and every constant.</summary>
internal static class InetOperations
{
    internal static byte[] InetAton(string text) => Inet.InetAton(text);

    internal static string InetNtoa(PythonBuffer address) => Inet.InetNtoa(address.Span);

    internal static byte[] InetPton(Family family, string text) => Inet.InetPton(family, text);

    internal static string InetNtop(Family family, PythonBuffer address) => Inet.InetNtop(family, address.Span);

    internal static ushort Htons(int value) => Inet.Htons(value);

    internal static ushort Ntohs(int value) => Inet.Ntohs(value);

    internal static uint Htonl(long value) => Inet.Htonl(value);

    internal static uint Ntohl(long value) => Inet.Ntohl(value);

    internal static IEnumerable<object?> ConstantValues(object[] names)
        => names.Select(static name => Constants.TryGet((string)name, out Constant? found) ? (object)found.Value : null);
}
