using System.Globalization;
using Sockeye.Wire;

namespace Sockeye.Clients.Urls.Reading;

/// <summary>A stream of so many bytes at most: <see cref="UrlLimits.Body"/>.</summary>
internal sealed class BoundedStream(Stream inner, long most, string peer) : WatchedStream(inner)
{
    /// <summary>The error for a body that is, or says it is, too long.</summary>
    internal static ProtocolException TooLong(long most, long at, string peer)
        => new ProtocolException(ProtocolError.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is over the limit of {most} bytes"), at).From(peer);

    protected override void Came(int count)
    {
        if (Count > most)
        {
            throw TooLong(most, most, peer);
        }
    }
}
