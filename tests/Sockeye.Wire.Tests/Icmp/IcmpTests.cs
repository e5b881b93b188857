using System.Net;
using Sockeye.Wire.Icmp;

namespace Sockeye.Wire.Tests.Icmp;

/// <summary>ICMP messages as they stand on the wire, and bytes that are none.</summary>
public sealed class IcmpTests
{
    // An IPv4 header of 20 bytes, 192.0.2.1 to 198.51.100.7, protocol ICMP, time to live 61.
    private const string HeaderV4 = "4500003C000040003D010000C0000201C6336407";

    // An IPv6 header of 40 bytes, 2001:db8::1 to 2001:db8::2, next header ICMPv6, hop limit 62.
    private const string HeaderV6 = "6000000000103A3E20010DB800000000000000000000000120010DB8000000000000000000000002";

    [Theory]
    [InlineData("0800F7FF00000000", false, 0, 0, "")]
    [InlineData("0800832A0007000561626364", false, 7, 5, "abcd")]
    [InlineData("0000B32A1234000361", true, 0x1234, 3, "a")]
    public void AnEcho_IsReadAndWritten_WithItsChecksum(string wire, bool reply, int identifier, int sequence, string data)
    {
        byte[] bytes = WithChecksum(wire);
        IcmpEcho echo = Assert.IsType<IcmpEcho>(IcmpCodec.Read(bytes, IcmpVersion.V4));
        Assert.Equal((reply, identifier, sequence), (echo.IsReply, echo.Identifier, echo.Sequence));
        Assert.Equal(data, System.Text.Encoding.ASCII.GetString(echo.Data.Span));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(IcmpCodec.Write(echo)));
    }

    [Fact]
    public void TheChecksumOfAnEmptyEcho_IsTheKnownOne()
        => Assert.Equal("0800F7FF00000000", Convert.ToHexString(IcmpCodec.Write(new IcmpEcho(IcmpVersion.V4, false, 0, 0, default))));

    [Fact]
    public void AnEchoOfICMPv6_LeavesTheChecksumToTheKernel()
    {
        var echo = new IcmpEcho(IcmpVersion.V6, IsReply: false, 7, 5, "abcd"u8.ToArray());
        Assert.Equal("800000000007000561626364", Convert.ToHexString(IcmpCodec.Write(echo)));
        Assert.Equal((byte)129, IcmpCodec.Read(Convert.FromHexString("8100FFFF00070005"), IcmpVersion.V6).Type);
    }

    [Theory]
    [InlineData(3, 1, IcmpErrorKind.Unreachable, "destination host unreachable")]
    [InlineData(3, 13, IcmpErrorKind.Unreachable, "packet filtered")]
    [InlineData(3, 99, IcmpErrorKind.Unreachable, "destination unreachable, code 99")]
    [InlineData(11, 0, IcmpErrorKind.TimeExceeded, "time to live exceeded")]
    [InlineData(12, 0, IcmpErrorKind.ParameterProblem, "parameter problem, code 0")]
    public void AnError_SaysWhatIsWrongWithWhichEcho(int type, int code, IcmpErrorKind kind, string words)
    {
        IcmpError error = Error($"{type:X2}{code:X2}000000000000{HeaderV4}0800000000070005", IcmpVersion.V4);
        Assert.Equal((kind, words, (int?)null), (error.Kind, error.Description, error.NextHopMtu));
        Assert.Equal((IPAddress.Parse("198.51.100.7"), 61, 20), (error.Quoted!.Destination, (int)error.Quoted.TimeToLive, error.Quoted.Length));
        Assert.Equal((false, 7, 5), (error.QuotedEcho!.IsReply, (int)error.QuotedEcho.Identifier, (int)error.QuotedEcho.Sequence));
    }

    [Fact]
    public void APacketThatIsTooBig_HasTheSizeThatIsNot()
    {
        Assert.Equal(1400, Error($"0304000000000578{HeaderV4}0800000000070005", IcmpVersion.V4).NextHopMtu);
        Assert.Null(Error($"0304000000000000{HeaderV4}0800000000070005", IcmpVersion.V4).NextHopMtu);
        Assert.Equal(1280, Error($"0200000000000500{HeaderV6}8000000000070005", IcmpVersion.V6).NextHopMtu);
        Assert.Null(Error("02000000FFFFFFFF", IcmpVersion.V6).NextHopMtu);
    }

    [Fact]
    public void AnErrorOfICMPv6_IsReadThroughExtensionHeaders()
    {
        IcmpError plain = Error($"0103000000000000{HeaderV6}8000000000070005", IcmpVersion.V6);
        Assert.Equal(("destination address unreachable", 5), (plain.Description, (int)plain.QuotedEcho!.Sequence));
        string hopByHop = HeaderV6[..12] + "00" + HeaderV6[14..] + "3A01" + new string('0', 28);     // 16 bytes long
        IcmpError behind = Error($"0300000000000000{hopByHop}8000000000070005", IcmpVersion.V6);
        Assert.Equal((56, 5), (behind.Quoted!.Length, (int)behind.QuotedEcho!.Sequence));
        Assert.Null(Error($"0300000000000000{hopByHop[..90]}", IcmpVersion.V6).Quoted);
    }

    [Theory]
    [InlineData("")]                                        // nothing
    [InlineData("45")]                                      // less than a header
    [InlineData("4400003C000040003D010000C0000201C6336407")]    // a header of 16 bytes
    [InlineData("4F00003C000040003D010000C0000201C6336407")]    // one of 60 that is not there
    [InlineData("95")]                                      // no version of IP
    public void AQuoteThatIsNoPacket_IsNoQuote(string quoted)
    {
        IcmpError error = Error("0301000000000000" + quoted, IcmpVersion.V4);
        Assert.Null(error.Quoted);
        Assert.Null(error.QuotedEcho);
        Assert.Throws<ProtocolException>(() => IpHeader.Read(Convert.FromHexString(quoted)));
    }

    [Fact]
    public void AQuoteOfSomethingElse_IsNoEcho()
    {
        Assert.Null(Error($"0303000000000000{HeaderV4.Replace("3D01", "3D11", StringComparison.Ordinal)}0800000000070005", IcmpVersion.V4).QuotedEcho);     // UDP
        Assert.Null(Error($"0303000000000000{HeaderV4}0D00000000070005", IcmpVersion.V4).QuotedEcho);     // a timestamp
        Assert.Null(Error($"0303000000000000{HeaderV4}080000", IcmpVersion.V4).QuotedEcho);
    }

    [Fact]
    public void OtherMessages_AreKeptAsTheyAre()
    {
        var other = Assert.IsType<IcmpOther>(IcmpCodec.Read(Convert.FromHexString("8800ABCD01020304"), IcmpVersion.V6));
        Assert.Equal(((byte)136, "01020304"), (other.Type, Convert.ToHexString(other.Body.Span)));
    }

    [Theory]
    [InlineData("", IcmpVersion.V4, ProtocolError.Truncated)]
    [InlineData("080000", IcmpVersion.V4, ProtocolError.Truncated)]
    [InlineData("0800F7FF", IcmpVersion.V4, ProtocolError.Truncated)]
    [InlineData("800000000007", IcmpVersion.V6, ProtocolError.Truncated)]
    [InlineData("010000000000", IcmpVersion.V6, ProtocolError.Truncated)]
    [InlineData("0800F7FE00000000", IcmpVersion.V4, ProtocolError.Malformed)]
    public void WhatIsNoMessage_IsATypedError(string wire, IcmpVersion version, ProtocolError kind)
        => Assert.Equal(kind, Assert.Throws<ProtocolException>(() => IcmpCodec.Read(Convert.FromHexString(wire), version)).Kind);

    [Fact]
    public void AnEchoLongerThanAPacket_IsNotWritten()
    {
        Assert.Equal(65_515 - 8 + 8, IcmpCodec.Write(new IcmpEcho(IcmpVersion.V4, false, 0, 0, new byte[IcmpCodec.MaxData])).Length);
        var tooLong = Assert.Throws<ProtocolException>(() => IcmpCodec.Write(new IcmpEcho(IcmpVersion.V4, false, 0, 0, new byte[IcmpCodec.MaxData + 1])));
        Assert.Equal((ProtocolError.TooLarge, Blame.Caller), (tooLong.Kind, tooLong.Blame));
    }

    private static IcmpError Error(string wire, IcmpVersion version)
        => Assert.IsType<IcmpError>(IcmpCodec.Read(version == IcmpVersion.V4 ? WithChecksum(wire) : Convert.FromHexString(wire), version));

    // Counted here by its definition and not by the codec: the sum of the 16-bit words, its carries added in, all bits turned.
    private static byte[] WithChecksum(string wire)
    {
        byte[] bytes = Convert.FromHexString(wire);
        (bytes[2], bytes[3]) = (0, 0);
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
        }

        ushort checksum = (ushort)~((sum & 0xFFFF) + (sum >> 16));
        (bytes[2], bytes[3]) = ((byte)(checksum >> 8), (byte)checksum);
        return bytes;
    }
}
