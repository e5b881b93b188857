using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Servers.Streams;
using Sockeye.Wire;

namespace Sockeye.Servers.Ready;

/// <summary>Adds numbers: a line of two whole numbers of any size with a space between is answered with a line, their sum, and what is no such line with <c>error: …</c>. The server of the sum lab.</summary>
public static class Sum
{
    /// <summary>How many bytes a line may have, its end not counted: 1 KiB. So the numbers are of any practical size, and a client cannot fill the memory.</summary>
    public const int MaxLine = 1024;

    // A line that is too long was most often meant as one, and its client may go on with the next: so much of it is passed over, far
    // more than a number anybody meant and soon read. Behind that it is a flood and would never end.
    private const long MostSkipped = 16 * 1024 * 1024;

    // An answer may be seventy times as long as its line: so much is answered at most before the client has to take it.
    private const int Piece = 1024;

    /// <summary>A conversation: until the client has said all. A line is a frame to the limits of the server; a shutdown comes between two.</summary>
    /// <param name="request">The client.</param>
    /// <exception cref="ProtocolException">A line without end.</exception>
    public static async Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        FrameProgress progress = request.Follow();
        var lines = new SumLines();
        bool isOver = false;
        while (!isOver)
        {
            ReadResult read = await request.Input.ReadAsync().ConfigureAwait(true);
            for (ReadOnlySequence<byte> left = read.Buffer; !left.IsEmpty;)
            {
                ReadOnlySpan<byte> piece = left.FirstSpan[..Math.Min(Piece, left.FirstSpan.Length)];
                left = left.Slice(piece.Length);
                if (lines.Take(piece, request.Output) > 0)
                {
                    progress.HasFrame();
                }

                if (!left.IsEmpty)
                {
                    await request.Output.FlushAsync().ConfigureAwait(true);
                }
            }

            request.Input.AdvanceTo(read.Buffer.End);
            progress.HasHalf(lines.Half);
            isOver = read.IsCompleted || (progress.Ends && lines.Half == 0);
            if (isOver)
            {
                lines.End(request.Output);
            }

            await request.Output.FlushAsync().ConfigureAwait(true);
            if (lines.Skipped > MostSkipped)
            {
                throw new ProtocolException(ProtocolError.TooLarge, $"a line has no end after {lines.Half} bytes, and {MaxLine} are the most", lines.Half);
            }
        }
    }

    /// <summary>A datagram is a line by itself, whose line feed may be missing.</summary>
    /// <param name="request">The datagram.</param>
    public static ValueTask Answer(DatagramRequest request)
    {
        if (!SmallServices.MayAnswer(request))
        {
            return default;
        }

        ReadOnlySpan<byte> line = request.Data.Span;
        return request.ReplyAsync(SumLine.Answer(line.EndsWith("\n"u8) ? line[..^1] : line));
    }
}
