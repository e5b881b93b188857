using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>What a URL led to: a stream, and what is known of it. Dispose it: the conversation ends with it. Python: what <c>urllib.request.urlopen</c> returns.</summary>
public sealed class UrlAnswer : IDisposable, IAsyncDisposable
{
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
    public byte[] ReadAll()
    {
        using var all = new MemoryStream();
        Stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>All that is left of the stream.</summary>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancellation = default)
    {
        using var all = new MemoryStream();
        await Stream.CopyToAsync(all, cancellation).ConfigureAwait(false);
        return all.ToArray();
    }

    /// <summary>Ends the conversation.</summary>
    public void Dispose() => Stream.Dispose();

    /// <summary>Ends the conversation.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
