using Sockeye.Clients.Urls.Reading;

namespace Sockeye.Clients.Urls.Web;

/// <summary>The body of an answer as it comes. It ends with the conversation's errors, and a read takes no longer than the client's timeout.</summary>
internal sealed class HttpBody : AnswerStream
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _content;
    private readonly HttpFaults _faults;
    private readonly CancellationTokenRegistration _cut;
    private long _count;
    private bool _isOver;

    /// <param name="response">Whose body; disposed with this.</param>
    /// <param name="content">It.</param>
    /// <param name="faults">Whose patience is disposed with this too.</param>
    /// <param name="blocking">Nobody awaits: what ends a read is the end of the connection.</param>
    internal HttpBody(HttpResponseMessage response, Stream content, HttpFaults faults, bool blocking)
    {
        (_response, _content, _faults) = (response, content, faults);
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
            int count = _content.Read(buffer);
            _count += count;
            return count;
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
            _count += count;
            return count;
        }
        catch (Exception error) when (error is not ObjectDisposedException || !_isOver)
        {
            throw cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : _faults.OfBody(error, _count);
        }
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
