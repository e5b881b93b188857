using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Sockeye.Clients.Dialing;
using Sockeye.Wire.Http;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>What is asked of a URL. Python: <c>urllib.request.Request</c>.</summary>
public sealed record UrlRequest
{
    private static readonly ClientOptions UsualClient = new();

    /// <summary>A request whose <see cref="Url"/> is set by its initializer.</summary>
    public UrlRequest()
    {
    }

    /// <summary>A request for a URL.</summary>
    /// <param name="url">It has a scheme; a fragment is not sent.</param>
    /// <exception cref="Wire.ProtocolException">It is no URL.</exception>
    [SetsRequiredMembers]
    public UrlRequest(string url) => Url = Url.Parse(url);

    /// <summary>Of what. Its user and password are used, and told nowhere.</summary>
    public required Url Url { get; init; }

    /// <summary>To do what: fetch it.</summary>
    public UrlVerb Verb { get; init; }

    /// <summary>What to put there: read from where it stands to its end, and left open.</summary>
    public Stream? Body { get; init; }

    /// <summary>How long <see cref="Body"/> is, in bytes, where its stream does not tell; null for until its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long? BodyLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            field = value;
        }
    }

    /// <summary>At which byte to begin, 0 for the first: to go on where somebody left off. What is put by HTTP is put whole: an offset there is a <see cref="UrlException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long Offset
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>The <see cref="UrlInfo.Validator"/> of the bytes in front of <see cref="Offset"/>. Where the thing is another by now, the answer begins at 0, and <see cref="UrlAnswer.Offset"/> says so.</summary>
    /// <remarks>Without one a server that cannot begin at the offset is a <see cref="UrlException"/>.</remarks>
    public string? Validator { get; init; }

    /// <summary>HTTP: fields of the request beside those it has by itself. They go to the origin of <see cref="Url"/> alone, and to no other that a redirect names.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];

    /// <summary>HTTP: what comes may be compressed on its way (gzip, deflate, br), and is expanded here. Never where <see cref="Offset"/> is more than 0.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>HTTP: a redirect may lead from https to http. Off: whoever is between would read and write what was asked for in secret.</summary>
    public bool AllowsDowngrade { get; init; }

    /// <summary>How long to wait, by which way to go, whom to trust, and who writes down what is said. Its <see cref="ClientOptions.Timeout"/> is for the opening, all redirects among it, and then for each read.</summary>
    /// <remarks>To an origin that only a redirect names, HTTP shows no <see cref="Connections.Tls.TlsClientOptions.Certificate"/>, and expects the name of its own URL and not <see cref="Connections.Tls.TlsClientOptions.HostName"/>.
    /// Connections that HTTP keeps are kept by these very options: requests that share them share connections.</remarks>
    public ClientOptions Client { get; init; } = UsualClient;

    /// <summary>HTTP: by which way to go for a scheme, in small letters, where that is another than <see cref="ClientOptions.Dialer"/>: a redirect may lead from http to https, and the environment may name another proxy for that.</summary>
    public IReadOnlyDictionary<string, Dialer> Dialers { get; init; } = FrozenDictionary<string, Dialer>.Empty;

    /// <summary>What may come at most.</summary>
    public UrlLimits Limits { get; init; } = UrlLimits.Usual;

    /// <summary>Verb and URL, without user and password.</summary>
    public override string ToString() => $"{Verb} {Url.WithoutUser()}";
}
