using System.Buffers;
using System.Runtime.CompilerServices;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Clients.Streams;

/// <summary>The frames of a conversation, one by one: replies, lines, menu items. It reads no further than the buffer of the stream does.</summary>
/// <param name="stream">Whose bytes.</param>
/// <param name="reader">What they mean.</param>
internal sealed class FrameSource<TFrame>(ClientStream stream, IFrameReader<TFrame> reader)
    where TFrame : class
{
    /// <summary>The next one; null where the stream ended between two.</summary>
    /// <exception cref="ProtocolException">What came is none, or the stream ended in the midst of one.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<TFrame?> Next(bool blocking, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(out TFrame? frame))
            {
                return frame;
            }

            if (!await stream.Fill(blocking, cancellation).ConfigureAwait(false))
            {
                return Last();
            }
        }
    }

    private bool TryTake(out TFrame? frame)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(stream.Buffered));
        try
        {
            if (!reader.TryRead(ref input, out frame))
            {
                return false;
            }
        }
        catch (ProtocolException wrong)
        {
            throw wrong.From(stream.Peer);
        }

        stream.Consume((int)input.Consumed);
        return true;
    }

    private TFrame? Last()
    {
        try
        {
            if (!reader.TryReadLast(new ReadOnlySequence<byte>(stream.Buffered), out TFrame frame))
            {
                return null;
            }

            stream.Consume(stream.Buffered.Length);
            return frame;
        }
        catch (ProtocolException wrong)
        {
            throw wrong.From(stream.Peer);
        }
    }
}
