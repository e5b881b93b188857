using Sockeye.Clients.Dialing;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients;

/// <summary>What all clients can be told: how long to wait, by which way to go, whom to trust, and who writes down what is said.</summary>
public sealed record ClientOptions
{
    /// <summary>How long one verb may take as a whole, connecting with its lookup, proxy and TLS among them: more than zero and as long as a <see cref="TimeSpan"/> can be, 60 s where nothing is said; null for as long as it takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero. (<see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is taken as null.)</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value
            : value == System.Threading.Timeout.InfiniteTimeSpan ? null
            : throw new ArgumentOutOfRangeException(nameof(value), value, "more than zero, or null for no limit");
    } = TimeSpan.FromSeconds(60);

    /// <summary>What makes the connections; null, the default, for <see cref="Dialing.Dialer.Direct"/>, which goes by no proxy.</summary>
    public Dialer? Dialer { get; init; }

    /// <summary>How TLS is spoken, where it is spoken; null for the defaults, and they verify the server. A <see cref="TlsClientOptions.HostName"/> that is null stands for the host that is connected to. Of its <see cref="TlsClientOptions.Connection"/> the dialing is not looked at.</summary>
    public TlsClientOptions? Tls { get; init; }

    /// <summary>Where what is said is written down, as it is said; null for nowhere. What is said inside TLS is written down too; passwords are not, where the client knows that it is one.</summary>
    public Conversation? Conversation { get; init; }
}
