namespace Sockeye.Servers.Ways;

/// <summary>How a stream server accepts, and where its conversations run. Each is handed to <see cref="StreamServer.Converse"/>, which knows the rest.</summary>
internal abstract class Way : IDisposable
{
    /// <summary>Accepts and serves until <see cref="IDisposable.Dispose"/>. What is under way then goes on.</summary>
    internal abstract Task AcceptAsync();

    /// <summary>What a thread has to do meanwhile: it returns when accepting has ended, and what this thread serves. Null where none is needed.</summary>
    internal virtual Action? Work => null;

    /// <summary>The next connection, to its end.</summary>
    /// <param name="waiting">Ends the waiting for it.</param>
    internal abstract Task ServeOneAsync(CancellationToken waiting);

    /// <summary>Closes the listener. Any thread.</summary>
    public abstract void Dispose();
}
