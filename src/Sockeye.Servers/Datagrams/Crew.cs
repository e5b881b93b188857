using System.Runtime.CompilerServices;
using Sockeye.Sockets;

namespace Sockeye.Servers.Datagrams;

/// <summary>Those who receive on one socket and serve what they have received, one datagram each. When the last that waits has one, another comes; where many wait, who is done leaves.</summary>
/// <remarks>
/// So a handler that takes its time keeps nobody waiting, and in the long run nobody comes and nobody leaves, and nothing is allocated.
/// There are no more than there are <see cref="Places"/>: when all of them serve nothing is received, and the kernel keeps what comes, or drops it.
/// </remarks>
internal abstract class Crew(DatagramServer server, Socket socket, Places places) : IDisposable
{
    // As many verbs as a socket keeps to use them again.
    private const int MostWaiting = 16;

    private int _waiting;

    protected DatagramServer Server => server;

    protected Socket Socket => socket;

    /// <summary>One more.</summary>
    internal void Grow()
    {
        if (!places.TryTake())
        {
            return;
        }

        try
        {
            Start();
        }
        catch (OutOfMemoryException none)
        {
            // No thread can be made: those that are there do it. Where there is none nobody would ever receive.
            if (places.GiveBack() == 0)
            {
                server.Ends(none);
            }
        }
    }

    /// <summary>The life of one, on this thread as far as that may wait.</summary>
    internal async Task Live()
    {
        try
        {
            var visit = new DatagramVisit(server);
            while (await ServeNext(visit).ConfigureAwait(false) && Volatile.Read(ref _waiting) < MostWaiting)
            {
            }
        }
        finally
        {
            places.GiveBack();
        }
    }

    /// <summary>The next datagram, and its handler.</summary>
    /// <param name="waiting">Ends the waiting for it.</param>
    internal async Task ServeOne(CancellationToken waiting)
    {
        var visit = new DatagramVisit(server);
        while (true)
        {
            TimeSpan pause;
            try
            {
                ReceivedMessage message = await Receive(visit, waiting).ConfigureAwait(false);
                await Serve(visit, message, isLast: false).ConfigureAwait(false);
                return;
            }
            catch (SocketFaultException fault) when (Recovers(fault, out pause))
            {
                await Pause(pause).ConfigureAwait(false);
            }
        }
    }

    // False: there will be no next one.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeNext(DatagramVisit visit)
    {
        Interlocked.Increment(ref _waiting);
        ReceivedMessage message = default;
        Exception? failure = null;
        try
        {
            message = await Receive(visit, default).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }

        bool isLast = Interlocked.Decrement(ref _waiting) == 0;
        if (failure is null)
        {
            await Serve(visit, message, isLast).ConfigureAwait(false);
            return true;
        }

        if (!Recovers(failure, out TimeSpan pause))
        {
            return false;
        }

        await Pause(pause).ConfigureAwait(false);
        return true;
    }

    /// <summary>Nothing is received any more. What is being served goes on.</summary>
    public void Dispose() => socket.Dispose();

    /// <summary>Begins another life.</summary>
    protected abstract void Start();

    protected abstract ValueTask<ReceivedMessage> Receive(DatagramVisit visit, CancellationToken waiting);

    /// <param name="visit">Where it is.</param>
    /// <param name="message">What came.</param>
    /// <param name="isLast">Nobody else waits for the next.</param>
    protected abstract ValueTask Serve(DatagramVisit visit, ReceivedMessage message, bool isLast);

    protected abstract ValueTask Pause(TimeSpan pause);

    protected static MessageOptions Into(DatagramVisit visit) => new() { Envelope = visit.Sender };

    // An answer that has found nobody is told to whoever receives next, and is no reason to stop; want of memory passes.
    private bool Recovers(Exception failure, out TimeSpan pause)
    {
        pause = TimeSpan.Zero;
        if (socket.IsClosed)
        {
            return false;
        }

        if (failure is ConnectionRefusedException or ConnectionResetException or DestinationUnreachableException or MessageTooLongException or SocketAccessException)
        {
            return true;
        }

        if (failure is SocketFaultException { Errno: not (Native.Errno.EBADF or Native.Errno.ENOTSOCK) })
        {
            pause = ServingOptions.PauseWhenOut;
            server.Tell(server.LocalEndPoint, failure);
            return true;
        }

        server.Ends(failure);
        return false;
    }
}
