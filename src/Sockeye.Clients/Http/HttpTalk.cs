using System.Buffers;
using Sockeye.Clients.Streams;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <summary>One connection of an <see cref="HttpConnection"/>: its bytes, and what they mean. It waits for nothing: who uses it fills and sends.</summary>
internal sealed class HttpTalk(ClientStream stream, HttpConnectionOptions options) : IDisposable
{
    private readonly SendBuffer _out = new();
    private bool _hasSecret;
    private ArrayBufferWriter<byte>? _head;       // of an answer, for the record, which does not get all of it

    internal ClientStream Stream => stream;

    internal HttpProtocol Http { get; } = new(HttpSide.Requester, options.Limits) { RequestMinorVersion = options.MinorVersion };

    /// <summary>The number of the request: 1 for the first on this connection, 0 before it.</summary>
    internal int Number { get; private set; }

    /// <summary>Something of an answer to this request has come.</summary>
    internal bool HasHeard { get; private set; }

    /// <summary>The request is not whole and never will be: what can still be read is why.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Sends what is due, where something is.</summary>
    internal ValueTask Flush(bool blocking, CancellationToken cancellation)
        => _out.IsEmpty ? default
            : _hasSecret && stream.Conversation is not null ? stream.WriteShown(_out.Written, HttpSecrets.Masked(_out.Written.Span), blocking, cancellation)
            : stream.Write(_out.Written, blocking, cancellation);

    /// <summary>What was due has gone: its memory is given back.</summary>
    internal void Sent()
    {
        _out.Clear();
        _hasSecret = false;
    }

    /// <summary>The rest of the request is not sent.</summary>
    internal void Break()
    {
        IsBroken = true;
        Sent();
    }

    internal void WriteHead(HttpRequest request)
    {
        try
        {
            Http.WriteRequest(_out, request.Method, request.Target, request.Fields);
        }
        catch
        {
            _out.Clear();
            throw;
        }

        Number++;
        HasHeard = false;
        _hasSecret = request.HasSecret;
    }

    internal void WriteData(ReadOnlySpan<byte> data) => Http.WriteData(_out, data);

    internal void WriteEnd(ReadOnlySpan<HttpField> trailers = default) => Http.WriteEnd(_out, trailers);

    /// <summary>The next event of what was received, where no body is read.</summary>
    internal HttpEvent TakeHead()
    {
        if (stream.Buffered.IsEmpty)
        {
            return HttpEvent.NeedMore;
        }

        HasHeard = true;
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(stream.Buffered));
        HttpEvent found = Http.Read(ref input);
        if (stream.Conversation is null)
        {
            stream.Consume((int)input.Consumed);
        }
        else
        {
            Keep((int)input.Consumed);
            if (found != HttpEvent.NeedMore)
            {
                TellHead();
            }
        }

        return found;
    }

    /// <summary>Moves what was received of a body.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="ended">The body is whole.</param>
    internal int TakeBody(Span<byte> into, out bool ended)
    {
        int count = 0;
        while (true)
        {
            // No more of the input is shown than there is room for: a piece of body is never longer than what it came in.
            ReadOnlyMemory<byte> bytes = stream.Buffered;
            bytes = bytes[..Math.Min(bytes.Length, into.Length - count)];
            long ahead = Math.Min(Http.BodyAhead, bytes.Length);
            if (ahead > 0)
            {
                bytes.Span[..(int)ahead].CopyTo(into[count..]);
                Http.HasRead(ahead);
                stream.Consume((int)ahead);
                count += (int)ahead;
                continue;
            }

            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes));
            HttpEvent found = Http.Read(ref input);
            if (found == HttpEvent.Data)
            {
                Http.Data.CopyTo(into[count..]);
                count += (int)Http.Data.Length;
            }

            stream.Consume((int)input.Consumed);
            bool isCut = found == HttpEvent.NeedMore && count < into.Length && !stream.Buffered.IsEmpty;
            if (found != HttpEvent.Data && !isCut)
            {
                ended = found == HttpEvent.End;
                return count;
            }
        }
    }

    /// <summary>A body that has no bytes, or no more, is whole without a look at the network.</summary>
    internal bool IsAtEnd()
    {
        TakeBody(default, out bool ended);
        return ended;
    }

    /// <summary>Makes ready for the next request; false where there can be none on this connection.</summary>
    internal bool StartNext()
    {
        if (IsBroken || !Http.KeepAlive || Http.Requester != HttpPhase.Done || Http.Responder != HttpPhase.Done || !stream.Buffered.IsEmpty)
        {
            return false;
        }

        Http.StartNext();
        return true;
    }

    /// <summary>Of a head that has not become whole the record has what came.</summary>
    internal void TellHead()
    {
        if (_head is { WrittenCount: > 0 } head)
        {
            stream.TellHeard(HttpSecrets.Masked(head.WrittenSpan));
            head.ResetWrittenCount();
        }
    }

    public void Dispose()
    {
        _out.Forget();
        stream.Dispose();
    }

    private void Keep(int count)
    {
        _head ??= new ArrayBufferWriter<byte>();
        _head.Write(stream.Buffered.Span[..count]);
        stream.ConsumeUntold(count);
    }
}
