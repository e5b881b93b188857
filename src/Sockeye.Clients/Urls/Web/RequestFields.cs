using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Urls.Web;

/// <summary>The fields of a request: its own, and the caller's, which go to their own origin alone.</summary>
internal static class RequestFields
{
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What the request says by itself; two voices would contradict each other.
    private static readonly string[] s_own =
        ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Trailer", "Expect", "Range", "If-Range", "Accept-Encoding", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization"];

    // They tell nothing that another origin must not know.
    private static readonly string[] s_harmless = ["Accept", "Accept-Language", "User-Agent"];

    /// <exception cref="ArgumentException">A name that is none, a control character in a value, or a field that is the request's own.</exception>
    internal static void Check(UrlRequest request)
    {
        if (request.Validator is string validator && !IsValue(validator))
        {
            throw new ArgumentException("the validator has a character that no field may have", nameof(request));
        }

        foreach (HttpField field in request.Fields)
        {
            if (string.IsNullOrEmpty(field.Name) || field.Name.AsSpan().ContainsAnyExcept(Token))
            {
                throw new ArgumentException($"'{Shown.Line(field.Name ?? "")}' is no name of a field", nameof(request));
            }

            if (!IsValue(field.Value))
            {
                throw new ArgumentException($"the value of {field.Name} has a character that no field may have", nameof(request));
            }

            if (s_own.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"{field.Name} is set by the request itself", nameof(request));
            }
        }
    }

    private static bool IsValue(string? value) => value is not null && !value.Any(static one => (char.IsControl(one) && one != '\t') || one > 'ÿ');

    /// <param name="to">The message.</param>
    /// <param name="request">Whose.</param>
    /// <param name="offset">From which byte on.</param>
    /// <param name="isHome">It goes to the origin of the request.</param>
    internal static void Add(HttpRequestMessage to, UrlRequest request, long offset, bool isHome)
    {
        foreach (HttpField field in request.Fields.Where(field => isHome || s_harmless.Contains(field.Name, StringComparer.OrdinalIgnoreCase)))
        {
            if (!to.Headers.TryAddWithoutValidation(field.Name, field.Value))
            {
                to.Content?.Headers.TryAddWithoutValidation(field.Name, field.Value);
            }
        }

        AddUnlessThere(to, "User-Agent", "Sockeye");
        AddUnlessThere(to, "Accept", "*/*");
        if (isHome && request.Url.Authority is { User: string user } authority)
        {
            AddUnlessThere(to, "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{authority.Password}")));
        }

        if (offset > 0)
        {
            to.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-"));
            if (request.Validator is not null)
            {
                to.Headers.TryAddWithoutValidation("If-Range", request.Validator);
            }
        }

        bool mayBeCompressed = request is { Compression: true, Offset: 0, Verb: UrlVerb.Get };
        to.Headers.TryAddWithoutValidation("Accept-Encoding", mayBeCompressed ? Expansion.Accepted : "identity");
    }

    private static void AddUnlessThere(HttpRequestMessage to, string name, string value)
    {
        if (!to.Headers.NonValidated.Contains(name))
        {
            to.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
