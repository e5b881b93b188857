using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Sockeye.Servers.Tests.Load;

/// <summary>A room in which one speaks and all hear: each has a queue of its own that has an end, and who lets it run full is thrown out.</summary>
internal sealed class Chat
{
    internal const int MessageSize = 256;
    internal const byte Speaker = (byte)'s';
    internal const byte Reader = (byte)'r';

    private const int LongestQueue = 400;

    private readonly ConcurrentDictionary<StreamRequest, Channel<byte[]>> _readers = [];
    private int _thrownOut;

    internal int Readers => _readers.Count;

    internal int ThrownOut => Volatile.Read(ref _thrownOut);

    internal async Task Serve(StreamRequest request)
    {
        ReadResult read = await request.Input.ReadAtLeastAsync(1);
        byte who = read.Buffer.FirstSpan[0];
        request.Input.AdvanceTo(read.Buffer.GetPosition(1));
        await (who == Speaker ? Hear(request) : Tell(request));
    }

    private async Task Hear(StreamRequest speaker)
    {
        while (true)
        {
            ReadResult read = await speaker.Input.ReadAtLeastAsync(MessageSize);
            if (read.Buffer.Length < MessageSize)
            {
                return;
            }

            byte[] message = new byte[MessageSize];
            new System.Buffers.SequenceReader<byte>(read.Buffer).TryCopyTo(message);
            speaker.Input.AdvanceTo(read.Buffer.GetPosition(MessageSize));
            foreach ((StreamRequest reader, Channel<byte[]> queue) in _readers)
            {
                if (!queue.Writer.TryWrite(message) && _readers.TryRemove(reader, out _))
                {
                    Interlocked.Increment(ref _thrownOut);
                    reader.Abort(new TimeoutException("it reads too slowly"));
                    queue.Writer.Complete();
                }
            }
        }
    }

    private async Task Tell(StreamRequest reader)
    {
        Channel<byte[]> queue = Channel.CreateBounded<byte[]>(LongestQueue);
        _readers[reader] = queue;
        while (await queue.Reader.WaitToReadAsync(reader.Server.Stopping))
        {
            while (queue.Reader.TryRead(out byte[]? message))
            {
                await reader.Output.WriteAsync(message);
            }
        }
    }

    internal static long Spoken(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message);

    internal static byte[] Message(long now)
    {
        byte[] message = new byte[MessageSize];
        BinaryPrimitives.WriteInt64LittleEndian(message, now);
        return message;
    }
}
