using System.Net.Http.Headers;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Urls.Web;

/// <summary>What the head of an answer says of what was asked for.</summary>
internal static class HttpInfo
{
    /// <param name="response">The answer.</param>
    /// <param name="isExpanded">Its body comes compressed: its length and its mark are those of the compressed bytes, which nobody sees.</param>
    internal static UrlInfo Of(HttpResponseMessage response, bool isExpanded)
    {
        HttpContentHeaders content = response.Content.Headers;
        return new UrlInfo
        {
            Type = First(content.NonValidated, "Content-Type"),
            Length = isExpanded ? null : response.StatusCode == System.Net.HttpStatusCode.PartialContent ? content.ContentRange?.Length : content.ContentLength,
            LastModified = content.LastModified,
            Validator = isExpanded ? null : response.Headers.ETag is { IsWeak: false } mark ? mark.Tag : First(content.NonValidated, "Last-Modified"),
            Fields = [.. Fields(response.Headers.NonValidated), .. Fields(content.NonValidated)],
        };
    }

    internal static string? First(HttpHeadersNonValidated fields, string name)
        => fields.TryGetValues(name, out HeaderStringValues values) && values.Count > 0 ? values.First() : null;

    internal static IEnumerable<HttpField> Fields(HttpHeadersNonValidated fields)
        => fields.SelectMany(static field => field.Value.Select(value => new HttpField(field.Key, value)));
}
