using System.Net;
using Sockeye.Wire.Socks;

namespace Sockeye.Wire.Tests.Socks;

/// <summary>The bytes of RFC 1928 and 1929.</summary>
public sealed class SocksCodecTests
{
    [Fact]
    public void AGreeting_ListsTheMethods()
    {
        Assert.Equal([5, 1, 0], SocksCodec.WriteGreeting(SocksMethod.None));
        Assert.Equal([5, 2, 0, 2], SocksCodec.WriteGreeting(SocksMethod.None, SocksMethod.Password));
        Assert.Throws<ArgumentOutOfRangeException>(() => SocksCodec.WriteGreeting());
    }

    [Fact]
    public void TheMethod_IsTheProxysChoice()
    {
        Assert.Equal(SocksMethod.Password, SocksCodec.ReadMethod([5, 2]));
        Assert.Equal(SocksMethod.NoneAcceptable, SocksCodec.ReadMethod([5, 0xFF]));
        Assert.Contains("begins with 4", Assert.Throws<ProtocolException>(() => SocksCodec.ReadMethod([4, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("answers in HTTP", Assert.Throws<ProtocolException>(() => SocksCodec.ReadMethod("HT"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_AreTwoCountedTexts()
    {
        Assert.Equal([1, 2, .. "me"u8, 6, .. "sesame"u8], SocksCodec.WriteCredentials("me", "sesame"));
        Assert.True(SocksCodec.ReadAdmission([1, 0]));
        Assert.False(SocksCodec.ReadAdmission([1, 1]));
        Assert.Throws<ProtocolException>(() => SocksCodec.ReadAdmission([5, 0]));
    }

    [Theory]
    [InlineData("", "sesame")]
    [InlineData("me", "")]
    public void CredentialsOfNoLength_AreRefused(string user, string password)
        => Assert.DoesNotContain("sesame", Assert.Throws<ArgumentException>(() => SocksCodec.WriteCredentials(user, password)).Message, StringComparison.Ordinal);

    [Fact]
    public void WhatIsTooLong_IsRefused_AndNotRepeated()
    {
        string secret = new('s', 256);
        Assert.DoesNotContain("sss", Assert.Throws<ArgumentException>(() => SocksCodec.WriteCredentials("me", secret)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SocksCodec.WriteConnect(secret, 80));
        Assert.Throws<ArgumentException>(() => SocksCodec.WriteConnect("b\u00FCcher.example", 80));
        Assert.Throws<ArgumentOutOfRangeException>(() => SocksCodec.WriteConnect("example.org", 65536));
    }

    [Fact]
    public void ARequest_NamesAnAddressOrAHost()
    {
        Assert.Equal([5, 1, 0, 1, 127, 0, 0, 1, 0x1F, 0x90], SocksCodec.WriteConnect(IPAddress.Loopback, 8080));
        Assert.Equal([5, 1, 0, 4, .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 80], SocksCodec.WriteConnect(IPAddress.IPv6Loopback, 80));
        Assert.Equal([5, 1, 0, 3, 11, .. "example.org"u8, 0, 80], SocksCodec.WriteConnect("example.org", 80));
    }

    public static TheoryData<byte[], string, int> Replies => new()
    {
        { [5, 0, 0, 1, 10, 0, 0, 1, 0x1F, 0x90], "10.0.0.1", 8080 },
        { [5, 0, 0, 4, .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 80], "::1", 80 },
        { [5, 0, 0, 3, 4, .. "here"u8, 1, 0], "here", 256 },
        { [5, 0, 0, 3, 0, 0, 7], "", 7 },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void AReply_IsRead_AndCutAnywhereItIsRefused(byte[] reply, string host, int port)
    {
        Assert.Equal(reply.Length, SocksCodec.ReplyLength(reply.AsSpan(0, SocksCodec.ReplyStart)));
        Assert.Equal(new SocksReply(SocksReplyCode.Succeeded, host, port), SocksCodec.ReadReply(reply));
        for (int cut = 0; cut < reply.Length; cut++)
        {
            Assert.Equal(ProtocolError.Truncated, Assert.Throws<ProtocolException>(() => SocksCodec.ReadReply(reply.AsSpan(0, cut))).Kind);
        }
    }

    [Fact]
    public void AnAddressOfNoType_IsRefused()
        => Assert.Equal(ProtocolError.Unsupported, Assert.Throws<ProtocolException>(() => SocksCodec.ReplyLength([5, 0, 0, 2, 0])).Kind);

    [Fact]
    public void EachReplyCode_HasItsSentence()
    {
        string[] sentences = [.. Enumerable.Range(0, 10).Select(code => new SocksReply((SocksReplyCode)code, "", 0).Reason)];
        Assert.Equal(sentences.Length, sentences.Distinct().Count());
        Assert.Equal("connection refused by the destination host", sentences[5]);
        Assert.Equal("reply code 9, which has no meaning", sentences[9]);
    }
}
