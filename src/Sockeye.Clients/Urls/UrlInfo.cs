using Sockeye.Wire.Http;

namespace Sockeye.Clients.Urls;

/// <summary>What is known of what a URL names, as far as its scheme tells. Python: what <c>urlopen(url).info()</c> returns.</summary>
public sealed record UrlInfo
{
    /// <summary>The media type with its parameters: "text/html; charset=utf-8"; null where nobody says.</summary>
    public string? Type { get; init; }

    /// <summary>Bytes of the whole, also where the answer begins in the midst of it; null where nobody says, and where it comes compressed.</summary>
    public long? Length { get; init; }

    /// <summary>When it was last changed; null where nobody says.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>A word that is another as soon as the thing is: for <see cref="UrlRequest.Validator"/>. HTTP: a strong ETag, else Last-Modified. Null: it cannot be resumed with certainty.</summary>
    public string? Validator { get; init; }

    /// <summary>It is a folder or a menu, and the stream is its listing.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>HTTP: the fields of the answer, as they came. Empty for other schemes.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];
}
