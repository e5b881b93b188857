using System.Net;
using System.Text;
using Sockeye.Cli.Repl.Showing;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Repl.Showing;

/// <summary>Values as the prompt shows them.</summary>
public sealed class ValueTextTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { true, "true" },
        { -1.5, "-1.5" },
        { 'x', "'x'" },
        { '\'', @"'\''" },
        { '\ud800', @"'\ud800'" },
        { "a\"\\\r\n\t\0\u202e", @"""a\""\\\r\n\t\0\u202e""" },
        { Family.AF_INET, "AF_INET (2)" },
        { (Family)999, "(Family)999" },
        { MessageFlags.MSG_OOB | MessageFlags.MSG_PEEK, "MSG_OOB | MSG_PEEK (3)" },
        { SocketKind.SOCK_STREAM | SocketKind.SOCK_NONBLOCK | SocketKind.SOCK_CLOEXEC, "SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC (526337)" },
        { (SocketKind)(2048 + 1024), "(SocketKind)3072" },
        { Errno.EPIPE, "EPIPE (32)" },
        { "GET /\r\n"u8.ToArray(), @"""GET /\r\n""u8" },
        { "grün"u8.ToArray(), "\"grün\"u8" },
        { new byte[] { 0x47, 0xff, 0, (byte)'\n', 0xc3 }, @"b""G\xff\x00\n\xc3""" },
        { new byte[] { 127, 0, 0, 1 }, @"b""\x7f\x00\x00\x01""" },
        { "ü\u202e"u8.ToArray(), @"b""\xc3\xbc\xe2\x80\xae""" },
        { "\t\r\n"u8.ToArray(), @"""\t\r\n""u8" },
        { Array.Empty<byte>(), "\"\"u8" },
        { (ReadOnlyMemory<byte>)"m"u8.ToArray(), "\"m\"u8" },
        { new IPEndPoint(IPAddress.IPv6Loopback, 80), "[::1]:80" },
        { IPAddress.Loopback, "127.0.0.1" },
        { (1, "x", new[] { 1, 2 }), "(1, \"x\", [1, 2])" },
        { new[] { "a", "b" }, "\"a\"\n\"b\"" },
        { Array.Empty<int>(), "[]" },
        { new Dictionary<string, Family> { ["x"] = Family.AF_UNIX }, "\"x\": AF_UNIX (1)" },
        { typeof(Dictionary<string, int?[]>), "Dictionary<string, int?[]>" },
        { new object(), "<object>" },
        { new AddressInfo(Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_UDP, "host", new IPEndPoint(1, 2)), "AF_INET   SOCK_DGRAM   IPPROTO_UDP   1.0.0.0:2  \"host\"" },
        { new StringBuilder("one\ntwo\u001b[31m"), "one\ntwo?[31m" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_shown_for_people(object? value, string text) => Assert.Equal(text, ValueText.Of(value));

    [Fact]
    public void A_socket_says_what_it_is_open_and_closed()
    {
        var socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Equal($"<Socket fd={socket.Descriptor.Number} AF_INET SOCK_DGRAM local=0.0.0.0:0>", ValueText.Of(socket));
        socket.Close();
        Assert.Equal("<Socket closed AF_INET SOCK_DGRAM>", ValueText.Of(socket));
    }

    [Fact]
    public void Too_much_is_cut_with_its_whole_length_behind()
    {
        Assert.EndsWith("aaa\"u8… (5000 bytes)", ValueText.Of(Encoding.ASCII.GetBytes(new string('a', 5000))), StringComparison.Ordinal);
        Assert.EndsWith("ää\"u8… (5001 bytes)", ValueText.Of(Encoding.UTF8.GetBytes("x" + new string('ä', 2500))), StringComparison.Ordinal);
        Assert.EndsWith("aaa\"… (5000 characters)", ValueText.Of(new string('a', 5000)), StringComparison.Ordinal);
        Assert.EndsWith("\n… and 40 more", ValueText.Of(Enumerable.Range(0, 100).ToArray()), StringComparison.Ordinal);
        Assert.EndsWith("\n… and more", ValueText.Of(Endless()), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_within_themselves_end()
    {
        var list = new List<object>();
        list.Add(list);
        Assert.Equal("[[[…]]]", ValueText.Of(list));
    }

    [Fact]
    public void A_value_that_cannot_be_shown_is_said_to_be_so()
        => Assert.Equal("<Sulking, which cannot be shown: not today>", ValueText.Of(new Sulking()));

    [Fact]
    public void An_exception_is_its_type_and_its_words()
    {
        Assert.Equal("InvalidOperationException: no", ValueText.Of(new InvalidOperationException("no")));
        Assert.Equal("InvalidOperationException: no", ValueText.Of(new AggregateException(new InvalidOperationException("no"))));
    }

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return i;
        }
    }

    private sealed class Sulking
    {
        public override string ToString() => throw new NotSupportedException("not today");
    }
}
