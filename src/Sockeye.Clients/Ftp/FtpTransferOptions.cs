namespace Sockeye.Clients.Ftp;

/// <summary>How a file is transferred.</summary>
public sealed record FtpTransferOptions
{
    internal static FtpTransferOptions Usual { get; } = new();

    /// <summary>As text (TYPE A): lines end with LF on this side and with CRLF on the way. Else the bytes as they are (TYPE I), the default.</summary>
    public bool Text { get; init; }

    /// <summary>At which byte to begin, 0 for the first (REST): to go on where a transfer broke off. Not with <see cref="Text"/>, whose bytes count otherwise at the server.</summary>
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

    /// <summary>How many bytes are to come at least, as <see cref="FtpConnection.Size"/> has told, less <see cref="Offset"/>. Fewer are a <see cref="Wire.ProtocolException"/>; null, the default, for any number.</summary>
    public long? Length { get; init; }

    /// <summary>When storing: behind what is there (APPE), and not in its place.</summary>
    public bool Append { get; init; }
}
