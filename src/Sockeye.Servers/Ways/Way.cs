namespace Sockeye.Servers.Ways;

/// <summary>How a stream server accepts, and where its conversations run. Each is handed to <see cref="StreamServer.Converse"/>, which knows the rest.</summary>
internal abstract class Way : IDisposable
{
    /// <summary>Accepts and serves until <see cref="IDisposable.Dispose"/>, at which it ends without an error. What is under way then goes on.</summary>
    internal abstract Task AcceptAsync();

    /// <summary>The same on this thread, which is the caller's to give: it may accept, and serve, on it.</summary>
    internal virtual void Accept() => AcceptAsync().GetAwaiter().GetResult();

    /// <summary>The next connection, to its end.</summary>
    /// <param name="waiting">Ends the waiting for it.</param>
    internal abstract Task ServeOneAsync(CancellationToken waiting);

    /// <summary>The same on this thread.</summary>
    internal virtual void ServeOne(CancellationToken waiting) => ServeOneAsync(waiting).GetAwaiter().GetResult();

    /// <summary>Nobody is left: what it still has for them can go. Called once.</summary>
    internal virtual void End()
    {
    }

    /// <summary>Closes the listener. Any thread; more than once does nothing more.</summary>
    public abstract void Dispose();
}
