using Sockeye.Clients.Urls.Reading;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>What a URL led to: a stream, and what is known of it. Dispose it: the conversation ends with it. Python: what <c>urllib.request.urlopen</c> returns.</summary>
public sealed class UrlAnswer : IDisposable, IAsyncDisposable
{
    private const int MostCollected = 64 << 20;

    /// <summary>An answer of a handler.</summary>
    /// <param name="url">Who answered in the end.</param>
    /// <param name="stream">What it says; the conversation ends when it is disposed.</param>
    public UrlAnswer(Url url, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(stream);
        (Url, Stream) = (url.WithoutUser(), stream);
    }

    /// <summary>Of whom, after all redirects; without user and password.</summary>
    public Url Url { get; }

    /// <summary>Who is to blame for it, in an error.</summary>
    internal string Whose => Url.Host is { Length: > 0 } host ? host : Url.Scheme;

    /// <summary>What it says, from <see cref="Offset"/> on. Reading is forward only, blocking or awaited.</summary>
    public Stream Stream { get; }

    /// <summary>What is known of it.</summary>
    public UrlInfo Info { get; init; } = new();

    /// <summary>The status of HTTP, the last reply of FTP; 0 where the scheme has none.</summary>
    public int Status { get; init; }

    /// <summary>The same in the server's words; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Which byte of the whole the stream begins with: <see cref="UrlRequest.Offset"/>, or 0 where the thing is another than the one that was begun.</summary>
    public long Offset { get; init; }

    /// <summary>"HTTP/1.1", "HTTP/2.0", "FTP"; "" where there is nothing to say.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>All that is left of the stream.</summary>
    /// <param name="maximum">The most bytes that are taken; 64 MiB where nothing is said.</param>
    /// <exception cref="ProtocolException">It is more.</exception>
    public byte[] ReadAll(int maximum = MostCollected)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        using var all = new MemoryStream();
        new BoundedStream(Stream, maximum, Whose).CopyTo(all);
        return all.ToArray();
    }

    /// <summary>All that is left of the stream.</summary>
    /// <param name="maximum">The most bytes that are taken; 64 MiB where nothing is said.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ProtocolException">It is more.</exception>
    public async Task<byte[]> ReadAllAsync(int maximum = MostCollected, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        using var all = new MemoryStream();
        await new BoundedStream(Stream, maximum, Whose).CopyToAsync(all, cancellation).ConfigureAwait(false);
        return all.ToArray();
    }

    /// <summary>Ends the conversation.</summary>
    public void Dispose() => Stream.Dispose();

    /// <summary>Ends the conversation.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
