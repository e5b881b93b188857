using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>
/// One HTTP/1 connection, seen from one side, without I/O: bytes in, events out (<see cref="Read"/>); heads and bodies in, bytes out
/// (the Write methods). The same object serves blocking and async code. One thread at a time.
/// </summary>
/// <remarks>
/// Both sides' phases are kept (<see cref="HttpStates"/>), so what is out of turn is an error with the blame on who did it.
/// After an error from the peer nothing more is read: answer if you are the server (<see cref="StatusFor"/>) and close.
/// Reading allocates nothing per message.
/// Offsets in errors (<see cref="ProtocolException.Offset"/>) count from the first byte of the message that is wrong, head included, wherever
/// in it the error is; an empty line in front of a request is not part of it. What is missing from a head stands at 0; where a message is cut
/// short or over a limit, the offset is the first byte that was not taken.
/// </remarks>
public sealed partial class HttpProtocol
{
    private readonly HttpLimits _limits;
    private readonly FieldBlock _headBlock;
    private readonly FieldBlock.StartLineReader _startLine;
    private readonly ChunkedBody _chunked;
    private HttpPhase _requester;
    private HttpPhase _responder;
    private BodyKind _body;
    private long _bodyStart;
    private long _bodyLeft;
    private long _bodyTaken;
    private int _informational;
    private bool _skippedEmptyLine;
    private bool _closeSeen;

    /// <summary>A connection on the <paramref name="side"/> that this program plays.</summary>
    public HttpProtocol(HttpSide side, HttpLimits? limits = null)
    {
        Side = side;
        _limits = limits ?? new HttpLimits();
        MaximumBody = _limits.MaximumBody;
        _headBlock = new FieldBlock(Head.Fields, _limits.MaximumHead, _limits.MaximumFields, "head", _limits.ForgiveBareLf);
        _chunked = new ChunkedBody(_limits, Trailers);
        _startLine = side == HttpSide.Responder ? line => StartLine.ReadRequest(line, Head) : line => StartLine.ReadStatus(line, Head);
    }

    /// <summary>The side this program plays.</summary>
    public HttpSide Side { get; }

    /// <summary>The head last read: valid until the next one begins.</summary>
    public HttpHead Head { get; } = new();

    /// <summary>The trailers of the message last read; usually none. Valid until the next message begins.</summary>
    public HttpFields Trailers { get; } = new();

    /// <summary>The piece of body last read, without chunk marks: it points into the input.</summary>
    public ReadOnlySequence<byte> Data { get; private set; }

    /// <summary>Where the client stands.</summary>
    public HttpPhase Requester => _requester;

    /// <summary>Where the server stands.</summary>
    public HttpPhase Responder => _responder;

    /// <summary>Another exchange may follow on this connection, as far as is known yet.</summary>
    public bool KeepAlive { get; private set; } = true;

    /// <summary>
    /// The most bytes of the body that is being read, or comes next. Set it before or behind a head, to take more or less of that one message;
    /// at the message's end it is <see cref="HttpLimits.MaximumBody"/> again. A length or a chunk that is over it is an error before its first
    /// byte; of a body that ends by close, what is within it is handed on first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long MaximumBody
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    private HttpSide PeerSide => Side == HttpSide.Requester ? HttpSide.Responder : HttpSide.Requester;

    private HttpPhase Peer => Side == HttpSide.Requester ? _responder : _requester;

    /// <summary>Bytes of the message that were taken: its head, and what came of its body with the marks of its chunks.</summary>
    private long BodyOffset => _body == BodyKind.Chunked ? _chunked.Offset : _bodyStart + _bodyTaken;

    private HttpPhase Own => Side == HttpSide.Requester ? _requester : _responder;

