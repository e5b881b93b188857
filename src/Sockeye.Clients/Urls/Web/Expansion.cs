using System.Globalization;
using System.IO.Compression;
using Sockeye.Clients.Urls.Reading;
using Sockeye.Wire;

namespace Sockeye.Clients.Urls.Web;

/// <summary>What came compressed, expanded: gzip, deflate or br, within the limits of size and of ratio. So a small answer cannot fill a disk or a memory.</summary>
internal sealed class Expansion : WatchedStream
{
    /// <summary>What is said to be understood.</summary>
    internal const string Accepted = "gzip, deflate, br";

    private const long FreeOfRatio = 1 << 20;

    private readonly CountedStream _compressed;
    private readonly UrlLimits _limits;
    private readonly string _peer;

    private Expansion(Stream expander, CountedStream compressed, UrlLimits limits, string peer)
        : base(expander)
        => (_compressed, _limits, _peer) = (compressed, limits, peer);

    /// <param name="compressed">What comes.</param>
    /// <param name="coding">Its Content-Encoding; null, "" and identity for none.</param>
    /// <param name="limits">How far it may go.</param>
    /// <param name="peer">Whose it is.</param>
    /// <exception cref="ProtocolException">An encoding that nobody asked for.</exception>
    internal static Stream Of(Stream compressed, string? coding, UrlLimits limits, string peer)
    {
        string? name = coding?.Trim().ToLowerInvariant();
        var counted = new CountedStream(compressed, mayGoOn: name is "gzip" or "x-gzip");
        Stream? expander = name switch
        {
            null or "" or "identity" => null,
            "gzip" or "x-gzip" => new GZipStream(counted, CompressionMode.Decompress),
            "deflate" => new ZLibStream(counted, CompressionMode.Decompress),
            "br" => new BrotliStream(counted, CompressionMode.Decompress),
            _ => throw new ProtocolException(ProtocolError.Unsupported, $"the body is encoded as '{Shown.Line(name)}', and was asked for as {Accepted}", 0).From(peer),
        };
        return expander is null ? compressed : new Expansion(expander, counted, limits, peer);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return base.Read(buffer);
        }
        catch (InvalidDataException wrong)
        {
            throw Garbled(wrong);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException wrong)
        {
            throw Garbled(wrong);
        }
    }

    protected override void Came(int count)
    {
        if (count == 0 && _compressed.IsCutShort)
        {
            throw new ProtocolException(ProtocolError.Truncated, "the compressed body ended before it was whole", _compressed.Count).From(_peer);
        }

        if (Count > _limits.Expanded)
        {
            throw TooMuch(string.Create(CultureInfo.InvariantCulture, $"the body expands to more than the limit of {_limits.Expanded} bytes"));
        }

        if (Count > FreeOfRatio && Count - FreeOfRatio > _compressed.Count * _limits.Expansion)
        {
            throw TooMuch(string.Create(CultureInfo.InvariantCulture, $"the body expands more than {_limits.Expansion} times: {_compressed.Count} bytes became {Count}"));
        }
    }

    private ProtocolException TooMuch(string what) => new ProtocolException(ProtocolError.TooLarge, what, _compressed.Count).From(_peer);

    private ProtocolException Garbled(InvalidDataException wrong)
        => new ProtocolException(ProtocolError.Malformed, "the body is not compressed as it says", _compressed.Count, Blame.Peer, wrong).From(_peer);

    /// <summary>What comes, counted, and whether the decoder wanted more than there was: .NET's take the end of what they read for their own.</summary>
    /// <param name="inner">What comes.</param>
    /// <param name="mayGoOn">Behind its end may stand another: gzip's decoder asks once more, gets a zero, which begins none, and asks again only where it is in the midst.</param>
    private sealed class CountedStream(Stream inner, bool mayGoOn) : WatchedStream(inner)
    {
        private bool _hasAskedOn;

        internal bool IsCutShort { get; private set; }

        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and int count ? count : AtEnd(buffer);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count ? count : AtEnd(buffer.Span);

        protected override void Came(int count)
        {
        }

        private int AtEnd(Span<byte> buffer)
        {
            if (mayGoOn && !_hasAskedOn && !buffer.IsEmpty)
            {
                _hasAskedOn = true;
                buffer[0] = 0;
                return 1;
            }

            IsCutShort |= !buffer.IsEmpty;
            return 0;
        }
    }
}
