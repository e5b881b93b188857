using System.Buffers;
using Sockeye.Clients.Streams;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <content>A request step by step.</content>
public sealed partial class HttpConnection
{
    private const int Piece = 64 * 1024;

    /// <summary>Begins a request. Nothing is sent yet. Python's putrequest.</summary>
    /// <param name="method">The method, such as "GET".</param>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <exception cref="InvalidOperationException">The last answer has not been read to its end, or the connection takes no more requests.</exception>
    public void PutRequest(string method, string target)
    {
        Demand(Step.Request);
        _request.Start(method, target);
        _step = Step.Headers;
    }

    /// <summary>
    /// Adds a field. "Content-Length", or "Transfer-Encoding: chunked", announce a body; with "Expect: 100-continue" <see cref="EndHeaders"/> waits for the server's
    /// consent to it. Python's putheader.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value: characters up to U+00FF, without controls.</param>
    /// <exception cref="InvalidOperationException">No request is begun.</exception>
    public void PutHeader(string name, string value)
    {
        Demand(Step.Headers);
        _request.Add(new HttpField(name, value));
    }

    /// <summary>Ends the fields and sends the head, with Host where none was put. Python's endheaders.</summary>
    /// <returns>
    /// False: the request expects "100 Continue" and the server has given its answer in place of that. It wants no body: <see cref="GetResponse"/> comes next. Else true.
    /// </returns>
    /// <exception cref="InvalidOperationException">No request is begun.</exception>
    /// <inheritdoc cref="Command" path="/exception"/>
    public bool EndHeaders() => Finished.Of(SendHead(blocking: true, CancellationToken.None));

    /// <summary><see cref="EndHeaders"/>, awaited.</summary>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <returns>As there.</returns>
    /// <inheritdoc cref="EndHeaders" path="/exception"/>
    public ValueTask<bool> EndHeadersAsync(CancellationToken cancellation = default) => SendHead(blocking: false, cancellation);

    /// <summary>
    /// Sends a piece of the body, as a chunk where chunks were announced. Where it fails because the server has closed, <see cref="GetResponse"/> may still have an
    /// answer that says why. Python's send.
    /// </summary>
    /// <param name="data">Nothing at all does nothing.</param>
    /// <exception cref="InvalidOperationException">The head has not been sent.</exception>
    /// <exception cref="ProtocolException">More than was announced, or nothing was: nothing of this piece was sent.</exception>
    /// <exception cref="SocketFaultException">The network failed, or the timeout passed.</exception>
    public void Send(ReadOnlyMemory<byte> data) => Finished.Demand(Send(data, blocking: true, CancellationToken.None));

    /// <summary><see cref="Send(ReadOnlyMemory{byte})"/>, awaited.</summary>
    /// <param name="data">It must stay as it is until this is done.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="Send(ReadOnlyMemory{byte})" path="/exception"/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default) => Send(data, blocking: false, cancellation);

    /// <summary>Sends all that a stream has, in pieces of at most 64 KiB.</summary>
    /// <param name="content">It is read from where it stands to its end.</param>
    /// <inheritdoc cref="Send(ReadOnlyMemory{byte})" path="/exception"/>
    public void Send(Stream content) => Finished.Demand(Send(content, blocking: true, CancellationToken.None));

    /// <summary><see cref="Send(Stream)"/>, awaited.</summary>
    /// <param name="content">It is read from where it stands to its end.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="Send(ReadOnlyMemory{byte})" path="/exception"/>
    public ValueTask SendAsync(Stream content, CancellationToken cancellation = default) => Send(content, blocking: false, cancellation);

    /// <summary>Ends the request, with fields behind its body where it is chunked, and waits for the head of the answer. Python's getresponse.</summary>
    /// <param name="trailers">Mostly none.</param>
    /// <exception cref="InvalidOperationException">The head has not been sent.</exception>
    /// <exception cref="ProtocolException">The server broke the rules; or the body is shorter than announced, or trailers are where none can be, and more can still be sent.</exception>
    /// <exception cref="HttpClosedException">The server closed without an answer.</exception>
    /// <exception cref="SocketFaultException">The network failed, or the timeout passed.</exception>
    public HttpResponse GetResponse(ReadOnlySpan<HttpField> trailers = default)
    {
        EndRequest(trailers);
        return Finished.Of(Answer(blocking: true, CancellationToken.None));
    }

    /// <summary><see cref="GetResponse"/>, awaited.</summary>
    /// <param name="trailers">Mostly none.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="GetResponse" path="/exception"/>
    public ValueTask<HttpResponse> GetResponseAsync(ReadOnlySpan<HttpField> trailers = default, CancellationToken cancellation = default)
    {
        EndRequest(trailers);
        return Answer(blocking: false, cancellation);
    }

    private ValueTask<bool> SendHead(bool blocking, CancellationToken cancellation)
    {
        Demand(Step.Headers);
        _request.Complete(_authority.Field, _options.HalfCloses, length: null);
        return SendHead(Turn.First, blocking, cancellation);
    }

    private async ValueTask<bool> SendHead(Turn turn, bool blocking, CancellationToken cancellation)
    {
        HttpTalk talk = await Ready(turn, blocking, cancellation).ConfigureAwait(false);
        try
        {
            await Flush(talk, blocking, cancellation).ConfigureAwait(false);
            bool isWanted = !_request.Expects || await AwaitContinue(talk, blocking, cancellation).ConfigureAwait(false);
            _step = Step.Body;
            return isWanted;
        }
        catch (Exception error)
        {
            Exception told = Ended(talk, error);
            if (turn == Turn.First && MayRepeat(told))
            {
                return await SendHead(Turn.Again, blocking, cancellation).ConfigureAwait(false);
            }

            if (told == error)
            {
                throw;
            }

            throw told;
        }
    }

    private async ValueTask Send(ReadOnlyMemory<byte> data, bool blocking, CancellationToken cancellation)
    {
        Demand(Step.Body);
        if (_early is not null)
        {
            throw new InvalidOperationException($"{_request} has been answered and its body is not wanted: GetResponse comes next");
        }

        HttpTalk talk = _talk!;
        _step = Step.Waiting;
        try
        {
            await SendBody(talk, data, blocking, cancellation).ConfigureAwait(false);
            _step = Step.Body;
        }
        catch (ProtocolException)
        {
            _step = Step.Body;              // this side's fault, found before anything of the piece was sent
            throw;
        }
        catch (SocketFaultException gone) when (IsGone(gone))
        {
            _step = Step.Body;
            talk.Break();
            throw;
        }
        catch (Exception error)
        {
            throw Ended(talk, error);
        }
    }

    private async ValueTask Send(Stream content, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        byte[] piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int count;
            while ((count = blocking ? content.Read(piece, 0, Piece) : await content.ReadAsync(piece.AsMemory(0, Piece), cancellation).ConfigureAwait(false)) > 0)
            {
                await Send(piece.AsMemory(0, count), blocking, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private void EndRequest(ReadOnlySpan<HttpField> trailers)
    {
        Demand(Step.Body);
        if (_early is null && !_talk!.IsBroken)
        {
            _talk.WriteEnd(trailers);
        }
    }

    private ValueTask<HttpResponse> Answer(bool blocking, CancellationToken cancellation)
    {
        if (_early is not HttpResponse early)
        {
            return Exchange(default, Turn.Sent, blocking, cancellation);
        }

        try
        {
            return new ValueTask<HttpResponse>(Settle(early));
        }
        catch (Exception error)
        {
            throw Ended(early.Talk, error);
        }
    }
}
