using System.Buffers;
using System.IO.Pipelines;

namespace Sockeye.Servers.Ready;

/// <summary>Sends everything back, byte for byte: RFC 862, over connections and in datagrams.</summary>
public static class Echo
{
    /// <summary>A conversation: until the client has said all, which comes back before the close. At a shutdown a client that is waited for is done.</summary>
    /// <param name="request">The client.</param>
    public static async Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Follow();
        ReadResult read;
        do
        {
            read = await request.Input.ReadAsync().ConfigureAwait(true);        // here and in its neighbours: a way may have its own thread for handlers
            ReadOnlySequence<byte> bytes = read.Buffer;
            SequencePosition end = bytes.End;
            if (!bytes.IsEmpty)
            {
                // Bytes that the loop lent go out from where they lie.
                await request.Output.WriteAsync(bytes.IsSingleSegment ? bytes.First : bytes.ToArray()).ConfigureAwait(true);
            }

            request.Input.AdvanceTo(end);
        }
        while (!read.IsCompleted && !read.IsCanceled);
    }

    /// <summary>A datagram goes back as it came; not to a service like this one, which would answer the answer.</summary>
    /// <param name="request">The datagram.</param>
    public static ValueTask Answer(DatagramRequest request) => SmallServices.MayAnswer(request) ? request.ReplyAsync(request.Data) : default;
}
