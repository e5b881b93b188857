namespace Sockeye.Clients.Gopher;

/// <summary>How a gopher server is asked.</summary>
public sealed record GopherOptions
{
    /// <summary>Timeout, dialer, TLS, and the record of what is said.</summary>
    public ClientOptions Client { get; init; } = new();

    /// <summary>In TLS from the first byte, as "gophers" has it.</summary>
    public bool IsSecure { get; init; }

    /// <summary>A menu that ends without its dot is a <see cref="Wire.ProtocolException"/>: it may have been cut short. Off, because servers of today leave it out; one that ends in the midst of a line is an error always.</summary>
    public bool RequiresDot { get; init; }

    /// <summary>Items of a menu, at most: 10,000. More are a <see cref="Wire.ProtocolException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaximumItems
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 10_000;

    /// <summary>Bytes of a text, at most: 16 MiB. More are a <see cref="Wire.ProtocolException"/>; other items are streams, and have no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaximumText
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 16 << 20;
}
