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

            UseLoops(LoopGroup.Default);
            return _async!;
        }
    }

    /// <summary>Has its verbs wait on these loops: before the first of them. After that it does nothing.</summary>
    internal void UseLoops(LoopGroup group)
    {
        bool isInternetStream = Kind == SocketKind.SOCK_STREAM && Family is (Family.AF_INET or Family.AF_INET6) && Protocol is (0 or Protocol.IPPROTO_TCP);
        var side = new AsyncSide(_descriptor, isInternetStream, group);
        if (Interlocked.CompareExchange(ref _async, side, null) is not null)
        {
            side.Dispose();
        }
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
}
