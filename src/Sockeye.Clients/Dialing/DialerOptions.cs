using Sockeye.Connections;
using Sockeye.Sockets;

namespace Sockeye.Clients.Dialing;

/// <summary>How a <see cref="Dialer"/> connects.</summary>
public sealed record DialerOptions
{
    /// <summary>By whose machine; null, the default, for none. <see cref="Dialing.Proxy.FromEnvironment(string?)"/> asks the environment.</summary>
    public Proxy? Proxy { get; init; }

    /// <summary>Timeout, order of addresses, this side's address, and the loops of connections that are awaited. 30 s, and several addresses at once, where nothing is said.</summary>
    /// <remarks><see cref="ConnectOptions.Timeout"/> and <see cref="ConnectOptions.Deadline"/> are for all of it: lookup, connecting and the talk with a proxy.</remarks>
    public ConnectionOptions Connection { get; init; } = new()
    {
        Dialing = new ConnectOptions { Timeout = TimeSpan.FromSeconds(30), Order = DialOrder.Parallel },
    };
}
