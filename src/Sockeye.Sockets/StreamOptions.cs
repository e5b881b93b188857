namespace Sockeye.Sockets;

/// <summary>How <see cref="Socket.OpenStream"/> makes a stream.</summary>
public sealed record StreamOptions
{
    /// <summary>Both buffers where nothing is said: 8 KiB, as Python has it.</summary>
    public const int DefaultBufferSize = 8 * 1024;

    private readonly int _readBufferSize = DefaultBufferSize;
    private readonly int _writeBufferSize = DefaultBufferSize;

    /// <summary>Reading, writing or both.</summary>
    public FileAccess Access { get; init; } = FileAccess.ReadWrite;

    /// <summary>The read buffer in bytes, 0 or more; 0 reads straight into the caller's memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ReadBufferSize
    {
        get => _readBufferSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _readBufferSize = value;
        }
    }

    /// <summary>The write buffer in bytes, 0 or more; 0 sends each write at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int WriteBufferSize
    {
        get => _writeBufferSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _writeBufferSize = value;
        }
    }

    /// <summary>Closing the stream closes the socket; off.</summary>
    public bool OwnsSocket { get; init; }
}
