using System.Buffers;
using Sockeye.Clients.Streams;
using Sockeye.Wire;
using Sockeye.Wire.Gopher;

namespace Sockeye.Clients.Gopher;

/// <summary>
/// Gopher has no place for "no" in front of a file. What servers send instead is one line of a menu, of type 3, and then nothing or the menu's dot. So an answer is taken for
/// a refusal where that is all of it; a file that looks like it has four columns of which the last is a port.
/// </summary>
internal static class GopherRefusal
{
    private const int Longest = 1024;

    /// <summary>The refusal that waits in the stream; null where something else does. Nothing is consumed.</summary>
    internal static async ValueTask<GopherItem?> Find(ClientStream stream, bool blocking, CancellationToken cancellation)
    {
        while (MayBe(stream.Buffered.Span) && await stream.Fill(blocking, cancellation).ConfigureAwait(false))
        {
            // until it is something else, or all of it is here
        }

        return MayBe(stream.Buffered.Span) ? Item(stream.Buffered) : null;
    }

    private static bool MayBe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return true;
        }

        int line = start.IndexOf((byte)'\n');
        return start[0] == '3' && start.Length <= Longest && (line < 0 || start[(line + 1)..].TrimStart("."u8).Trim("\r\n"u8).IsEmpty);
    }

    private static GopherItem? Item(ReadOnlyMemory<byte> all)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(all));
        try
        {
            bool isOne = new GopherMenu().CreateReader().TryRead(ref input, out GopherItem item) && all.Span[..(int)input.Consumed].Count((byte)'\t') >= 3;
            return isOne ? item : null;
        }
        catch (ProtocolException)
        {
            return null;        // a file, then
        }
    }
}
