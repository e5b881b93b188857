using System.IO.Pipelines;

namespace Sockeye.Servers.Ready;

/// <summary>Takes everything and says nothing: RFC 863, over connections and in datagrams.</summary>
public static class Discard
{
    /// <summary>A conversation: until the client has said all.</summary>
    /// <param name="request">The client.</param>
    public static async Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Follow();
        ReadResult read;
        do
        {
            read = await request.Input.ReadAsync().ConfigureAwait(true);
            request.Input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted && !read.IsCanceled);
    }

    /// <summary>A datagram: nothing.</summary>
    /// <param name="request">The datagram.</param>
    public static ValueTask Answer(DatagramRequest request) => default;
}
