using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Sockeye.Servers.Ways;

namespace Sockeye.Servers.Streams;

/// <summary>Last words to a client, and a moment for it to hear them.</summary>
internal static class Farewell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the client has closed, or its time is up. It is closed by the caller.</summary>
    /// <remarks>
    /// A close over unread bytes would reset the connection, and the words with it: so what comes is read and dropped, until the client has closed.
    /// When the time is up it is closed in order all the same: what the kernel has yet to send to a client on a slow line, it goes on sending.
    /// </remarks>
    /// <param name="transport">To whom.</param>
    /// <param name="words">May be empty, where all was written already.</param>
    /// <param name="clock">What the time is measured by.</param>
    internal static async Task Say(ITransport transport, ReadOnlyMemory<byte> words, TimeProvider clock)
    {
        var isSaid = new StrongBox<bool>();
        var isLate = new StrongBox<bool>();
        await using ITimer limit = clock.CreateTimer(
            _ =>
            {
                Volatile.Write(ref isLate.Value, true);
                End(transport, Volatile.Read(ref isSaid.Value));
            },
            null,
            Patience,
            Timeout.InfiniteTimeSpan);
        try
        {
            await transport.Output.WriteAsync(words).ConfigureAwait(true);
            await transport.Output.CompleteAsync().ConfigureAwait(true);
            Volatile.Write(ref isSaid.Value, true);
            ReadResult read;
            do
            {
                read = await transport.Input.ReadAsync().ConfigureAwait(true);
                transport.Input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted && !Volatile.Read(ref isLate.Value));     // a shutdown cancels a read too
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or TimeoutException)
        {
            // It has heard it, or does not want to.
        }
    }

    private static void End(ITransport transport, bool isSaid)
    {
        if (isSaid)
        {
            transport.Input.CancelPendingRead();
        }
        else
        {
            transport.Abort(new TimeoutException("the client does not take what it is told"));
        }
    }
}
