using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Wire.Urls;

/// <summary>Tells IPv6 addresses from other text, without asking the machine about zones.</summary>
internal static class IPv6Text
{
    private static readonly SearchValues<char> Chars = SearchValues.Create("0123456789abcdefABCDEF:.");

    internal static bool IsAddress(string text) =>
        text.Length is >= 2 and <= 45
        && !text.AsSpan().ContainsAnyExcept(Chars)
        && text.Contains(':')
        && IPAddress.TryParse(text, out IPAddress? address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
