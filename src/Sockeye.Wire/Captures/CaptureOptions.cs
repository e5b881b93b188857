using System.Net;

namespace Sockeye.Wire.Captures;

/// <summary>What a <see cref="CaptureWriter"/> cannot know from a conversation.</summary>
public sealed record CaptureOptions
{
    /// <summary>The client's address and port. Default 127.0.0.1:49152; for a Unix socket any loopback address serves.</summary>
    public IPEndPoint Client { get; init; } = new(IPAddress.Loopback, 49152);

    /// <summary>The server's address and port, of the client's family. Default 127.0.0.1:7007.</summary>
    public IPEndPoint Server { get; init; } = new(IPAddress.Loopback, 7007);

    /// <summary>What carries the conversation. Default TCP.</summary>
    public CaptureTransport Transport { get; init; } = CaptureTransport.Tcp;

    /// <summary>The moment the entries' times count from. Default the beginning of 1970.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch;
}

/// <summary>What carries a captured conversation.</summary>
public enum CaptureTransport
{
    /// <summary>TCP: a stream, with a handshake and an end made up to fit.</summary>
    Tcp,

    /// <summary>UDP: each send is a datagram.</summary>
    Udp,
}
