using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Ways;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Servers.Ready.Files;

/// <summary>One client that asks for files: reads heads, sends answers, as long as both want to go on.</summary>
internal sealed class FileConversation(StreamRequest request, RootFolder root, StaticFilesOptions options)
{
    private const int PieceSize = 64 * 1024;
    private const int PiecesInARow = 16;

    private readonly HttpProtocol _http = new(HttpSide.Responder);
    private readonly FileChoice _choice = new(root, options);
    private readonly FrameProgress _progress = request.Follow();
    private long _taken;        // of the head that is under way

    internal async Task Run()
    {
        try
        {
            do
            {
                if (await Next().ConfigureAwait(true) != HttpEvent.Head)
                {
                    return;
                }
            }
            while (await Answer().ConfigureAwait(true));
        }
        catch (ProtocolException error) when (error.Blame == Blame.Peer && error.Kind != ProtocolError.Truncated)
        {
            using FileAnswer answer = FileAnswer.Plain(HttpProtocol.StatusFor(error));
            WriteHead(answer, isLast: true);
            WriteWords(answer);
            await request.SayFarewell(default).ConfigureAwait(true);
            throw;
        }

        // With a body unread a close would be a reset, and lose what was answered.
        await request.SayFarewell(default).ConfigureAwait(true);
    }

    private async ValueTask<HttpEvent> Next()
    {
        HttpEvent found = Take(default, out _);
        while (found == HttpEvent.NeedMore)
        {
            ReadResult read = await request.Input.ReadAsync().ConfigureAwait(true);
            SequencePosition taken = read.Buffer.End;
            try
            {
                found = Take(read.Buffer, out taken);
            }
            finally
            {
                request.Input.AdvanceTo(taken, found == HttpEvent.NeedMore ? read.Buffer.End : taken);      // all of it, where it made no sense
            }

            if (found == HttpEvent.NeedMore && read.IsCompleted)
            {
                return _http.EndOfInput();
            }

            if (_progress.Ends && found == HttpEvent.NeedMore && _taken == 0)
            {
                return HttpEvent.Closed;
            }
        }

        return found;
    }

    private HttpEvent Take(in ReadOnlySequence<byte> bytes, out SequencePosition taken)
    {
        var input = new SequenceReader<byte>(bytes);
        HttpEvent found = _http.Read(ref input);
        taken = input.Position;
        _taken += bytes.Length;
        if (found == HttpEvent.Head)
        {
            _taken = 0;
            _progress.HasFrame();
        }
        else
        {
            _progress.HasHalf(_taken);
        }

        return found;
    }

    // False: that was the last.
    private async ValueTask<bool> Answer()
    {
        bool hasBody = !_http.Head.MethodBytes.SequenceEqual("HEAD"u8);
        using FileAnswer answer = _choice.Of(_http.Head);

        // Nobody here reads a body: a request that has one is the last.
        bool isLast = Take(default, out _) != HttpEvent.End || _progress.Ends;
        WriteHead(answer, isLast);
        if (answer.File is not null && hasBody)
        {
            await SendFile(answer).ConfigureAwait(true);
        }
        else
        {
            if (hasBody)
            {
                WriteWords(answer);
            }
            else
            {
                _http.WriteEnd(request.Output);
            }

            await request.Output.FlushAsync().ConfigureAwait(true);
        }

        if (isLast || !_http.KeepAlive)
        {
            return false;
        }

        _http.StartNext();
        return true;
    }

    private void WriteHead(FileAnswer answer, bool isLast)
    {
        HttpField[] closing = isLast ? [new("Connection", "close")] : [];
        _http.WriteResponse(
            request.Output,
            answer.Status,
            answer.Reason,
            [new("Date", FileValidators.Date(request.Server.Options.Clock.GetUtcNow())), .. answer.Fields, new("X-Content-Type-Options", "nosniff"), .. closing]);
    }

    private void WriteWords(FileAnswer answer)
    {
        _http.WriteData(request.Output, answer.Words);
        _http.WriteEnd(request.Output);
    }

    // Where the thread waits and there is no TLS the kernel copies a large one; else it is read in pieces. The first goes with the head, and the next is read when the kernel has taken the last.
    private async ValueTask SendFile(FileAnswer answer)
    {
        long left = answer.Range.Length;
        if (left > PieceSize && request.Sendable is SocketTransport socket)
        {
            await request.Output.FlushAsync().ConfigureAwait(true);
            long sent = socket.SendFile(answer.File!, answer.Range.Start, left);
            DemandWhole(left - sent);
            _http.HasWritten(sent);
            _http.WriteEnd(request.Output);
            return;
        }

        int pieces = 0;
        do
        {
            left -= WritePiece(answer, left);
            if (left == 0)
            {
                _http.WriteEnd(request.Output);
            }

            await request.Output.FlushAsync().ConfigureAwait(true);
            if (++pieces % PiecesInARow == 0 && request.SharesItsThread)
            {
                await Task.Yield();     // a client that reads as fast as this never has it wait
            }
        }
        while (left > 0);
    }

    private int WritePiece(FileAnswer answer, long left)
    {
        if (left == 0)
        {
            return 0;
        }

        int most = (int)Math.Min(left, PieceSize);
        long at = answer.Range.Start + answer.Range.Length - left;
        int count = RandomAccess.Read(answer.File!, request.Output.GetSpan(most)[..most], at);
        DemandWhole(count == 0 ? left : 0);
        request.Output.Advance(count);
        _http.HasWritten(count);
        return count;
    }

    private static void DemandWhole(long missing)
    {
        if (missing > 0)
        {
            throw new IOException($"a file became shorter while it was sent: {missing} bytes of what was announced are not there");
        }
    }
}