    /// <summary>Reads the next event from what the peer sent. Bytes taken are consumed; call again until <see cref="HttpEvent.NeedMore"/> or <see cref="HttpEvent.Paused"/>.</summary>
    /// <exception cref="ProtocolException">The peer broke the rules; the offset counts from the start of its message.</exception>
    public HttpEvent Read(ref SequenceReader<byte> input)
    {
        try
        {
            return Peer switch
            {
                HttpPhase.Idle when _closeSeen && input.End && _headBlock.Collected == 0 => Closed(),
                HttpPhase.Idle => ReadHead(ref input),
                HttpPhase.Body => ReadBody(ref input),
                HttpPhase.Switched => HttpEvent.Switched,
                HttpPhase.Closed => input.End ? HttpEvent.Closed : throw new ProtocolException(ProtocolError.Malformed, "bytes after the end", 0),
                HttpPhase.Failed => throw new ProtocolException(ProtocolError.Malformed, "nothing can be read after an error", 0, Blame.Caller),
                _ => _closeSeen && input.End ? Closed() : HttpEvent.Paused,
            };
        }
        catch (ProtocolException error) when (error.Blame == Blame.Peer)
        {
            Move(PeerSide, HttpSignal.Fail);
            throw;
        }
    }

    /// <summary>
    /// How many of the bytes that come next are body and nothing else: what is left of a chunk or of a body of known length, without end where
    /// the close ends it. They may be received past this object, straight to where they belong, and told with <see cref="HasRead"/>. 0 where
    /// something else comes next, or a limit.
    /// </summary>
    public long BodyAhead
    {
        get
        {
            if (Peer != HttpPhase.Body) return 0;
            long allowed = MaximumBody - _bodyTaken;
            return _body switch
            {
                BodyKind.Length when _bodyLeft <= allowed => _bodyLeft,
                BodyKind.Chunked when _chunked.DataLeft <= allowed => _chunked.DataLeft,
                BodyKind.UntilClose => allowed,
                _ => 0,
            };
        }
    }

