using System.Buffers;
using Sockeye.Clients.Streams;

namespace Sockeye.Clients.Lines;

// What is written: a line, which goes with one send; or bytes as they are.
public sealed partial class LineClient
{
    /// <summary>Writes a line, and CRLF behind it. It goes at once, with one send.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="secret">It is a password: the record of the conversation shows that something was said, and not what.</param>
    /// <exception cref="ArgumentException">CR, LF or NUL is in it: it would be two lines, or end early. Nothing was sent. Or it has a character that the encoding has no bytes for, and throws.</exception>
    /// <exception cref="Sockets.SocketTimeoutException">The peer did not take it in time.</exception>
    /// <exception cref="Sockets.SocketFaultException">A reset, or another error of the network.</exception>
    public void WriteLine(string line, bool secret = false) => Finished.Demand(WriteLine(line, secret, blocking: true, default));

    /// <summary>The same for a line of bytes.</summary>
    /// <inheritdoc cref="WriteLine(string, bool)"/>
    public void WriteLine(ReadOnlySpan<byte> line, bool secret = false) => Finished.Demand(WriteLine(line.ToArray(), secret, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="secret">It is a password: the record of the conversation shows that something was said, and not what.</param>
    /// <param name="cancellation">Ends it early. A part may have gone, and the conversation is then good for nothing but to be closed.</param>
    /// <inheritdoc cref="WriteLine(string, bool)" path="/exception"/>
    public ValueTask WriteLineAsync(string line, bool secret = false, CancellationToken cancellation = default) => WriteLine(line, secret, blocking: false, cancellation);

    /// <summary>The same for a line of bytes.</summary>
    /// <inheritdoc cref="WriteLineAsync(string, bool, CancellationToken)"/>
    public ValueTask WriteLineAsync(ReadOnlyMemory<byte> line, bool secret = false, CancellationToken cancellation = default) => WriteLine(line, secret, blocking: false, cancellation);

    /// <summary>Writes bytes as they are: a mail, a literal, a body. Nothing is added, and nothing in them is refused.</summary>
    /// <param name="data">What to send.</param>
    /// <param name="secret">A password is in it, as in a literal of IMAP: the record of the conversation shows that something was said, and not what.</param>
    /// <inheritdoc cref="WriteLine(string, bool)" path="/exception[position() > 1]"/>
    public void Write(ReadOnlyMemory<byte> data, bool secret = false) => Finished.Demand(_stream.Write(data, blocking: true, default, secret));

    /// <summary>The same, awaited.</summary>
    /// <param name="data">What to send. It must stay as it is until this is done.</param>
    /// <param name="secret">A password is in it: the record of the conversation shows that something was said, and not what.</param>
    /// <param name="cancellation">Ends it early. A part may have gone.</param>
    /// <inheritdoc cref="WriteLine(string, bool)" path="/exception[position() > 1]"/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, bool secret = false, CancellationToken cancellation = default) => _stream.Write(data, blocking: false, cancellation, secret);

    internal ValueTask WriteLine(string line, bool secret, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(line);
        return WriteLine(_options.Encoding.GetBytes(line), secret, blocking, cancellation);
    }

    internal async ValueTask WriteLine(ReadOnlyMemory<byte> line, bool secret, bool blocking, CancellationToken cancellation)
    {
        int at = line.Span.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
        if (at >= 0)
        {
            string what = line.Span[at] switch { (byte)'\r' => "a carriage return", (byte)'\n' => "a line feed", _ => "a zero byte" };
            throw new ArgumentException($"{what} is in the line, at byte {at}: nothing was sent", nameof(line));
        }

        ReadOnlySpan<byte> end = _options.SendsLf ? "\n"u8 : "\r\n"u8;
        byte[] whole = ArrayPool<byte>.Shared.Rent(line.Length + end.Length);
        line.Span.CopyTo(whole);
        end.CopyTo(whole.AsSpan(line.Length));
        await _stream.Write(whole.AsMemory(0, line.Length + end.Length), blocking, cancellation, secret).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(whole, clearArray: secret);       // not after an error: it may still be on its way
    }
}
