using System.Buffers;
using System.Buffers.Text;

namespace Sockeye.Wire.Http;

/// <content>The writing half: heads and bodies in, bytes out. What would be misread by the other side is refused before a byte is written.</content>
public sealed partial class HttpProtocol
{
    private BodyKind _sendBody;
    private long _sendLeft;
    private bool _requestWasHead;
    private bool _requestWasConnect;
    private bool _requestUpgrades;
    private int _requestVersion = 1;

    /// <summary>
    /// The version requests are sent with: 1 for HTTP/1.1 (default), 0 for HTTP/1.0, where Host may be missing, chunked is not known and
    /// the server closes behind its response unless "Connection: keep-alive" is asked for.
    /// </summary>
    public int RequestMinorVersion { get; init; } = 1;

    /// <summary>Writes a request head.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="method">The method, such as "GET".</param>
    /// <param name="target">The target, such as "/index.html?q=1": visible ASCII. A path, a URL with scheme and host, host:port for CONNECT, * for OPTIONS.</param>
    /// <param name="fields">The fields; Host is needed in HTTP/1.1. Content-Length or "Transfer-Encoding: chunked" announce a body.</param>
    /// <exception cref="ProtocolException">Out of turn, or something the other side would misread (this side's fault).</exception>
    public void WriteRequest(IBufferWriter<byte> output, string method, string target, params ReadOnlySpan<HttpField> fields)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(target);
        if (Side != HttpSide.Requester) HttpFault.OurFault("only a client sends requests");
        HttpSend.CheckToken(method, "method");
        HttpSend.CheckTarget(method, target);
        SendFacts facts = HttpSend.Gather(fields);
        bool old = RequestMinorVersion == 0;
        if (facts.Hosts > 1 || (facts.Hosts == 0 && !old)) HttpFault.OurFault("a request has exactly one Host field");
        if (old && facts.Body?.Kind == BodyKind.Chunked) HttpFault.OurFault("HTTP/1.0 does not know chunked");
        Move(HttpSide.Requester, HttpSignal.Head);
        KeepAlive &= !facts.Close && (!old || facts.Keep);
        Remember(method == "HEAD", method == "CONNECT", facts.Upgrade && !old, RequestMinorVersion);
        (_sendBody, _sendLeft) = facts.Body ?? (BodyKind.None, 0);
        HttpSend.Ascii(output, method);
        output.Write(" "u8);
        HttpSend.Ascii(output, target);
        output.Write(old ? " HTTP/1.0\r\n"u8 : " HTTP/1.1\r\n"u8);
        HttpSend.Fields(output, fields);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a response head (HTTP/1.1), informational (1xx) or final.</summary>
    /// <remarks>
    /// When neither Content-Length nor Transfer-Encoding is given and a body may follow, chunked is added for an HTTP/1.1 client and the
    /// close ends the body for an HTTP/1.0 one. "Connection: close" is added when this exchange is the last.
    /// </remarks>
    /// <param name="output">Where to.</param>
    /// <param name="status">100 to 999.</param>
    /// <param name="reason">The words behind it; may be empty.</param>
    /// <param name="fields">The fields.</param>
    /// <exception cref="ProtocolException">Out of turn, or something the other side would misread (this side's fault).</exception>
    public void WriteResponse(IBufferWriter<byte> output, int status, string reason, params ReadOnlySpan<HttpField> fields)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(reason);
        if (Side != HttpSide.Responder) HttpFault.OurFault("only a server sends responses");
        if (status is < 100 or > 999) HttpFault.OurFault($"a status code is three digits, {status} is not");
        // A request that could not be read is answered too.
        if (_requester == HttpPhase.Idle) HttpFault.OurFault("there is no request to answer");
        HttpSend.CheckValue(reason, "reason");
        SendFacts facts = HttpSend.Gather(fields);
        bool switches = status == 101 || (_requestWasConnect && status is >= 200 and < 300);
        if (switches && (_requester != HttpPhase.Done || (status == 101 && !_requestUpgrades)))
            HttpFault.OurFault("switching protocols answers a whole request that asked for it");
        if (status < 200 || switches)
        {
            if (facts.Body is not null) HttpFault.OurFault($"a {status} response has no body to announce");
            if (switches) Switch();
            else Move(HttpSide.Responder, HttpSignal.Informational);
            WriteHead(output, status, reason, fields);
            output.Write("\r\n"u8);
            return;
        }

