using System.Buffers;
using System.Net;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Proxy;

namespace Sockeye.Wire.Tests.Proxy;

public sealed class ProxyTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";

    private static readonly FrameCheck<ProxyHeader> Check = new(new ProxyHeaders(), Show);

    [Fact]
    public void Text() => Check.Reads(
        "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\nPROXY TCP6 2001:db8::1 ::1 1 65535\r\nPROXY UNKNOWN\r\nPROXY UNKNOWN ffff:: whatever\r\n"u8,
        "1 Tcp4 192.0.2.1:56324 198.51.100.7:443", "1 Tcp6 [2001:db8::1]:1 [::1]:65535", "1 Unknown", "1 Unknown");

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PROXX")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 56324\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.7 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.7 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.256 198.51.100.7 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.7 56324 443\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 56324 443\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.7 56324 443\r\n")]
    [InlineData("PROXY TCP6 ::1%eth0 ::1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 65536 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 -1 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 080 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1\r198.51.100.7 80 443\r\n")]
    public void Text_Malformed(string wire) => Check.Refuses(Encoding.ASCII.GetBytes(wire), ProtocolError.Malformed);

    [Fact]
    public void Text_OtherFailures()
    {
        Check.Refuses("PROXY TCP5 a b 1 2\r\n"u8, ProtocolError.Unsupported);
        Check.Refuses(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 100)), ProtocolError.TooLarge);
    }

    public static TheoryData<ProxyHeader> Headers => new()
    {
        new ProxyHeader(1, ProxyTransport.Tcp4) { Source = EndPoint("1.2.3.4:5"), Destination = EndPoint("6.7.8.9:10") },
        new ProxyHeader(1, ProxyTransport.Tcp6) { Source = EndPoint("[::1]:5"), Destination = EndPoint("[2001:db8::2]:10") },
        new ProxyHeader(1, ProxyTransport.Unknown),
        new ProxyHeader(2, ProxyTransport.Tcp4) { Source = EndPoint("1.2.3.4:5"), Destination = EndPoint("6.7.8.9:10") },
        new ProxyHeader(2, ProxyTransport.Udp6) { Source = EndPoint("[::1]:5"), Destination = EndPoint("[2001:db8::2]:10"), HasChecksum = true },
        new ProxyHeader(2, ProxyTransport.UnixStream) { SourcePath = "/run/a"u8.ToArray(), DestinationPath = "/run/b"u8.ToArray() },
        new ProxyHeader(2, ProxyTransport.Unknown) { IsLocal = true },
        new ProxyHeader(2, ProxyTransport.Unknown),
        new ProxyHeader(2, ProxyTransport.Tcp4)
        {
            Source = EndPoint("1.2.3.4:5"), Destination = EndPoint("6.7.8.9:10"), HasChecksum = true,
            Tlvs = [new(ProxyTlvTypes.Authority, "example.org"u8.ToArray()), new(0xEE, new byte[300]), new(ProxyTlvTypes.Alpn, default)],
        },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void WhatIsWritten_IsReadBack_WhereverTheCut(ProxyHeader header) => Check.RoundTrips(header);

    [Fact]
    public void Binary_ByteForByte()
    {
        byte[] wire = Check.RoundTrips(new ProxyHeader(2, ProxyTransport.Tcp4) { Source = EndPoint("1.2.3.4:258"), Destination = EndPoint("5.6.7.8:772") });
        Assert.Equal(Latin1(Signature + "\x21\x11\0\x0c\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0001\u0002\u0003\u0004"), wire);
    }

    [Fact]
    public void AnyBitFlipped_FailsTheChecksum_OrTheHeader()
    {
        byte[] wire = Check.RoundTrips(new ProxyHeader(2, ProxyTransport.Tcp4)
        {
            Source = EndPoint("1.2.3.4:258"), Destination = EndPoint("5.6.7.8:772"), HasChecksum = true, Tlvs = [new(0xE0, "extra"u8.ToArray())],
        });
        for (int bit = FirstBitThatCounts; bit < 8 * wire.Length; bit++)
        {
            byte[] bad = [.. wire];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            // A header made longer or shorter waits for more, or leaves the rest; what is read is never the same header without a word.
            var feed = new FrameFeed<ProxyHeader>(new ProxyHeaders().CreateReader());
            feed.Add(bad);
            try
            {
                bool read = feed.TryRead(out ProxyHeader header);
                Assert.False(read && header.HasChecksum, $"bit {bit}");
            }
            catch (ProtocolException error)
            {
                Assert.Equal(Blame.Peer, error.Blame);
            }
        }
    }

    [Theory]
    [InlineData("\x31\x11\0\0", ProtocolError.Unsupported)]
    [InlineData("\x22\x11\0\0", ProtocolError.Unsupported)]
    [InlineData("\x21\x11\0\x0b\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b", ProtocolError.Malformed)]
    [InlineData("\x21\x00\0\x02\x01\x00", ProtocolError.Malformed)]
    [InlineData("\x21\x00\0\x04\x01\x00\x05x", ProtocolError.Malformed)]
    [InlineData("\x21\x00\0\x07\x03\x00\x04\x00\x00\x00\x00", ProtocolError.Malformed)]
    [InlineData("\x21\x00\0\x05\x03\x00\x02\x00\x00", ProtocolError.Malformed)]
    [InlineData("\x21\x00\xff\xff", ProtocolError.TooLarge)]
    public void Binary_Refused(string rest, ProtocolError kind) => Check.Refuses(Latin1(Signature + rest), kind);

    [Fact]
    public void Binary_AnUnknownFamily_IsUnknown_AndWhatItHoldsIsSkipped() =>
        Check.Reads(Latin1(Signature + "\x21\x41\0\u0002abPROXY UNKNOWN\r\n"), "2 Unknown", "1 Unknown");

    [Fact]
    public void Binary_Local_IgnoresWhatItHolds() =>
        Check.Reads(Latin1(Signature + "\x20\x11\0\u000cabcdefghijkl"), "2 local Unknown");

    [Theory]
    [InlineData(1, ProxyTransport.Udp4)]
    [InlineData(1, ProxyTransport.Tcp6)]
    [InlineData(2, ProxyTransport.Tcp6)]
    [InlineData(3, ProxyTransport.Tcp4)]
    public void WhatCannotBeSaid_IsNotWritten(int version, ProxyTransport transport)
    {
        var header = new ProxyHeader(version, transport) { Source = EndPoint("1.2.3.4:5"), Destination = EndPoint("6.7.8.9:10") };
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => new ProxyHeaders().Write(header, output)).Blame);
        Assert.Equal(0, output.WrittenCount);
    }

    // Version, command and signature are not protected by what the reader can check before it knows there is a checksum.
    private const int FirstBitThatCounts = 8 * 14;

    private static string Show(ProxyHeader h)
    {
        string where = h.Source is not null ? $" {h.Source} {h.Destination}"
            : h.SourcePath.IsEmpty ? "" : $" {Encoding.ASCII.GetString(h.SourcePath.Span)} {Encoding.ASCII.GetString(h.DestinationPath.Span)}";
        string tlvs = string.Concat(h.Tlvs.Select(t => $" [{t.Type:x2} {Convert.ToHexStringLower(t.Value.Span)}]"));
        return $"{h.Version}{(h.IsLocal ? " local" : "")} {h.Transport}{where}{(h.HasChecksum ? " sum" : "")}{tlvs}";
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static IPEndPoint EndPoint(string text) => IPEndPoint.Parse(text);
}
