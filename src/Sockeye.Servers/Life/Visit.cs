namespace Sockeye.Servers.Life;

/// <summary>One that is being served: a connection, or a datagram. In the roster from its admission to its end.</summary>
internal abstract class Visit
{
    /// <summary>Its neighbours. The roster's.</summary>
    internal Visit? Before;
    internal Visit? Behind;

    /// <summary>Whose it is, where clients are counted by address. The roster's.</summary>
    internal ClientKey Client;

    /// <summary>Ends it now, whatever it does. Any thread; more than once does nothing more.</summary>
    internal abstract void Abort(Exception cause);

    /// <summary>The server shuts down: where nothing is under way it may end. Any thread.</summary>
    internal virtual void Stop()
    {
    }

    /// <summary>By the server, from time to time: where it has taken longer than the options allow, it is aborted.</summary>
    internal virtual void Look()
    {
    }
}
