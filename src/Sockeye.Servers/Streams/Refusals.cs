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

    /// <summary>Ends when the client has closed, or its time is up. It is closed by the caller.</summary>
    internal async ValueTask SayWhy(ITransport transport)
    {
        if (options.Refusal.IsEmpty || options.Tls is not null)      // to be told in TLS it would first have to be let in
        {
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _now) <= MostAtOnce)
            {
                await Say(transport).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    // A close over unread bytes would reset the connection, and the words with it: so what comes is read and dropped, until the client has closed.
    private async Task Say(ITransport transport)
    {
        await using ITimer limit = options.Clock.CreateTimer(
            static transport => ((ITransport)transport!).Abort(new TimeoutException("refused, and it stays")), transport, Patience, Timeout.InfiniteTimeSpan);
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
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or TimeoutException)
        {
            // It has heard it, or does not want to.
        }
    }
}
