using System.Runtime.CompilerServices;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <content>What both forms have in common: the request goes out, the head of its answer comes in.</content>
public sealed partial class HttpConnection
{
    private const int BodyInOneWrite = 16 * 1024;

    private enum Turn
    {
        First,
        Sent,       // the request is out already
        Again,      // over a new connection, and for the last time
    }

    // One write and one receive, where the answer's head comes in one piece; and one frame, for what is awaited costs by the frame.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponse> Exchange(ReadOnlyMemory<byte> body, Turn turn, bool blocking, CancellationToken cancellation)
    {
        HttpTalk talk = await Ready(turn, blocking, cancellation).ConfigureAwait(false);
        try
        {
            talk.Stream.BeginVerb();
            bool isMore = turn != Turn.Sent && !WriteBody(talk, body);
            await talk.Flush(blocking, cancellation).ConfigureAwait(false);
            talk.Sent();
            if (isMore)
            {
                await SendLater(talk, body, blocking, cancellation).ConfigureAwait(false);
                talk.Stream.BeginVerb();        // a long body takes as long as it takes, and the answer has its own time
            }

            if (_options.HalfCloses && !talk.IsBroken)
            {
                await talk.Stream.ShutdownSend(blocking, cancellation).ConfigureAwait(false);
            }

            if (_early is HttpResponse early)
            {
                return Settle(early);
            }

            HttpEvent found;
            while ((found = talk.TakeHead()) is HttpEvent.NeedMore or HttpEvent.Informational)
            {
                if (found == HttpEvent.Informational)
                {
                    _options.Informational?.Invoke(talk.Http.Head);
                }
                else if (!await talk.Stream.Fill(blocking, cancellation).ConfigureAwait(false))
                {
                    DemandAnswer(talk);
                }
            }

            return Settle(new HttpResponse(this, talk, found == HttpEvent.Switched));
        }
        catch (Exception error)
        {
            Exception told = Ended(talk, error);
            if (turn != Turn.Again && MayRepeat(told))
            {
                return await Exchange(body, Turn.Again, blocking, cancellation).ConfigureAwait(false);
            }

            if (told == error)
            {
                throw;
            }

            throw told;
        }
    }

    // What cannot be sent is found here, and nothing has happened then.
    private ValueTask<HttpTalk> Ready(Turn turn, bool blocking, CancellationToken cancellation)
    {
        _step = Step.Waiting;
        if (_talk is not HttpTalk talk)
        {
            return ReadyAnew(blocking, cancellation);
        }

        if (turn != Turn.Sent)
        {
            WriteHead(talk);
        }

        return new ValueTask<HttpTalk>(talk);
    }

    private async ValueTask<HttpTalk> ReadyAnew(bool blocking, CancellationToken cancellation)
    {
        _step = Step.Request;
        HttpTalk talk = await Dial(blocking, cancellation).ConfigureAwait(false);
        WriteHead(talk);
        return talk;
    }

    private void WriteHead(HttpTalk talk)
    {
        _step = Step.Request;
        talk.WriteHead(_request);
        (_step, _early) = (Step.Waiting, null);
    }

    // A body that is small goes with the head. False: it is still to be sent.
    private bool WriteBody(HttpTalk talk, ReadOnlyMemory<byte> body)
    {
        if (body.Length > BodyInOneWrite || (_request.Expects && !body.IsEmpty))
        {
            return false;
        }

        talk.WriteData(body.Span);
        talk.WriteEnd();
        _request.HasBody = !body.IsEmpty;
        return true;
    }

    private async ValueTask SendLater(HttpTalk talk, ReadOnlyMemory<byte> body, bool blocking, CancellationToken cancellation)
    {
        if (_request.Expects && !await AwaitContinue(talk, blocking, cancellation).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await SendBody(talk, body, blocking, cancellation).ConfigureAwait(false);
            talk.WriteEnd();
            await Flush(talk, blocking, cancellation).ConfigureAwait(false);
        }
        catch (SocketFaultException gone) when (IsGone(gone))
        {
            talk.Break();       // there may be an answer all the same: that it is too large, say
        }
    }

