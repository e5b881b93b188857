namespace Sockeye.Clients.Urls;

/// <summary>What an answer may be at most. What is over a limit is a <see cref="Wire.ProtocolException"/> of kind TooLarge.</summary>
public sealed record UrlLimits
{
    internal static UrlLimits Usual { get; } = new();

    /// <summary>Bytes of a body, as it is read; null, the default, for any number.</summary>
    public long? Body { get; init => field = AtLeast(value, 0); }

    /// <summary>How often a redirect is followed: 20, as browsers do. 0: a redirect is an error.</summary>
    public int Redirects { get; init => field = (int)AtLeast(value, 0)!; } = 20;

    /// <summary>KiB of the head of an answer, all its fields together: 64.</summary>
    public int HeadKibibytes { get; init => field = (int)AtLeast(value, 1)!; } = 64;

    /// <summary>How many bytes one compressed byte may become, counted behind the first mebibyte that comes of it: 200. Text seldom reaches 20; a bomb has 1,000 and more.</summary>
    public int Expansion { get; init => field = (int)AtLeast(value, 1)!; } = 200;

    /// <summary>Bytes that a compressed body may become: 1 GiB.</summary>
    public long Expanded { get; init => field = (long)AtLeast(value, 0)!; } = 1L << 30;

    /// <summary>Bytes that are kept of the body of a failure, for <see cref="UrlException.Body"/>: 64 KiB.</summary>
    public int FailureBody { get; init => field = (int)AtLeast(value, 0)!; } = 64 * 1024;

    private static long? AtLeast(long? value, long least)
        => value is null || value >= least ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"this limit is {least} or more");
}
