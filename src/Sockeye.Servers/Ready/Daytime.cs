using System.Globalization;
using System.Text;

namespace Sockeye.Servers.Ready;

/// <summary>Says what time it is: RFC 867, over connections and in datagrams. UTC, in the RFC's first form: "Tuesday, February 22, 1982 17:37:43-UTC", and CRLF.</summary>
/// <param name="clock">Whose time; null for the system's.</param>
public sealed class Daytime(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>A conversation: the line, and the close. What the client says is not listened to.</summary>
    /// <param name="request">The client.</param>
    public Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.SayFarewell(Line());
    }

    /// <summary>A datagram, whatever is in it, is answered with the line.</summary>
    /// <param name="request">The datagram.</param>
    public ValueTask Answer(DatagramRequest request) => SmallServices.MayAnswer(request) ? request.ReplyAsync(Line()) : default;

    private byte[] Line() => Encoding.ASCII.GetBytes(_clock.GetUtcNow().ToString("dddd, MMMM d, yyyy HH:mm:ss'-UTC\r\n'", CultureInfo.InvariantCulture));
}