    /// <summary>The caller has received a piece of the body by itself: the other side of <see cref="HasWritten"/>.</summary>
    /// <param name="count">How many bytes: at most <see cref="BodyAhead"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more than that.</exception>
    public void HasRead(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BodyAhead);
        if (count == 0) return;
        _bodyTaken += count;
        if (_body == BodyKind.Chunked) _chunked.Took(count);
        if (_body == BodyKind.Length && (_bodyLeft -= count) == 0) _body = BodyKind.None;
        Move(PeerSide, HttpSignal.Data);
    }

    /// <summary>The peer closed its sending half (a receive returned 0): says what that means.</summary>
    /// <remarks>
    /// Call it once <see cref="Read"/> has said it needs more, and again whenever it says so afterwards. A server that closed answers nothing
    /// more: then <see cref="KeepAlive"/> is false and <see cref="StartNext"/> refuses.
    /// </remarks>
    /// <returns>
    /// <see cref="HttpEvent.End"/> when the close ended a body, <see cref="HttpEvent.Closed"/> between messages and after an error,
    /// <see cref="HttpEvent.Paused"/> while a server has an exchange to finish.
    /// </returns>
    /// <exception cref="ProtocolException">The message was cut short.</exception>
    public HttpEvent EndOfInput()
    {
        _closeSeen = true;
        if (Side == HttpSide.Requester) KeepAlive = false;
        switch (Peer)
        {
            case HttpPhase.Idle when _headBlock.Collected > 0:
                Move(PeerSide, HttpSignal.Fail);
                HttpFault.Truncated($"the stream ended {_headBlock.Collected} bytes into a head", _headBlock.Collected);
                return HttpEvent.Closed;
            case HttpPhase.Body when _body == BodyKind.None:
            case HttpPhase.Body when _body == BodyKind.UntilClose:
                return EndMessage();
            case HttpPhase.Body:
                Move(PeerSide, HttpSignal.Fail);
                HttpFault.Truncated(_body == BodyKind.Length ? $"the stream ended {_bodyLeft} bytes short of the body" : "the stream ended inside a chunked body", BodyOffset);
                return HttpEvent.Closed;
            case HttpPhase.Switched:
                return HttpEvent.Switched;
            case HttpPhase.Failed:
                KeepAlive = false;
                return HttpEvent.Closed;
            case HttpPhase.Done when Side == HttpSide.Responder:
                // Requests sent ahead may still wait in the input: Read says Closed once it is empty.
                return HttpEvent.Paused;
            default:
                return Closed();
        }
    }

    /// <summary>Both messages are whole: makes ready for the next exchange on this connection.</summary>
    /// <exception cref="ProtocolException">The exchange is not finished, or was the last (this side's fault).</exception>
    public void StartNext()
    {
        if (_requester != HttpPhase.Done || _responder != HttpPhase.Done)
            HttpFault.OurFault($"the next exchange cannot start: the client is {_requester}, the server is {_responder}");
        Move(HttpSide.Requester, HttpSignal.Next);
        Move(HttpSide.Responder, HttpSignal.Next);
        _informational = 0;
        _requestWasHead = _requestWasConnect = _requestUpgrades = false;
    }

    /// <summary>
    /// The status that tells a client about an error <see cref="Read"/> threw: 400, 413 for a body over <see cref="MaximumBody"/>, 431 for a head or
    /// trailers over their limits, 501 for a transfer coding and 505 for a version that is not spoken here.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public static int StatusFor(ProtocolException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Kind switch
        {
            _ when error.HttpStatus != 0 => error.HttpStatus,
            ProtocolError.TooLarge => 431,
            ProtocolError.Unsupported => 501,
            _ => 400,
        };
    }

    private HttpEvent ReadHead(ref SequenceReader<byte> input)
    {
        if (Side == HttpSide.Responder && _headBlock.Collected == 0 && !SkipEmptyLine(ref input)) return HttpEvent.NeedMore;
        if (input.End) return HttpEvent.NeedMore;
        if (Side == HttpSide.Requester && _requester == HttpPhase.Idle) HttpFault.Malformed("the server speaks before it was asked", 0);
        if (!_headBlock.TryRead(ref input, _startLine, 0, out int length)) return HttpEvent.NeedMore;
        _bodyStart = length;
        Trailers.Clear();
        _skippedEmptyLine = false;
        return Side == HttpSide.Responder ? RequestCame() : ResponseCame();
    }

    /// <summary>RFC 9112 section 2.2: one empty line in front of a request is forgiven; old clients send it behind a body.</summary>
    private bool SkipEmptyLine(ref SequenceReader<byte> input)
    {
        if (_skippedEmptyLine || !input.TryPeek(out byte first) || first != '\r') return true;
        if (!input.TryPeek(1, out byte second)) return false;
        if (second != '\n') return true;
        input.Advance(2);
        _skippedEmptyLine = true;
        return true;
    }

    private HttpEvent RequestCame()
    {
        (_body, _bodyLeft, bool keepAlive) = HttpFraming.OfRequest(Head);
        KeepAlive &= keepAlive;
        // RFC 9110 section 7.8: without its connection option the field was not meant for this connection, and HTTP/1.0 has none.
        bool upgrade = Head.MinorVersion == 1 && Head.Fields.TryGet("upgrade"u8, out _) && Head.Fields.HasMember("connection"u8, "upgrade"u8);
        Remember(Head.MethodBytes.SequenceEqual("HEAD"u8), Head.MethodBytes.SequenceEqual("CONNECT"u8), upgrade, Head.MinorVersion);
        Move(HttpSide.Requester, HttpSignal.Head);
        StartBody();
        return HttpEvent.Head;
    }

    private HttpEvent ResponseCame()
    {
        if (Head.Status == 101 || (_requestWasConnect && Head.Status is >= 200 and < 300))
        {
            if (Head.Status == 101 && !_requestUpgrades) HttpFault.Malformed("101 Switching Protocols, and nobody asked for it", StartLine.StatusOffset);
            if (_requester != HttpPhase.Done) HttpFault.Malformed("the server switches protocols inside a request", StartLine.StatusOffset);
            Switch();
            return HttpEvent.Switched;
        }

        (_body, _bodyLeft, bool keepAlive) = HttpFraming.OfResponse(Head, _requestWasHead);
        if (Head.Status < 200)
        {
            if (++_informational > _limits.MaximumInformational) HttpFault.TooLarge($"more than {_limits.MaximumInformational} informational responses", StartLine.StatusOffset);
            Move(HttpSide.Responder, HttpSignal.Informational);
            return HttpEvent.Informational;
        }

        KeepAlive &= keepAlive;
        Move(HttpSide.Responder, HttpSignal.Head);
        StartBody();
        return HttpEvent.Head;
    }

    private void StartBody()
    {
        _bodyTaken = 0;
        if (_body == BodyKind.Chunked) _chunked.Start(_bodyStart);
    }

    private HttpEvent ReadBody(ref SequenceReader<byte> input)
    {
        switch (_body)
        {
            case BodyKind.None:
                return EndMessage();
            case BodyKind.Chunked:
                ChunkedBody.Found found = _chunked.Read(ref input, MaximumBody - _bodyTaken, out ReadOnlySequence<byte> piece);
                Data = piece;
                _bodyTaken += piece.Length;
                if (found == ChunkedBody.Found.NeedMore) return HttpEvent.NeedMore;
                if (found == ChunkedBody.Found.TooLarge) BodyTooLarge("the body goes");
                return found == ChunkedBody.Found.Data ? Piece() : EndMessage();
            default:
                if (_body == BodyKind.Length && _bodyLeft > MaximumBody - _bodyTaken) BodyTooLarge($"a body of {_bodyTaken + _bodyLeft} bytes is");
                if (input.End) return HttpEvent.NeedMore;
                if (_bodyTaken >= MaximumBody) BodyTooLarge("the body goes");
                long take = Math.Min(_body == BodyKind.Length ? _bodyLeft : MaximumBody - _bodyTaken, input.Remaining);
                take = Math.Min(take, int.MaxValue);
                input.TryReadExact((int)take, out ReadOnlySequence<byte> data);
                Data = data;
                _bodyTaken += take;
                if (_body == BodyKind.Length && (_bodyLeft -= take) == 0) _body = BodyKind.None;
                return Piece();
        }
    }

    private void BodyTooLarge(string what) => HttpFault.TooLarge($"{what} over the limit of {MaximumBody} bytes", BodyOffset, status: 413);

    private HttpEvent Piece()
    {
        Move(PeerSide, HttpSignal.Data);
        return HttpEvent.Data;
    }

    private HttpEvent EndMessage()
    {
        Move(PeerSide, HttpSignal.End);
        MaximumBody = _limits.MaximumBody;
        Settle();
        return HttpEvent.End;
    }

    private HttpEvent Closed()
    {
        KeepAlive = false;
        Move(PeerSide, HttpSignal.Close);
        return HttpEvent.Closed;
    }

    private void Switch()
    {
        Move(HttpSide.Responder, HttpSignal.Switch);
        Move(HttpSide.Requester, HttpSignal.Switch);
    }

    /// <summary>Once the exchange is known to be the last, whoever is done may only close.</summary>
    private void Settle()
    {
        if (KeepAlive) return;
        bool maySwitch = (_requestWasConnect || _requestUpgrades) && _responder == HttpPhase.Idle;
        if (_requester == HttpPhase.Done && !maySwitch) Move(HttpSide.Requester, HttpSignal.NoReuse);
        if (_responder == HttpPhase.Done) Move(HttpSide.Responder, HttpSignal.NoReuse);
    }

    private void Move(HttpSide side, HttpSignal signal)
    {
        HttpPhase from = side == HttpSide.Requester ? _requester : _responder;
        if (HttpStates.Next(side, from, signal) is not { } to)
        {
            string who = side == HttpSide.Requester ? "client" : "server";
            Blame blame = side == Side ? Blame.Caller : Blame.Peer;
            throw new ProtocolException(ProtocolError.Malformed, $"{signal} is out of turn: the {who} is {from}", 0, blame);
        }

        if (side == HttpSide.Requester) _requester = to;
        else _responder = to;
    }
}
