using System.Text;

namespace Sockeye.Sockets;

// The file-like faces of a stream socket. Python: makefile.
public sealed partial class Socket
{
    // UTF-8 without a mark at the beginning: a protocol's first bytes are its own.
    private static readonly UTF8Encoding PlainUtf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The socket as a binary stream. Python: <c>makefile("rwb")</c>.</summary>
    /// <param name="options">Reading, writing or both; buffer sizes; who closes the socket.</param>
    /// <exception cref="InvalidOperationException">The socket is no stream, or is non-blocking (its <see cref="Timeout"/> is zero).</exception>
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

        if (!Blocking)
        {
            throw new InvalidOperationException("a non-blocking socket cannot be read like a file: set a timeout or none");
        }

        return new SocketStream(this, options ?? new StreamOptions());
    }

    /// <summary>The socket as text to read: UTF-8 where nothing is said. Python: <c>makefile("r")</c>.</summary>
    /// <param name="encoding">The encoding; bytes that do not fit come out as the encoding's replacement character.</param>
    /// <param name="bufferSize">In bytes, 1 or more.</param>
    /// <inheritdoc cref="OpenStream" path="/exception"/>
    public StreamReader OpenReader(Encoding? encoding = null, int bufferSize = StreamOptions.DefaultBufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        SocketStream stream = OpenStream(new StreamOptions { Access = FileAccess.Read, ReadBufferSize = 0 });
        return new StreamReader(stream, encoding ?? PlainUtf8, detectEncodingFromByteOrderMarks: false, bufferSize);
    }

    /// <summary>The socket as text to write: UTF-8 and LF where nothing is said. Flush before you wait for an answer. Python: <c>makefile("w")</c>.</summary>
    /// <param name="encoding">The encoding; no byte order mark is sent for the default one.</param>
    /// <param name="bufferSize">In bytes, 1 or more.</param>
    /// <param name="newLine">What WriteLine ends a line with: LF; CRLF for most Internet protocols.</param>
    /// <inheritdoc cref="OpenStream" path="/exception"/>
    public StreamWriter OpenWriter(Encoding? encoding = null, int bufferSize = StreamOptions.DefaultBufferSize, string newLine = "\n")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        SocketStream stream = OpenStream(new StreamOptions { Access = FileAccess.Write, WriteBufferSize = 0 });
        return new StreamWriter(stream, encoding ?? PlainUtf8, bufferSize) { NewLine = newLine };
    }
}
