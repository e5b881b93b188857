using System.Net;

namespace Sockeye.Servers;

/// <summary>A client that was not served. Told to <see cref="ServingOptions.Failed"/>, and thrown nowhere.</summary>
public sealed class ClientRefusedException : Exception
{
    internal ClientRefusedException(EndPoint client, Limit limit, string cause)
        : base($"accept from {client}: {cause}")
        => (Client, Limit) = (client, limit);

    /// <summary>Who it was.</summary>
    public EndPoint Client { get; }

    /// <summary>What it ran into.</summary>
    public Limit Limit { get; }
}
