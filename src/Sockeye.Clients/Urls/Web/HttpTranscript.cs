using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Sockeye.Clients.Http;
using Sockeye.Clients.Streams;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Urls.Web;

/// <summary>The heads of requests and answers, written down as HTTP/1 writes them, whichever version was spoken. Bodies are not, and neither is what proves who asks.</summary>
internal sealed class HttpTranscript
{
    // A URL may have a password in it.
    private static readonly string[] s_urls = ["Location", "Content-Location", "Referer"];

    private readonly Transcript _to;

    private HttpTranscript(Transcript to) => _to = to;

    /// <summary>Null where nobody wants it.</summary>
    internal static HttpTranscript? Begin(Conversation? to, string peer, HttpRequestMessage message)
    {
        if (Transcript.Begin(to, peer) is not Transcript begun)
        {
            return null;
        }

        _ = message.Content?.Headers.ContentLength;     // it is worked out when somebody asks
        string line = $"{message.Method} {message.RequestUri!.PathAndQuery} HTTP/{message.Version}";
        IEnumerable<HttpField> fields = [new("Host", message.RequestUri.Authority), .. HttpInfo.Fields(message.Headers.NonValidated), .. Fields(message.Content?.Headers)];
        begun.Says(Head(line, fields), secret: false);
        return new HttpTranscript(begun);
    }

    internal void Heard(HttpResponseMessage response)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}");
        _to.Heard(Head(line.TrimEnd(), [.. HttpInfo.Fields(response.Headers.NonValidated), .. Fields(response.Content.Headers)]));
    }

    internal void Fails(Exception error) => _to.Fails(error);

    private static IEnumerable<HttpField> Fields(HttpContentHeaders? fields) => fields is null ? [] : HttpInfo.Fields(fields.NonValidated);

    private static string Value(HttpField field)
        => HttpSecrets.Is(field.Name) ? "(not shown)"
            : s_urls.Contains(field.Name, StringComparer.OrdinalIgnoreCase) && field.Value.Contains('@', StringComparison.Ordinal) ? Location.AsShown(field.Value)
            : field.Value;

    private static byte[] Head(string line, IEnumerable<HttpField> fields)
    {
        var text = new StringBuilder(line).Append("\r\n");
        foreach (HttpField field in fields)
        {
            text.Append(field.Name).Append(": ").Append(Value(field)).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }
}
