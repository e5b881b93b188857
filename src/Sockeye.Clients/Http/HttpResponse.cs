using System.Buffers.Text;
using Sockeye.Clients.Streams;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <summary>
/// A server's answer: its head at once, its body as it is read. Made by <see cref="HttpConnection"/>; the connection takes no other request until the body has
/// been read to its end. Python's HTTPResponse.
/// </summary>
public sealed class HttpResponse
{
    private readonly HttpConnection _connection;
    private readonly int _number;
    private HttpBody? _body;
    private string? _reason;

    internal HttpResponse(HttpConnection connection, HttpTalk talk, bool isSwitched)
    {
        (_connection, Talk, _number, IsSwitched) = (connection, talk, talk.Number, isSwitched);
        (Status, MinorVersion) = (talk.Http.Head.Status, talk.Http.Head.MinorVersion);
        Length = talk.Http.Head.Fields.TryGet("content-length"u8, out ReadOnlySpan<byte> digits) && Utf8Parser.TryParse(digits, out long length, out _) ? length : null;
    }

    /// <summary>The status code: 200 to 999, or 101.</summary>
    public int Status { get; }

    /// <summary>The server's words behind the code; may be empty.</summary>
    public string Reason => _reason ??= Head.Reason;

    /// <summary>The digit behind "HTTP/1." in the answer.</summary>
    public int MinorVersion { get; }

    /// <summary>
    /// The fields, in order. They lie in memory that the next answer on this connection uses: copy what must stay (<see cref="HttpFields.Get"/>,
    /// <see cref="HttpFields.ToList"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection has gone on to another request.</exception>
    public HttpFields Fields => Head.Fields;

    /// <summary>The fields behind a chunked body, once that has been read to its end; mostly none. Good as long as <see cref="Fields"/>.</summary>
    /// <exception cref="InvalidOperationException">The connection has gone on to another request.</exception>
    public HttpFields Trailers => Current.Http.Trailers;

    /// <summary>What Content-Length says, in bytes; null where it says nothing. For a HEAD it is what a GET would have.</summary>
    public long? Length { get; }

    /// <summary>The body has been read to its end, or there is none.</summary>
    public bool IsWhole { get; internal set; }

    /// <summary>
    /// The connection speaks HTTP no more: a 101, or a 2xx that answers CONNECT. <see cref="Body"/> is then the connection itself, to read and to write.
    /// </summary>
    public bool IsSwitched { get; }

    /// <summary>
    /// The body as a stream, without chunk marks and not decompressed. A body that is shorter than was said is a <see cref="Wire.ProtocolException"/>. To dispose of it
    /// does nothing.
    /// </summary>
    public Stream Body => _body ??= new HttpBody(this);

    internal HttpTalk Talk { get; }

    private HttpHead Head => Current.Http.Head;

    private HttpTalk Current => Talk.Number == _number
        ? Talk
        : throw new InvalidOperationException("the connection has gone on to another request: copy what must stay of an answer before that");

    /// <summary>Reads some of the body: what is there, and waits only where nothing is.</summary>
    /// <param name="into">Where to.</param>
    /// <returns>How many bytes; 0 at the body's end.</returns>
    /// <exception cref="Wire.ProtocolException">The server broke the rules, ended the stream in mid-body, or sent more than <see cref="HttpLimits.MaximumBody"/>. The connection is closed.</exception>
    /// <exception cref="Sockets.SocketFaultException">The network failed, or the timeout passed. The connection is closed.</exception>
    public int Read(Memory<byte> into) => Finished.Of(ReadOnce(into, blocking: true, CancellationToken.None));

    /// <summary><see cref="Read"/>, awaited.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <returns>How many bytes; 0 at the body's end.</returns>
    /// <exception cref="Wire.ProtocolException">As <see cref="Read"/> has it.</exception>
    /// <exception cref="Sockets.SocketFaultException">As <see cref="Read"/> has it.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation = default) => ReadOnce(into, blocking: false, cancellation);

    /// <summary>Reads the rest of the body, all of it within the timeout: <see cref="Read"/> has it for each piece. Python's HTTPResponse.read().</summary>
    /// <param name="maximum">The most bytes that are taken; 64 MiB where nothing is said.</param>
    /// <exception cref="Wire.ProtocolException">As <see cref="Read"/> has it, or it is more.</exception>
    /// <exception cref="Sockets.SocketFaultException">As <see cref="Read"/> has it.</exception>
    public byte[] ReadToEnd(int maximum = MostCollected) => Finished.Of(ReadToEnd(maximum, blocking: true, CancellationToken.None));

    /// <summary><see cref="ReadToEnd(int)"/>, awaited.</summary>
    /// <param name="maximum">The most bytes that are taken; 64 MiB where nothing is said.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <exception cref="Wire.ProtocolException">As <see cref="Read"/> has it, or it is more.</exception>
    /// <exception cref="Sockets.SocketFaultException">As <see cref="Read"/> has it.</exception>
    public ValueTask<byte[]> ReadToEndAsync(int maximum = MostCollected, CancellationToken cancellation = default) => ReadToEnd(maximum, blocking: false, cancellation);

    /// <summary>Reads the rest of the body, all of it within the timeout, and forgets it, so that the connection is free for another request.</summary>
    /// <exception cref="Wire.ProtocolException">As <see cref="Read"/> has it.</exception>
    /// <exception cref="Sockets.SocketFaultException">As <see cref="Read"/> has it.</exception>
    public void Skip() => Finished.Demand(_connection.SkipBody(this, blocking: true, CancellationToken.None));

    /// <summary><see cref="Skip"/>, awaited.</summary>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <exception cref="Wire.ProtocolException">As <see cref="Read"/> has it.</exception>
    /// <exception cref="Sockets.SocketFaultException">As <see cref="Read"/> has it.</exception>
    public ValueTask SkipAsync(CancellationToken cancellation = default) => _connection.SkipBody(this, blocking: false, cancellation);

    /// <summary>The start line, for a reader.</summary>
    public override string ToString() => $"HTTP/1.{MinorVersion} {Status}{(_reason is null && Talk.Number != _number ? "" : " " + Reason)}";

    internal ValueTask Write(ReadOnlyMemory<byte> data, bool blocking, CancellationToken cancellation)
        => IsSwitched ? Talk.Stream.Write(data, blocking, cancellation) : throw new NotSupportedException("the body of an answer is read, not written");

    private const int MostCollected = 64 << 20;

    private ValueTask<int> ReadOnce(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        _connection.BeginReading(this);
        return _connection.ReadBody(this, into, blocking, cancellation);
    }

    private async ValueTask<byte[]> ReadToEnd(int maximum, bool blocking, CancellationToken cancellation)
    {
        const int MostAtOnce = 1 << 20;
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        _connection.DemandWithin(this, maximum, 0);
        _connection.BeginReading(this);
        byte[] all = new byte[Math.Clamp(Length ?? 0, 0, Math.Min(maximum, MostAtOnce))];      // what is said costs memory only as it comes
        int count = 0;
        while (!IsWhole)
        {
            if (count == all.Length)
            {
                Array.Resize(ref all, (int)Math.Min(Math.Min(maximum + 1L, Array.MaxLength), Math.Max(4096, 2L * count)));
            }

            count += await _connection.ReadBody(this, all.AsMemory(count), blocking, cancellation).ConfigureAwait(false);
            _connection.DemandWithin(this, maximum, count);
        }

        return count == all.Length ? all : all[..count];
    }
}
