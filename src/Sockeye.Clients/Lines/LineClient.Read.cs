using System.Runtime.CompilerServices;
using System.Text;
using Sockeye.Clients.Streams;
using Sockeye.Wire;

namespace Sockeye.Clients.Lines;

// What is read: lines, so many bytes, or all.
public sealed partial class LineClient
{
    /// <summary>What <see cref="ReadToEnd(int)"/> takes where nothing is said: 64 MiB.</summary>
    public const int DefaultMaximum = 64 << 20;

    /// <summary>Reads a line; its CR and LF are taken off.</summary>
    /// <exception cref="EndOfLinesException">The peer has ended the stream, before the line or within it.</exception>
    /// <exception cref="ProtocolException">The line is longer than <see cref="LineClientOptions.MaximumLine"/>; or it is no text in an encoding that throws.</exception>
    /// <exception cref="Sockets.SocketTimeoutException">It was not whole in time.</exception>
    /// <exception cref="Sockets.SocketFaultException">A reset, or another error of the network.</exception>
    public string ReadLine() => Finished.Of(ReadLine(blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="cancellation">Ends the wait early. What had come is kept.</param>
    /// <inheritdoc cref="ReadLine()" path="/exception"/>
    public ValueTask<string> ReadLineAsync(CancellationToken cancellation = default) => ReadLine(blocking: false, cancellation);

    /// <summary>Reads a line; null where the peer has ended the stream between two lines, as it may.</summary>
    /// <exception cref="EndOfLinesException">The peer has ended the stream within the line.</exception>
    /// <inheritdoc cref="ReadLine()" path="/exception"/>
    public string? TryReadLine() => Finished.Of(TryReadLine(blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="cancellation">Ends the wait early. What had come is kept.</param>
    /// <inheritdoc cref="TryReadLine()" path="/exception"/>
    public ValueTask<string?> TryReadLineAsync(CancellationToken cancellation = default) => TryReadLine(blocking: false, cancellation);

    /// <summary>Reads a line as bytes, its CR and LF taken off.</summary>
    /// <inheritdoc cref="ReadLine()" path="/exception"/>
    public byte[] ReadLineBytes() => Finished.Of(ReadLineBytes(blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="cancellation">Ends the wait early. What had come is kept.</param>
    /// <inheritdoc cref="ReadLine()" path="/exception"/>
    public ValueTask<byte[]> ReadLineBytesAsync(CancellationToken cancellation = default) => ReadLineBytes(blocking: false, cancellation);

    /// <summary>Reads what has come, up to the length of the buffer; waits where there is nothing.</summary>
    /// <param name="into">Where to.</param>
    /// <returns>How many bytes; 0 at the end of the stream.</returns>
    /// <exception cref="Sockets.SocketTimeoutException">Nothing came in time.</exception>
    /// <exception cref="Sockets.SocketFaultException">A reset, or another error of the network.</exception>
    public int Read(Memory<byte> into) => Finished.Of(Read(into, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <inheritdoc cref="Read(Memory{byte})" path="/exception"/>
    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation = default) => Read(into, blocking: false, cancellation);

    /// <summary>Reads exactly so many bytes: a literal, a body whose length was said.</summary>
    /// <param name="count">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="EndOfStreamException">The peer has ended the stream before. What had come can still be read.</exception>
    /// <inheritdoc cref="Read(Memory{byte})" path="/exception"/>
    public byte[] ReadExactly(int count) => Finished.Of(ReadExactly(count, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="count">Zero or more.</param>
    /// <param name="cancellation">Ends the wait early. What had come is kept.</param>
    /// <inheritdoc cref="ReadExactly(int)" path="/exception"/>
    public ValueTask<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation = default) => ReadExactly(count, blocking: false, cancellation);

    /// <summary>Reads all that comes until the peer ends the stream.</summary>
    /// <param name="maximum">The most bytes it may be.</param>
    /// <exception cref="ProtocolException">It is more. What had come can still be read.</exception>
    /// <inheritdoc cref="Read(Memory{byte})" path="/exception"/>
    public byte[] ReadToEnd(int maximum = DefaultMaximum) => Finished.Of(ReadToEnd(maximum, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="maximum">The most bytes it may be.</param>
    /// <param name="cancellation">Ends the wait early. What had come is kept.</param>
    /// <inheritdoc cref="ReadToEnd(int)" path="/exception"/>
    public ValueTask<byte[]> ReadToEndAsync(int maximum = DefaultMaximum, CancellationToken cancellation = default) => ReadToEnd(maximum, blocking: false, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<string> ReadLine(bool blocking, CancellationToken cancellation)
        => await TryReadLine(blocking, cancellation).ConfigureAwait(false) ?? throw new EndOfLinesException(Peer, []);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<string?> TryReadLine(bool blocking, CancellationToken cancellation)
    {
        int length = await FindLine(blocking, cancellation).ConfigureAwait(false);
        if (length < 0)
        {
            return null;
        }

        try
        {
            return _options.Encoding.GetString(Stripped(_stream.Buffered.Span[..length]));
        }
        catch (DecoderFallbackException wrong)
        {
            throw new ProtocolException(ProtocolError.Malformed, $"a line is no text in {_options.Encoding.WebName}", wrong.Index, inner: wrong).From(Peer);
        }
        finally
        {
            _stream.Consume(length);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<byte[]> ReadLineBytes(bool blocking, CancellationToken cancellation)
    {
        int length = await FindLine(blocking, cancellation).ConfigureAwait(false);
        if (length < 0)
        {
            throw new EndOfLinesException(Peer, []);
        }

        byte[] line = Stripped(_stream.Buffered.Span[..length]).ToArray();
        _stream.Consume(length);
        return line;
    }

    internal ValueTask<int> Read(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        _stream.BeginVerb();
        return _stream.Read(into, blocking, cancellation);
    }

    internal async ValueTask<byte[]> ReadExactly(int count, bool blocking, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength);
        _stream.BeginVerb();
        while (_stream.Buffered.Length < count)     // grows with what comes: the count may be the peer's word alone
        {
            if (!await _stream.Fill(blocking, cancellation).ConfigureAwait(false))
            {
                throw new EndOfStreamException($"{Peer} ended the stream after {_stream.Buffered.Length} of {count} bytes");
            }
        }

        return Take(count);
    }

    internal async ValueTask<byte[]> ReadToEnd(int maximum, bool blocking, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        _stream.BeginVerb();
        do
        {
            if (_stream.Buffered.Length > maximum)
            {
                throw new ProtocolException(ProtocolError.TooLarge, $"what came is over the limit of {maximum} bytes", maximum).From(Peer);
            }
        }
        while (await _stream.Fill(blocking, cancellation).ConfigureAwait(false));
        return Take(_stream.Buffered.Length);
    }

    // All of it or nothing: a read that was too late is made again.
    private byte[] Take(int count)
    {
        byte[] all = _stream.Buffered.Span[..count].ToArray();
        _stream.Consume(count);
        return all;
    }

    // How many bytes the next line has, its LF among them; -1 at the end between two lines.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FindLine(bool blocking, CancellationToken cancellation)
    {
        _stream.BeginVerb();
        int looked = 0;
        while (true)
        {
            ReadOnlyMemory<byte> have = _stream.Buffered;
            int at = have.Span[looked..].IndexOf((byte)'\n');
            int length = at < 0 ? have.Length : looked + at + 1;
            if (Stripped(have.Span[..length]).Length > _options.MaximumLine)
            {
                throw new ProtocolException(ProtocolError.TooLarge, $"a line is longer than the limit of {_options.MaximumLine} bytes", _options.MaximumLine).From(Peer);
            }

            if (at >= 0)
            {
                return length;
            }

            looked = have.Length;
            if (!await _stream.Fill(blocking, cancellation).ConfigureAwait(false))
            {
                return _stream.Buffered.IsEmpty ? -1 : throw new EndOfLinesException(Peer, _stream.Buffered.Span);
            }
        }
    }

    private static ReadOnlySpan<byte> Stripped(ReadOnlySpan<byte> line)
    {
        line = line is [.., (byte)'\n'] ? line[..^1] : line;
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
