using System.Globalization;
using System.Net;
using Sockeye.Clients.Dialing;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Web;

/// <summary>One request from its first message to the answer that counts, through all redirects. Blocking, each of its steps is over when it returns.</summary>
internal sealed class HttpExchange(UrlRequest request, bool blocking, Patience patience)
{
    private const int PieceSize = 8 * 1024;
    private const int MostDrained = 16 * 1024;      // of the body of a redirect, so that the connection can be used again

    private static readonly TimeSpan s_drained = TimeSpan.FromSeconds(1);       // a new connection costs less than to wait for the old one

    private readonly HttpTransport _transport = HttpTransport.Of(request.Client);
    private Url _at = request.Url;
    private long _offset = request.Verb == UrlVerb.Get ? request.Offset : 0;
    private bool _isHome = true;
    private int _followed;

    internal async ValueTask<UrlAnswer> Run()
    {
        patience.Begin();
        while (true)
        {
            var faults = new HttpFaults(PeerOf(_at), patience);
            HttpResponseMessage response = await Send(faults).ConfigureAwait(false);
            UrlAnswer? answer = null;
            try
            {
                answer = await Judge(response, faults).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                throw faults.Of(error, Method.Method);
            }
            finally
            {
                if (answer is null)
                {
                    response.Dispose();
                }
            }

            if (answer is not null)
            {
                patience.Rest();
                return answer;
            }
        }
    }

    private HttpWay Way => new(blocking, _isHome, request.Dialers.GetValueOrDefault(_at.Scheme.ToLowerInvariant()) ?? request.Client.Dialer ?? Dialer.Direct, request.Limits.HeadKibibytes);

    private HttpMethod Method => request.Verb switch { UrlVerb.Put => HttpMethod.Put, UrlVerb.Head => HttpMethod.Head, _ => HttpMethod.Get };

    /// <summary>Host and port, as they were written: who is asked.</summary>
    internal static string PeerOf(Url url)
        => string.Create(CultureInfo.InvariantCulture, $"{(url.Authority!.IsLiteral ? $"[{url.Host}]" : url.Host)}:{url.Port}");

    private async ValueTask<HttpResponseMessage> Send(HttpFaults faults)
    {
        using HttpRequestMessage message = Message();
        HttpTranscript? transcript = HttpTranscript.Begin(request.Client.Conversation, faults.Peer, message);
        try
        {
            HttpResponseMessage response = await _transport.Send(message, Way, patience.Token).ConfigureAwait(false);
            transcript?.Heard(response);
            return response;
        }
        catch (Exception error)
        {
            Exception told = faults.Of(error, Method.Method);
            transcript?.Fails(told);
            throw told;
        }
    }

    private HttpRequestMessage Message()
    {
        string query = _at.Query is null ? "" : "?" + _at.Query;
        string path = _at.Path.Length == 0 ? "/" : _at.Path;
        string uri = $"{_at.Scheme}://{_at.WithoutUser().Authority}{path}{query}";
        IReadOnlyList<string> protocols = request.Client.Tls?.ApplicationProtocols ?? [];
        bool mayBeTwo = !blocking && _at.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && (protocols.Count == 0 || protocols.Contains("h2"));
        if (!Uri.TryCreate(uri, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out Uri? target))
        {
            throw new UrlException(_at, 0, "its host or port is none that HTTP can ask");
        }

        var message = new HttpRequestMessage(Method, target)
        {
            Version = mayBeTwo ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Verb == UrlVerb.Put ? BodyContent.Of(request, patience) : null,
        };
        RequestFields.Add(message, request, _offset, _isHome);
        return message;
    }

    // Null: it goes on.
    private async ValueTask<UrlAnswer?> Judge(HttpResponseMessage response, HttpFaults faults)
    {
        int status = (int)response.StatusCode;
        string? location = HttpInfo.First(response.Headers.NonValidated, "Location");
        if (Location.IsRedirect(status) && location is not null && request.Verb != UrlVerb.Put)
        {
            await Follow(response, status, location, faults).ConfigureAwait(false);
            return null;
        }

        if (status is < 200 or > 299)
        {
            throw await Refusal(response).ConfigureAwait(false);
        }

        string? coding = Coding(response);
        UrlInfo info = HttpInfo.Of(response, coding is not null);
        if (IsAnother(response, info, faults))
        {
            _offset = 0;
            return null;
        }

        Stream body = await BodyOf(response, faults).ConfigureAwait(false);
        return new UrlAnswer(_at, Expansion.Of(body, coding, request.Limits, faults.Peer))
        {
            Info = info,
            Status = status,
            Reason = response.ReasonPhrase ?? "",
            Offset = status == 206 ? _offset : 0,
            Protocol = "HTTP/" + response.Version,
        };
    }

