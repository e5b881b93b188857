using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Clients.Streams;

/// <summary>What carries a conversation's bytes: a socket, a connection, TLS, any stream. Blocking, what is awaited here has completed when it returns.</summary>
/// <remarks>One reader and one writer at a time. Errors are the network's own; after <see cref="Abort"/> any.</remarks>
internal abstract class Carrier : IDisposable, IAsyncDisposable
{
    internal abstract EndPoint? Remote { get; }

    internal abstract EndPoint? Local { get; }

    /// <summary>Null where the bytes go as they are.</summary>
    internal abstract TlsInfo? Tls { get; }

    /// <summary>As many bytes as are there, at least one; 0 at the end.</summary>
    /// <exception cref="SocketTimeoutException">The time has come. What is read then was not lost, but where the carrier had to be thrown away for it.</exception>
    internal abstract ValueTask<int> Receive(Memory<byte> into, Deadline end, bool blocking, CancellationToken cancellation);

    /// <summary>A receive in this form that is cancelled loses nothing.</summary>
    internal abstract bool KeepsWhenCancelled(bool blocking);

    /// <summary>All of it.</summary>
    internal abstract ValueTask Send(ReadOnlyMemory<byte> data, Deadline end, bool blocking, CancellationToken cancellation);

    /// <summary>Says to the peer that nothing more comes, behind all that was sent. A peer that has gone already is no error: the next read tells.</summary>
    internal abstract ValueTask ShutdownSend(Deadline end, bool blocking, CancellationToken cancellation);

    /// <summary>A limit that the other direction has set ended this one before its time, and it is to go on.</summary>
    internal virtual bool IsTooEarly(SocketTimeoutException late, Deadline end) => false;

    /// <summary>Throws it away; over a network the peer sees a reset.</summary>
    internal abstract void Abort(Exception cause);

    /// <summary>Goes on in TLS. This is of no use afterwards, and closed where it fails.</summary>
    internal abstract ValueTask<Carrier> Secure(TlsClientOptions options, bool blocking, CancellationToken cancellation);

    public abstract void Dispose();

    public abstract ValueTask DisposeAsync();

    private protected static async ValueTask<Carrier> Handshake(Task<TlsConnection> handshake, EndPoint? local, bool blocking)
    {
        await Done(handshake, blocking).ConfigureAwait(false);
        TlsConnection secure = await handshake.ConfigureAwait(false);
        return StreamCarrier.Of(secure, local);
    }

    // The one place where a thread waits for a task: a handshake and an orderly end have no other form.
    private protected static async ValueTask Done(Task task, bool blocking)
    {
        if (blocking)
        {
            task.GetAwaiter().GetResult();
            return;
        }

        await task.ConfigureAwait(false);
    }
}
