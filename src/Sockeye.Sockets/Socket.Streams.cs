using System.Text;

namespace Sockeye.Sockets;

// The file-like faces of a stream socket. Python: makefile.
public sealed partial class Socket
{
    // UTF-8 without a mark at the beginning: a protocol's first bytes are its own.
    private static readonly UTF8Encoding PlainUtf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The socket as a binary stream. Python: <c>makefile("rwb")</c>.</summary>
    /// <param name="options">Reading, writing or both; buffer sizes; who closes the socket.</param>
    /// <remarks>
    /// On a non-blocking socket (its <see cref="Timeout"/> is zero) a read or write that would have to wait is an <see cref="IOException"/> with a
    /// <see cref="WouldBlockException"/> inside: <see cref="SocketStream.TryRead"/>, <see cref="SocketStream.TryWrite"/> and <see cref="SocketStream.TryFlush"/> are made for it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The socket is no stream: it keeps messages apart.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public SocketStream OpenStream(StreamOptions? options = null)
    {
        if (IsClosed)
        {
            throw Closed("makefile");
        }

        if (KeepsMessages)
        {
            throw new InvalidOperationException($"only a SOCK_STREAM socket can be read like a file, and this one is {Kind}");
        }

        return new SocketStream(this, options ?? new StreamOptions());
    }

    /// <summary>The socket as text to read: UTF-8 where nothing is said. Python: <c>makefile("r")</c>.</summary>
    /// <param name="encoding">The encoding; bytes that do not fit come out as the encoding's replacement character.</param>
    /// <param name="bufferSize">In bytes, 1 or more.</param>
    /// <param name="lineEndings">Where a line ends.</param>
    /// <inheritdoc cref="OpenStream" path="/exception"/>
    public SocketReader OpenReader(Encoding? encoding = null, int bufferSize = StreamOptions.DefaultBufferSize, LineEndings lineEndings = LineEndings.Any)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        SocketStream stream = OpenStream(new StreamOptions { Access = FileAccess.Read, ReadBufferSize = 0 });
        return new SocketReader(stream, encoding ?? PlainUtf8, bufferSize, lineEndings);
    }

    /// <summary>The socket as text to write: UTF-8 and LF where nothing is said. Flush before you wait for an answer. Python: <c>makefile("w")</c>.</summary>
    /// <param name="encoding">The encoding. UTF-8 sends no byte order mark, not even <see cref="Encoding.UTF8"/>: a protocol's first bytes are its own.</param>
    /// <param name="bufferSize">In bytes, 1 or more.</param>
    /// <param name="newLine">What WriteLine ends a line with: LF; CRLF for most Internet protocols.</param>
    /// <exception cref="InvalidOperationException">The socket is no stream, or is non-blocking (its <see cref="Timeout"/> is zero): the writer would lose what did not go.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public StreamWriter OpenWriter(Encoding? encoding = null, int bufferSize = StreamOptions.DefaultBufferSize, string newLine = "\n")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        if (!IsClosed && !Blocking)
        {
            throw new InvalidOperationException("text cannot be written to a non-blocking socket: set a timeout or none, or write bytes with OpenStream");
        }

        SocketStream stream = OpenStream(new StreamOptions { Access = FileAccess.Write, WriteBufferSize = 0 });
        return new StreamWriter(stream, WithoutMark(encoding), bufferSize) { NewLine = newLine };
    }

    private static Encoding WithoutMark(Encoding? encoding)
    {
        if (encoding is not UTF8Encoding || encoding.Preamble.IsEmpty)
        {
            return encoding ?? PlainUtf8;
        }

        var plain = (Encoding)PlainUtf8.Clone();
        (plain.EncoderFallback, plain.DecoderFallback) = (encoding.EncoderFallback, encoding.DecoderFallback);
        return plain;
    }
}
