using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Clients.Lines;

/// <summary>How a <see cref="LineClient"/> connects, writes and reads.</summary>
public sealed record LineClientOptions
{
    /// <summary>Timeout, dialer, TLS, and the record of what is said.</summary>
    public ClientOptions Client { get; init; } = new();

    /// <summary>Speak TLS from the first byte: what ports of their own have, such as 465 and 995. To begin with it later see <see cref="LineClient.StartTls(Connections.Tls.TlsClientOptions?)"/>.</summary>
    public bool IsSecure { get; init; }

    /// <summary>What the bytes of a line mean: UTF-8, the default. Bytes that mean nothing come out as U+FFFD, or are a <see cref="Wire.ProtocolException"/> where the encoding is one that throws; <see cref="LineClient.ReadLineBytes()"/> gives them as they are.</summary>
    public Encoding Encoding { get; init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The most bytes a line may have, its CR and LF not counted. 64 KiB: a server that sends a line without end does not fill the memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaximumLine
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = FrameLimits.Line;

    /// <summary>Write LF behind a line in place of CRLF, as a few old servers want it. What is read may have either.</summary>
    public bool SendsLf { get; init; }
}