        WriteFinal(output, status, reason, fields, facts);
    }

    /// <summary>Writes a piece of the body, framed as the head announced.</summary>
    /// <exception cref="ProtocolException">Out of turn, or more than the Content-Length announced (this side's fault).</exception>
    public void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (data.IsEmpty) return;
        if (_sendBody == BodyKind.None) HttpFault.OurFault("this message has no body");
        if (_sendBody == BodyKind.Length && data.Length > _sendLeft) HttpFault.OurFault($"{data.Length} bytes are more than the {_sendLeft} still announced");
        Move(Side, HttpSignal.Data);
        if (_sendBody == BodyKind.Chunked)
        {
            Span<byte> size = output.GetSpan(18);
            Utf8Formatter.TryFormat(data.Length, size, out int digits, new StandardFormat('x'));
            size[digits] = (byte)'\r';
            size[digits + 1] = (byte)'\n';
            output.Advance(digits + 2);
            output.Write(data);
            output.Write("\r\n"u8);
            return;
        }

        _sendLeft -= data.Length;
        output.Write(data);
    }

    /// <summary>The caller has sent a piece of the body by itself, by sendfile(2) say. Only where the head announced a Content-Length.</summary>
    /// <param name="count">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="ProtocolException">Out of turn, or more than was announced (this side's fault).</exception>
    public void HasWritten(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_sendBody != BodyKind.Length) HttpFault.OurFault("only a body whose length was announced is sent without its marks");
        if (count > _sendLeft) HttpFault.OurFault($"{count} bytes are more than the {_sendLeft} still announced");
        Move(Side, HttpSignal.Data);
        _sendLeft -= count;
    }

    /// <summary>Ends the message. A body that ends with the connection still needs its sending half closed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="trailers">Fields behind a chunked body.</param>
    /// <exception cref="ProtocolException">Out of turn, less body than announced, or trailers where none can be (this side's fault).</exception>
    public void WriteEnd(IBufferWriter<byte> output, params ReadOnlySpan<HttpField> trailers)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_sendBody == BodyKind.Length && _sendLeft > 0) HttpFault.OurFault($"{_sendLeft} bytes of the body were announced and not sent");
        if (trailers.Length > 0 && _sendBody != BodyKind.Chunked) HttpFault.OurFault("only a chunked body has trailers");
        SendFacts facts = HttpSend.Gather(trailers);
        if (facts.Body is not null || facts.Hosts > 0) HttpFault.OurFault("Content-Length, Transfer-Encoding and Host are no trailers");
        Move(Side, HttpSignal.End);
        if (_sendBody == BodyKind.Chunked)
        {
            output.Write("0\r\n"u8);
            HttpSend.Fields(output, trailers);
            output.Write("\r\n"u8);
        }

        _sendBody = BodyKind.None;
        Settle();
    }

    private void WriteFinal(IBufferWriter<byte> output, int status, string reason, ReadOnlySpan<HttpField> fields, SendFacts facts)
    {
        bool bodiless = _requestWasHead || status is 204 or 304;
        if (status == 204 && facts.Body is not null) HttpFault.OurFault("a 204 response has no body to announce");
        if (facts.Body?.Kind == BodyKind.Chunked && _requestVersion == 0) HttpFault.OurFault("an HTTP/1.0 client does not know chunked");
        BodyKind kind = facts.Body?.Kind ?? (_requestVersion == 1 && _requester != HttpPhase.Failed ? BodyKind.Chunked : BodyKind.UntilClose);
        bool addChunked = facts.Body is null && !bodiless && kind == BodyKind.Chunked;
        // A failed request leaves the stream out of step, and a close that ends the body ends the connection.
        bool last = !KeepAlive || facts.Close || _requester == HttpPhase.Failed || (!bodiless && kind == BodyKind.UntilClose);
        Move(HttpSide.Responder, HttpSignal.Head);
        KeepAlive = !last;
        (_sendBody, _sendLeft) = bodiless ? (BodyKind.None, 0) : (kind, facts.Body?.Length ?? 0);
        WriteHead(output, status, reason, fields);
        if (addChunked) output.Write("Transfer-Encoding: chunked\r\n"u8);
        if (last && !facts.Close) output.Write("Connection: close\r\n"u8);
        // An HTTP/1.0 client believes in keep-alive only when it is told.
        if (!last && _requestVersion == 0 && !facts.Keep) output.Write("Connection: keep-alive\r\n"u8);
        output.Write("\r\n"u8);
    }

    private static void WriteHead(IBufferWriter<byte> output, int status, string reason, ReadOnlySpan<HttpField> fields)
    {
        output.Write("HTTP/1.1 "u8);
        Span<byte> code = output.GetSpan(4);
        Utf8Formatter.TryFormat(status, code, out int digits);
        code[digits] = (byte)' ';
        output.Advance(digits + 1);
        HttpSend.Latin1(output, reason);
        output.Write("\r\n"u8);
        HttpSend.Fields(output, fields);
    }

    private void Remember(bool head, bool connect, bool upgrade, int version)
    {
        (_requestWasHead, _requestWasConnect, _requestUpgrades, _requestVersion) = (head, connect, upgrade, version);
    }
}
