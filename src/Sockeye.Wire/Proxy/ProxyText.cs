using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Proxy;

/// <summary>Version 1: one line, <c>PROXY TCP4 192.0.2.1 192.0.2.2 56324 443 CRLF</c>, at most 107 bytes.</summary>
internal static class ProxyText
{
    internal const int Longest = 107;

    internal static ReadOnlySpan<byte> Start => "PROXY "u8;

    /// <summary>Length of the line, CRLF included; 0 when it is not whole. Throws as soon as the bytes cannot become a header.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        int same = bytes.CommonPrefixLength(Start);
        if (same < Math.Min(bytes.Length, Start.Length)) FrameFault.Malformed("a PROXY header was due", same);
        int lf = bytes.IndexOf((byte)'\n');
        if (lf < 0 && bytes.Length < Longest) return 0;
        if (lf < 0) FrameFault.Endless(Longest);
        if (bytes[lf - 1] != '\r') FrameFault.Malformed("the header's line must end with CR LF", lf);
        return lf + 1;
    }

    internal static ProxyHeader Read(ReadOnlySpan<byte> line)
    {
        foreach (byte b in line[..^2])
        {
            if (b is < 0x20 or > 0x7E) FrameFault.Malformed("the header holds a byte that is no text", line.IndexOf(b));
        }

        string text = Encoding.ASCII.GetString(line[..^2]);
        string[] words = text.Split(' ');
        // UNKNOWN may be followed by anything; it is not looked at.
        if (words[1] == "UNKNOWN") return new ProxyHeader(1, ProxyTransport.Unknown);
        AddressFamily family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => throw new ProtocolException(ProtocolError.Unsupported, $"'{words[1]}' is neither TCP4, TCP6 nor UNKNOWN", Start.Length),
        };
        if (words.Length != 6) FrameFault.Malformed("a header has two addresses and two ports, with one space between", text.Length);
        var from = new IPEndPoint(Address(words[2], family, text), Port(words[4], text));
        var to = new IPEndPoint(Address(words[3], family, text), Port(words[5], text));
        return new ProxyHeader(1, family == AddressFamily.InterNetwork ? ProxyTransport.Tcp4 : ProxyTransport.Tcp6) { Source = from, Destination = to };
    }

    internal static byte[] Write(ProxyHeader header)
    {
        if (header.Tlvs.Count > 0 || header.HasChecksum) FrameFault.CannotWrite("version 1 carries no extras and no checksum");
        if (header.Transport == ProxyTransport.Unknown || header.IsLocal) return "PROXY UNKNOWN\r\n"u8.ToArray();
        if (header.Transport is not (ProxyTransport.Tcp4 or ProxyTransport.Tcp6)) FrameFault.CannotWrite($"version 1 cannot say {header.Transport}");
        (IPEndPoint from, IPEndPoint to) = ProxyBinary.EndPoints(header);
        string name = header.Transport == ProxyTransport.Tcp4 ? "TCP4" : "TCP6";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"PROXY {name} {Plain(from.Address)} {Plain(to.Address)} {from.Port} {to.Port}\r\n"));
    }

    /// <summary>Without a zone: another machine could not use it.</summary>
    private static IPAddress Plain(IPAddress address) => new(address.GetAddressBytes());

    private static IPAddress Address(string word, AddressFamily family, string text)
    {
        bool shape = family == AddressFamily.InterNetwork ? word.Count(c => c == '.') == 3 && word.All(c => char.IsAsciiDigit(c) || c == '.')
            : word.Contains(':') && word.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        if (shape && IPAddress.TryParse(word, out IPAddress? address) && address.AddressFamily == family
            && (family == AddressFamily.InterNetworkV6 || address.ToString() == word)) return address;
        FrameFault.Malformed($"'{word}' is no address of this family", text.IndexOf(word, Start.Length, StringComparison.Ordinal));
        return IPAddress.None;
    }

    private static int Port(string word, string text)
    {
        if (ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && (word[0] != '0' || word.Length == 1)) return port;
        FrameFault.Malformed($"'{word}' is no port", text.LastIndexOf(word, StringComparison.Ordinal));
        return 0;
    }
}