    private async ValueTask SendBody(HttpTalk talk, ReadOnlyMemory<byte> body, bool blocking, CancellationToken cancellation)
    {
        bool isWhole = !_request.IsChunked && body.Length > BodyInOneWrite;
        while (!body.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = isWhole ? body : body[..Math.Min(body.Length, Piece)];
            if (isWhole)
            {
                talk.Http.HasWritten(piece.Length);
                _request.HasBody = true;
                await talk.Stream.Write(piece, blocking, cancellation).ConfigureAwait(false);
            }
            else
            {
                talk.WriteData(piece.Span);
                _request.HasBody = true;
                await Flush(talk, blocking, cancellation).ConfigureAwait(false);
            }

            body = body[piece.Length..];
        }
    }

    private static async ValueTask Flush(HttpTalk talk, bool blocking, CancellationToken cancellation)
    {
        await talk.Flush(blocking, cancellation).ConfigureAwait(false);
        talk.Sent();
    }

    // RFC 9110 section 10.1.1. False: the answer itself has come.
    private async ValueTask<bool> AwaitContinue(HttpTalk talk, bool blocking, CancellationToken cancellation)
    {
        if (!talk.Stream.KeepsWhenCancelled(blocking))
        {
            return true;        // nobody need wait, and here to stop waiting would be the end of the connection
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.ContinueTimeout);
        talk.Stream.BeginVerb();
        while (true)
        {
            HttpEvent found = talk.TakeHead();
            if (found == HttpEvent.Informational)
            {
                _options.Informational?.Invoke(talk.Http.Head);
                if (talk.Http.Head.Status == 100)
                {
                    return true;
                }
            }
            else if (found != HttpEvent.NeedMore)
            {
                _early = new HttpResponse(this, talk, found == HttpEvent.Switched);
                talk.Break();       // its body was announced and never comes
                return false;
            }
            else if (await FillUntil(talk, blocking, limit.Token, cancellation).ConfigureAwait(false) is not bool isMore)
            {
                return true;
            }
            else if (!isMore)
            {
                DemandAnswer(talk);
            }
        }
    }

    // Null: the time was up.
    private static async ValueTask<bool?> FillUntil(HttpTalk talk, bool blocking, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return await talk.Stream.Fill(blocking, limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private HttpResponse Settle(HttpResponse response)
    {
        _early = null;
        _step = response.IsSwitched ? Step.Switched : Step.Answer;
        if (!response.IsSwitched && response.Talk.IsAtEnd())
        {
            Finish(response);
        }

        return response;
    }

    private void Finish(HttpResponse response)
    {
        response.IsWhole = true;
        _step = Step.Request;
        if (!response.Talk.StartNext() || _options.HalfCloses)
        {
            Drop($"the answer to {_request} was the last on it")?.Dispose();
        }
    }

    private void DemandAnswer(HttpTalk talk)
    {
        if (talk.Http.EndOfInput() == HttpEvent.Closed)
        {
            throw Closed(talk, null);
        }
    }

    private HttpClosedException Closed(HttpTalk talk, Exception? inner) => new(_request.ToString(), talk.Stream.Peer, talk.Number > 1 && !talk.HasHeard, inner);

    private bool MayRepeat(Exception error) => error is HttpClosedException { WasKept: true } && _canDial && _options.Reconnects && _request.IsSafe && !_isDisposed;

    private static bool IsGone(SocketFaultException error) => error is ConnectionResetException or BrokenPipeException or ConnectionAbortedException;

    /// <summary>The connection is of no use any more; answers the error as a caller should see it.</summary>
    private Exception Ended(HttpTalk talk, Exception error)
    {
        Exception told = error switch
        {
            ProtocolException { Blame: Blame.Peer, Peer: null } wrong => wrong.From(talk.Stream.Peer),
            SocketFaultException gone when IsGone(gone) && talk.Number > 1 && !talk.HasHeard => Closed(talk, gone),
            _ => error,
        };
        talk.TellHead();
        if (_talk == talk)
        {
            Drop(told.Message);
        }

        if (told is ProtocolException)
        {
            talk.Stream.Abort(told);
        }

        talk.Dispose();
        return told;
    }
}