    private async ValueTask Follow(HttpResponseMessage response, int status, string location, HttpFaults faults)
    {
        if (_followed++ >= request.Limits.Redirects)
        {
            throw new UrlException(_at, status, string.Create(CultureInfo.InvariantCulture, $"more than {request.Limits.Redirects} redirects; the next would lead to {Location.AsShown(location)}"));
        }

        Url next = Location.Next(_at, status, location, request, faults.Peer);
        _isHome = _isHome && Location.IsSameOrigin(request.Url, next);
        _at = next;
        await Drain(response).ConfigureAwait(false);
    }

    // So that the connection can be used again. Where the body is long, late or broken it cannot, and that is no harm: the answer is the Location.
    private async ValueTask Drain(HttpResponseMessage response)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        late.CancelAfter(s_drained);
        using MemoryStream nobodys = await ReadRest(response, MostDrained, isExpanded: false, late.Token).ConfigureAwait(false);
    }

    // What comes of a body that is not handed out, within the time of the opening: how it ends does not matter, but for a caller who wants no more.
    private async ValueTask<MemoryStream> ReadRest(HttpResponseMessage response, int most, bool isExpanded, CancellationToken end)
    {
        using CancellationTokenRegistration cut = blocking ? end.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response) : default;
        var kept = new MemoryStream();
        byte[] piece = new byte[PieceSize];
        try
        {
            Stream content = blocking ? response.Content.ReadAsStream(end) : await response.Content.ReadAsStreamAsync(end).ConfigureAwait(false);
            using Stream body = isExpanded ? Expansion.Of(content, Coding(response), request.Limits, PeerOf(_at)) : content;
            for (int count = 1; count > 0 && kept.Length < most;)
            {
                Memory<byte> room = piece.AsMemory(0, (int)Math.Min(piece.Length, most - kept.Length));
                count = blocking ? body.Read(room.Span) : await body.ReadAsync(room, end).ConfigureAwait(false);
                kept.Write(room.Span[..count]);
            }
        }
        catch (Exception) when (!patience.IsAsked)
        {
            // It was cut short.
        }

        return kept;
    }

    // True: what was begun is another by now, and the server sent a part of it all the same; it has to be asked for the whole.
    private bool IsAnother(HttpResponseMessage response, UrlInfo info, HttpFaults faults)
    {
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            long? from = response.Content.Headers.ContentRange?.From;
            return _offset == 0 || from != _offset
                ? throw new ProtocolException(ProtocolError.Malformed, string.Create(CultureInfo.InvariantCulture, $"the answer is a part from byte {from?.ToString(CultureInfo.InvariantCulture) ?? "?"}, and was asked for from {_offset}"), 0).From(faults.Peer)
                : request.Validator is not null && info.Validator is not null && info.Validator != request.Validator;
        }

        return _offset > 0 && request.Validator is null
            ? throw new UrlException(_at, (int)response.StatusCode, string.Create(CultureInfo.InvariantCulture, $"the server does not begin at byte {_offset}: it sends the whole")) { Info = info }
            : false;
    }

    private async ValueTask<UrlException> Refusal(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        using MemoryStream kept = await ReadRest(response, request.Limits.FailureBody, isExpanded: true, patience.Token).ConfigureAwait(false);
        string to = Location.IsRedirect(status) && HttpInfo.First(response.Headers.NonValidated, "Location") is string location ? $", to {Location.AsShown(location)}" : "";
        string reason = response.ReasonPhrase + to;
        return new UrlException(_at, status, reason) { Info = HttpInfo.Of(response, isExpanded: false), Body = kept.ToArray() };
    }

    private async ValueTask<Stream> BodyOf(HttpResponseMessage response, HttpFaults faults)
    {
        Stream content = blocking ? response.Content.ReadAsStream(patience.Token) : await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        return new HttpBody(response, content, faults, blocking);
    }

    // Null: it is as it is. What was not asked for compressed is the thing itself, such as a .tar.gz; of nothing, some servers say how it is compressed.
    private string? Coding(HttpResponseMessage response)
        => request is { Compression: true, Offset: 0, Verb: UrlVerb.Get } && response.Content.Headers.ContentLength != 0 && HttpInfo.First(response.Content.Headers.NonValidated, "Content-Encoding") is string coding
            && !coding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase) ? coding : null;
}
