using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Sockeye.Native;
using static Sockeye.Sockets.Inet;

namespace Sockeye.Sockets.Tests;

/// <summary>Addresses as text and bytes, and byte order.</summary>
public sealed class InetTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.1", "127.0.0.1")]
    [InlineData("1", "0.0.0.1")]
    [InlineData("1.2.772", "1.2.3.4")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("017.0.0.010", "15.0.0.8")]
    [InlineData("4294967295", "255.255.255.255")]
    [InlineData("10.0.0.1 and more", "10.0.0.1")]
    public void Aton_IsAsLenientAsC(string text, string means) => Assert.Equal(means, InetNtoa(InetAton(text)));

    [Theory]
    [InlineData("")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.65536")]
    [InlineData("08")]
    [InlineData("0xg")]
    [InlineData("4294967296")]
    [InlineData("10.0.0.1x")]
    [InlineData("10.0.0.1\0")]
    [InlineData("::1")]
    [InlineData("١.1.1.1")]
    public void Aton_RefusesWhatCRefuses(string text)
        => Assert.StartsWith($"inet_aton of '{text}': no IPv4 address", Assert.Throws<FormatException>(() => InetAton(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::", "::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("2001:DB8::A:0:0:B", "2001:db8::a:0:0:b")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    public void PtonAndNtop_AreEachOthersOpposite(string text, string again)
    {
        Family family = text.Contains(':', StringComparison.Ordinal) ? Family.AF_INET6 : Family.AF_INET;
        byte[] bytes = InetPton(family, text);
        Assert.Equal(family == Family.AF_INET ? 4 : 16, bytes.Length);
        Assert.Equal(again, InetNtop(family, bytes));
        Assert.Equal(new IPAddress(bytes), ParseStrict(text));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("010.1.1.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.0.0.1 ")]
    [InlineData("::1%lo")]
    [InlineData("[::1]")]
    [InlineData("1:2")]
    [InlineData(":::1")]
    [InlineData("::1\0")]
    [InlineData("")]
    public void Strict_RefusesAllOtherWaysOfWriting(string text)
    {
        Assert.False(TryParseStrict(text, out _));
        Assert.Throws<FormatException>(() => ParseStrict(text));
        Assert.Throws<FormatException>(() => InetPton(Family.AF_INET, text));
        Assert.Throws<FormatException>(() => InetPton(Family.AF_INET6, text));
    }

    [Fact]
    public void WrongFamiliesAndLengths_AreSaid()
    {
        Assert.Equal("inet_pton for AF_UNIX: address family not supported by protocol (EAFNOSUPPORT)", Assert.Throws<SocketFaultException>(() => InetPton(Family.AF_UNIX, "x")).Message);
        Assert.Equal(Errno.EAFNOSUPPORT, Assert.Throws<SocketFaultException>(() => InetNtop(Family.AF_UNIX, new byte[4])).Errno);
        Assert.Throws<ArgumentException>(() => InetNtoa(new byte[5]));
        Assert.StartsWith("an address of AF_INET6 has 16 bytes, and this has 4", Assert.Throws<ArgumentException>(() => InetNtop(Family.AF_INET6, new byte[4])).Message, StringComparison.Ordinal);
        Assert.False(TryParseStrict(null, out _));
    }

    [Fact]
    public void ByteOrder_IsTheNetworks()
    {
        byte[] network = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(network, 0x01020304);
        Assert.Equal(BitConverter.ToUInt32(network), Htonl(0x01020304));
        Assert.Equal(0x01020304u, Ntohl(BitConverter.ToUInt32(network)));
        Assert.Equal(0x5000, Htons(0x50));
        Assert.Equal(0x50, Ntohs(0x5000));
        Assert.Equal((ushort.MaxValue, uint.MaxValue, (ushort)0x80, 0x80u), (Htons(65535), Htonl(4294967295), Ntohs(0x8000), Ntohl(0x80000000)));
    }

    [Fact]
    public void WhatDoesNotFit_IsOutOfRange()
    {
        Assert.Equal("value", Assert.Throws<ArgumentOutOfRangeException>(() => Htons(65536)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Htons(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ntohs(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Htonl(4294967296));
        Assert.Throws<ArgumentOutOfRangeException>(() => Htonl(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ntohl(-1));
    }

    [NeedsFact("python3")]
    public void OddSpellings_MeanToUsWhatTheyMeanToPython()
    {
        var random = new Random(20261121);
        string[] parts = ["0", "1", "9", "08", "017", "255", "256", "65535", "0x1f", "0X", "0xFFFFFFFF", "4294967295", "", " ", "a", "::", "ffff", "1.2.3.4", "-1", "+1", "%1"];
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => string.Join(
            random.Next(3) == 0 ? ":" : ".", Enumerable.Range(0, 1 + random.Next(random.Next(4) == 0 ? 8 : 5)).Select(_ => parts[random.Next(parts.Length)])))];
        string[] questions = [.. texts.SelectMany(static text => new[]
        {
            $"socket.inet_aton('{text}').hex()", $"socket.inet_pton(2, '{text}').hex()", $"socket.inet_ntop(10, socket.inet_pton(10, '{text}'))",
        })];
        string[] ours = [.. texts.SelectMany(static text => new[]
        {
            PythonAnswers.Ours(() => Convert.ToHexStringLower(InetAton(text))),
            PythonAnswers.Ours(() => Convert.ToHexStringLower(InetPton(Family.AF_INET, text))),
            PythonAnswers.Ours(() => InetNtop(Family.AF_INET6, InetPton(Family.AF_INET6, text))),
        })];
        Assert.InRange(ours.Count(static answer => answer != "error"), 20, 1180);    // some are addresses, some are not
        Assert.Equal(Pairs(questions, PythonAnswers.To(questions)), Pairs(questions, ours));
    }

    private static IEnumerable<string> Pairs(string[] questions, string[] answers)
        => questions.Zip(answers, static (question, answer) => string.Create(CultureInfo.InvariantCulture, $"{question} = {answer}"));
}
