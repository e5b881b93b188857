using Sockeye.Servers.Ways;

namespace Sockeye.Servers.Streams;

/// <summary>Tells clients that there is no room, and waits a moment for them to hear it; a few at a time, so that refusing is no burden.</summary>
internal sealed class Refusals(ServingOptions options)
{
    // More than that come only with an attack, and are closed without a word.
    private const int MostAtOnce = 64;

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
                await Farewell.Say(transport, options.Refusal, options.Clock).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
