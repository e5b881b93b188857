using System.Runtime.CompilerServices;
using Sockeye.Clients.Streams;
using Sockeye.Wire;

namespace Sockeye.Clients.Gopher;

/// <summary>What a gopher server sends of an item, as a stream that is read once.</summary>
/// <remarks>
/// A text ends with a line that is a dot, says the RFC, and lines that begin with one have another in front. Servers in the field send neither and close. So a dot ends a
/// text where nothing comes behind it, and is a line of the text where something does.
/// </remarks>
internal sealed class GopherBody(ClientStream stream, bool isText, CancellationToken ends) : Stream
{
    private const int LongestLine = 1 << 20;

    private bool _isAtLineStart = true;
    private bool _isEnd;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("gopher tells no length");

    public override long Position
    {
        get => throw new NotSupportedException("this stream has no position");
        set => throw new NotSupportedException("this stream has no position");
    }

    internal string Peer => stream.Peer;

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Finished.Of(Receive(buffer.AsMemory(offset, count), blocking: true, ends));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Receive(buffer, blocking: false, cancellationToken.CanBeCanceled ? cancellationToken : ends);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream is read once");

    public override void SetLength(long value) => throw new NotSupportedException("this stream is read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is read");

    /// <summary>Reads in either form.</summary>
    internal ValueTask<int> Receive(Memory<byte> into, bool blocking, CancellationToken cancellation)
        => isText && !into.IsEmpty ? ReceiveText(into, blocking, cancellation) : stream.Read(into, blocking, cancellation);

    protected override void Dispose(bool disposing)
    {
        stream.Dispose();
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveText(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        while (true)
        {
            int written = Take(into.Span);
            if (written > 0)
            {
                return written;
            }

            if (_isEnd)
            {
                return 0;
            }

            _isEnd = !await stream.Fill(blocking, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>As much of the text as is sure and fits: 0 where more has to come first, and at its end.</summary>
    private int Take(Span<byte> into)
    {
        int written = 0;
        while (written < into.Length && !stream.Buffered.IsEmpty)
        {
            ReadOnlySpan<byte> rest = stream.Buffered.Span;
            if (_isAtLineStart && rest[0] == '.' && !IsLineSure(rest))
            {
                break;
            }

            if (_isAtLineStart && _isEnd && IsDot(rest))
            {
                stream.Consume(rest.Length);
                break;
            }

            // The dot that was put in front of a dot.
            int skip = _isAtLineStart && rest.StartsWith(".."u8) ? 1 : 0;
            ReadOnlySpan<byte> line = rest[skip..];
            int plain = line.IndexOfAny((byte)'\r', (byte)'\n');
            plain = Math.Min(plain < 0 ? line.Length : plain, into.Length - written);
            line[..plain].CopyTo(into[written..]);
            written += plain;
            _isAtLineStart = _isAtLineStart && plain + skip == 0;
            int taken = skip + plain;
            if (written < into.Length && plain < line.Length)
            {
                if (line[plain] == '\r' && plain + 1 == line.Length && !_isEnd)
                {
                    stream.Consume(taken);
                    break;
                }

                bool isCrLf = line[plain] == '\r' && plain + 1 < line.Length && line[plain + 1] == '\n';
                bool isLineEnd = isCrLf || line[plain] == '\n';
                into[written++] = isLineEnd ? (byte)'\n' : (byte)'\r';
                _isAtLineStart = isLineEnd;
                taken += isCrLf ? 2 : 1;
            }

            stream.Consume(taken);
        }

        return written;
    }

    // What begins with a dot can be told when its line is here, and where the line is a dot alone, something or the end behind it.
    private bool IsLineSure(ReadOnlySpan<byte> rest)
    {
        if (_isEnd)
        {
            return true;
        }

        int line = rest.IndexOf((byte)'\n');
        if (line < 0 && rest.Length > LongestLine)
        {
            throw new ProtocolException(ProtocolError.TooLarge, "a line that begins with a dot has no end", rest.Length).From(stream.Peer);
        }

        return line >= 0 && (line + 1 < rest.Length || !IsDot(rest));
    }

    private static bool IsDot(ReadOnlySpan<byte> line) => line.SequenceEqual("."u8) || line.SequenceEqual(".\n"u8) || line.SequenceEqual(".\r\n"u8);
}
