using System.Globalization;
using System.Net;
using Sockeye.Clients.Urls.Reading;
using Sockeye.Wire;

namespace Sockeye.Clients.Urls.Web;

/// <summary>The body of an answer as it comes. It ends with the conversation's errors, and a read takes no longer than the client's timeout.</summary>
internal sealed class HttpBody : AnswerStream
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _content;
    private readonly HttpFaults _faults;
    private readonly CancellationTokenRegistration _cut;
    private readonly long? _length;
    private long _count;
    private bool _isOver;

    /// <param name="response">Whose body; disposed with this.</param>
    /// <param name="content">It.</param>
    /// <param name="faults">Whose patience is disposed with this too.</param>
    /// <param name="blocking">Nobody awaits: what ends a read is the end of the connection.</param>
    internal HttpBody(HttpResponseMessage response, Stream content, HttpFaults faults, bool blocking)
    {
        (_response, _content, _faults, _length) = (response, content, faults, LengthOf(response));
        if (blocking)
        {
            _cut = faults.Patience.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            return Counted(_content.Read(buffer), buffer.Length);
        }
        catch (Exception error)
        {
            throw _faults.OfBody(error, _count);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            ValueTask<int> read = _content.ReadAsync(buffer, _faults.Patience.Token);
            int count = read.IsCompleted ? await read.ConfigureAwait(false) : await Watched(read, cancellationToken).ConfigureAwait(false);
            return Counted(count, buffer.Length);
        }
        catch (Exception error) when (error is not ObjectDisposedException || !_isOver)
        {
            throw cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : _faults.OfBody(error, _count);
        }
    }

    // Null where nobody says, or where what is said is of something else than what comes.
    private static long? LengthOf(HttpResponseMessage response)
        => response.RequestMessage?.Method == HttpMethod.Head || response.StatusCode == HttpStatusCode.NoContent || response.Headers.TransferEncodingChunked == true ? null : response.Content.Headers.ContentLength;

    // Over HTTP/2 .NET takes the end of the stream for the end of the body, whatever its length was said to be.
    private int Counted(int count, int room)
    {
        _count += count;
        return _length is not long length || (_count <= length && (count > 0 || room == 0 || _count == length))
            ? count
            : throw new ProtocolException(
                _count < length ? ProtocolError.Truncated : ProtocolError.Malformed,
                string.Create(CultureInfo.InvariantCulture, $"the body is said to have {length} bytes, and {_count} came"),
                _count).From(_faults.Peer);
    }

    private async ValueTask<int> Watched(ValueTask<int> read, CancellationToken cancellation)
    {
        using CancellationTokenRegistration asked = cancellation.UnsafeRegister(static patience => ((Patience)patience!).Ask(), _faults.Patience);
        _faults.Patience.Begin();
        int count = await read.ConfigureAwait(false);
        _faults.Patience.Rest();
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isOver)
        {
            _isOver = true;
            _cut.Dispose();
            _response.Dispose();
            _faults.Patience.Dispose();
        }

        base.Dispose(disposing);
    }
}
