using System.IO.Pipelines;
using Sockeye.Servers.Ways;

namespace Sockeye.Servers.Streams;

/// <summary>Tells clients that there is no room, and waits a moment for them to hear it; a few at a time, so that refusing is no burden.</summary>
internal sealed class Refusals(ServingOptions options)
{
    // More than that come only with an attack, and are closed without a word.
    private const int MostAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int _now;

    internal async ValueTask Refuse(ITransport transport)
    {
        try
        {
            if (!options.Refusal.IsEmpty && Interlocked.Increment(ref _now) <= MostAtOnce)
            {
                await SayWhy(transport).ConfigureAwait(false);
            }
        }
        finally
        {
            if (!options.Refusal.IsEmpty)
            {
                Interlocked.Decrement(ref _now);
            }
        }

        await transport.CloseAsync().ConfigureAwait(false);
    }

    // A close over unread bytes would reset the connection, and the words with it: so what comes is read and dropped, until the client has closed.
    private async Task SayWhy(ITransport transport)
    {
        await using ITimer limit = options.Clock.CreateTimer(
            static transport => ((ITransport)transport!).Abort(new TimeoutException("refused, and it did not go")), transport, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            await transport.Output.WriteAsync(options.Refusal).ConfigureAwait(false);
            await transport.Output.CompleteAsync().ConfigureAwait(false);
            ReadResult read;
            do
            {
                read = await transport.Input.ReadAsync().ConfigureAwait(false);
                transport.Input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // It has heard it, or does not want to.
        }
    }
}
