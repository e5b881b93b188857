using Sockeye.Loops;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets;

// What the verbs that are awaited share: the side of the socket that a loop knows, made when one of them is first called.
public sealed partial class Socket
{
    private AsyncSide? _async;

    // A time of zero is for who does not want to wait: who awaits does. So only what is above zero limits these verbs, as asyncio has it.
    internal Deadline Patience => _timeout > 0 ? Limit() : Deadline;

    private AsyncSide Side
    {
        get
        {
            if (Volatile.Read(ref _async) is AsyncSide side)
            {
                return side;
            }

            TryUseLoops(LoopGroup.Default, Lane.Guarded);
            return _async!;
        }
    }

    /// <summary>Says which loops the verbs wait on that are awaited, and where what awaits them runs. Without it: the loops of the process, guarded. A socket that <see cref="CreateConnectionAsync(System.Net.EndPoint, ConnectOptions?)"/> has made is as free to choose as a new one.</summary>
    /// <param name="group">Whose loops; the socket is put on the one of this thread, or on the next in turn.</param>
    /// <param name="lane">On which threads.</param>
    /// <exception cref="InvalidOperationException">A verb of this socket was awaited already, or this was called before.</exception>
    public void UseLoops(LoopGroup group, Lane lane = Lane.Guarded)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (!TryUseLoops(group, lane))
        {
            throw new InvalidOperationException("the loops of a socket are chosen once, before a verb of it is awaited");
        }
    }

    /// <summary>By dialing, before anybody else has the socket: the loops that it waited on are not the caller's choice, who may make another, or never await at all.</summary>
    internal void LeaveLoops()
    {
        _async?.Leave();
        _async = null;
    }

    private bool TryUseLoops(LoopGroup group, Lane lane)
    {
        var side = new AsyncSide(_descriptor, group, lane, IsTcp);
        if (Interlocked.CompareExchange(ref _async, side, null) is null)
        {
            return true;
        }

        side.Dispose();
        return false;
    }

    private VerbLine Reads
    {
        get
        {
            BlockNoMore();
            return Side.Reads;
        }
    }

    private VerbLine Writes
    {
        get
        {
            BlockNoMore();
            return Side.Writes;
        }
    }

    private void BlockNoMore()
    {
        if (!_kernelNonBlocking && !IsClosed)
        {
            using Entered entered = Enter("fcntl");
            MakeNonBlocking("fcntl");
        }
    }

    // The loop may be trying a verb just now, which counts as a call and is over in a moment.
    private int DetachFromLoop()
    {
        var pause = default(SpinWait);
        while (true)
        {
            try
            {
                int number = _descriptor.Detach();
                _async!.Dispose();
                return number;
            }
            catch (InvalidOperationException) when (pause.Count < MaxDetachSpins && _descriptor.CallsInFlight <= 1)
            {
                pause.SpinOnce();
            }
        }
    }

    private const int MaxDetachSpins = 50;

    /// <summary>TCP: a receive that did not fill its buffer took all there was, and small messages may be told to go at once.</summary>
    internal bool IsTcp => Kind == SocketKind.SOCK_STREAM && Family is (Family.AF_INET or Family.AF_INET6) && Protocol is (0 or Protocol.IPPROTO_TCP);
}
