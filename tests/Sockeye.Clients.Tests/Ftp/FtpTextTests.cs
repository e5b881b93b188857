using System.Text;
using Sockeye.Clients.Ftp;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>Line ends of TYPE A, cut anywhere, into buffers of any size.</summary>
public sealed class FtpTextTests
{
    [Theory]
    [InlineData("one\r\ntwo\r\n", "one\ntwo\n")]
    [InlineData("one\ntwo", "one\ntwo")]
    [InlineData("\r\n\r\n", "\n\n")]
    [InlineData("a\rb\r", "a\rb\r")]
    [InlineData("\r\r\n\r", "\r\n\r")]
    [InlineData("", "")]
    public void FromTheWire(string wire, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire);
        for (int room = 1; room <= bytes.Length + 1; room++)
        {
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                Assert.Equal(text, Encoding.ASCII.GetString(Read(bytes, cut, room)));
            }
        }
    }

    [Theory]
    [InlineData("one\ntwo\n", "one\r\ntwo\r\n")]
    [InlineData("one\r\ntwo", "one\r\ntwo")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("a\rb\r", "a\rb\r")]
    public void ToTheWire(string text, string wire)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            bool afterCr = false;
            byte[] into = new byte[bytes.Length * 2];
            int first = FtpText.ToWire(bytes.AsSpan(0, cut), into, ref afterCr);
            int second = FtpText.ToWire(bytes.AsSpan(cut), into.AsSpan(first), ref afterCr);
            Assert.Equal(wire, Encoding.ASCII.GetString(into, 0, first + second));
        }
    }

    private static byte[] Read(byte[] wire, int cut, int room)
    {
        var text = new List<byte>();
        byte[] into = new byte[room];
        int at = 0;
        foreach (int end in (int[])[cut, wire.Length])
        {
            int taken, written;
            do
            {
                (taken, written) = FtpText.FromWire(wire.AsSpan(at, end - at), into, end == wire.Length);
                at += taken;
                text.AddRange(into[..written]);
            }
            while (taken > 0);
        }

        Assert.Equal(wire.Length, at);
        return [.. text];
    }
}
