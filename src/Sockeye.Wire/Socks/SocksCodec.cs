using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Wire.Socks;

/// <summary>The bytes of a SOCKS 5 client: RFC 1928, and RFC 1929 for a user's name and password.</summary>
/// <remarks>
/// The talk: greeting, method; with a password credentials, answer; request, reply. Every message tells its own length, so a client can read exactly it,
/// and what stands behind the reply is the far server's.
/// </remarks>
public static class SocksCodec
{
    /// <summary>Bytes of what the proxy says to the greeting, and to the credentials.</summary>
    public const int AnswerLength = 2;

    /// <summary>So many bytes of a reply say how long it is: <see cref="ReplyLength"/>.</summary>
    public const int ReplyStart = 5;

    /// <summary>The longest name, user or password, in bytes.</summary>
    public const int MaximumText = 255;

    private const byte Version = 5;
    private const byte PasswordVersion = 1;
    private const byte Connect = 1;
    private const byte V4 = 1;
    private const byte Name = 3;
    private const byte V6 = 4;
    private const int FixedPart = 4;

    /// <summary>The client's first words: how it could show who it is.</summary>
    /// <param name="methods">At least one.</param>
    public static byte[] WriteGreeting(params ReadOnlySpan<SocksMethod> methods)
    {
        ArgumentOutOfRangeException.ThrowIfZero(methods.Length, nameof(methods));
        byte[] greeting = new byte[2 + methods.Length];
        (greeting[0], greeting[1]) = (Version, (byte)methods.Length);
        for (int i = 0; i < methods.Length; i++)
        {
            greeting[2 + i] = (byte)methods[i];
        }

        return greeting;
    }

    /// <summary>The way that the proxy has chosen.</summary>
    /// <param name="answer">Its <see cref="AnswerLength"/> bytes.</param>
    /// <exception cref="ProtocolException">This is no SOCKS 5 proxy.</exception>
    public static SocksMethod ReadMethod(ReadOnlySpan<byte> answer)
    {
        Demand(answer, AnswerLength);
        return answer[0] == Version ? (SocksMethod)answer[1] : throw NoSocks(answer[0]);
    }

    /// <summary>User and password, as they are: whoever is between reads them.</summary>
    /// <exception cref="ArgumentException">One of them is empty, or longer than <see cref="MaximumText"/> bytes. The message does not tell them.</exception>
    public static byte[] WriteCredentials(string user, string password)
    {
        byte[] name = Text(user, nameof(user));
        byte[] word = Text(password, nameof(password));
        return [PasswordVersion, (byte)name.Length, .. name, (byte)word.Length, .. word];
    }

    /// <summary>Whether the proxy lets this user in.</summary>
    /// <param name="answer">Its <see cref="AnswerLength"/> bytes.</param>
    /// <exception cref="ProtocolException">It is no such answer.</exception>
    public static bool ReadAdmission(ReadOnlySpan<byte> answer)
    {
        Demand(answer, AnswerLength);
        return answer[0] == PasswordVersion ? answer[1] == 0
            : throw new ProtocolException(ProtocolError.Malformed, $"the answer to user and password has version {answer[0]}, and there is only {PasswordVersion}", 0);
    }

    /// <summary>Asks for a connection to an address.</summary>
    /// <param name="address">IPv4 or IPv6.</param>
    /// <param name="port">0 to 65535.</param>
    public static byte[] WriteConnect(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte type = address.AddressFamily == AddressFamily.InterNetworkV6 ? V6 : V4;
        return Request([type, .. address.GetAddressBytes()], port);
    }

    /// <summary>Asks for a connection to a name, which the proxy looks up.</summary>
    /// <param name="host">The name, in ASCII.</param>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentException">It is empty, not ASCII, or longer than <see cref="MaximumText"/> bytes.</exception>
    public static byte[] WriteConnect(string host, int port)
    {
        byte[] name = Text(host, nameof(host));
        return Ascii.IsValid(host) ? Request([Name, (byte)name.Length, .. name], port) : throw new ArgumentException($"'{host}' is not ASCII", nameof(host));
    }

    /// <summary>How long a reply is, by its first bytes.</summary>
    /// <param name="start">At least <see cref="ReplyStart"/> bytes.</param>
    /// <exception cref="ProtocolException">It is no reply.</exception>
    public static int ReplyLength(ReadOnlySpan<byte> start)
    {
        Demand(start, ReplyStart);
        if (start[0] != Version)
        {
            throw NoSocks(start[0]);
        }

        int address = start[3] switch
        {
            V4 => 4,
            V6 => 16,
            Name => 1 + start[4],
            byte type => throw new ProtocolException(ProtocolError.Unsupported, $"a SOCKS reply with an address of type {type}, which is not assigned", 3),
        };
        return FixedPart + address + sizeof(ushort);
    }

    /// <summary>Reads a whole reply.</summary>
    /// <param name="reply">As many bytes as <see cref="ReplyLength"/> says.</param>
    /// <exception cref="ProtocolException">It is no reply, or cut.</exception>
    public static SocksReply ReadReply(ReadOnlySpan<byte> reply)
    {
        int length = ReplyLength(reply);
        Demand(reply, length);
        ReadOnlySpan<byte> address = reply[FixedPart..(length - sizeof(ushort))];
        string host = reply[3] == Name ? Encoding.ASCII.GetString(address[1..]) : new IPAddress(address).ToString();
        return new SocksReply((SocksReplyCode)reply[1], host, BinaryPrimitives.ReadUInt16BigEndian(reply[(length - sizeof(ushort))..]));
    }

    private static byte[] Request(byte[] address, int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return [Version, Connect, 0, .. address, (byte)(port >> 8), (byte)port];
    }

    // Not the text itself in the message: it may be a password.
    private static byte[] Text(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length is > 0 and <= MaximumText ? bytes
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"SOCKS takes 1 to {MaximumText} bytes here, and these are {bytes.Length}"), name);
    }

    private static void Demand(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length < length)
        {
            throw new ProtocolException(ProtocolError.Truncated, $"the proxy's answer has {bytes.Length} bytes of {length}", bytes.Length);
        }
    }

    private static ProtocolException NoSocks(byte version)
        => new(ProtocolError.Malformed, version == 'H' ? "this is no SOCKS 5 proxy: it answers in HTTP" : $"this is no SOCKS 5 proxy: its answer begins with {version}", 0);
}
