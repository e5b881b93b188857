using System.Net;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Loops that begin when no descriptor is left: whoever needed them is told as of any call that failed, and the next one finds them.</summary>
[Collection(Alone.Name)]
public sealed class NoLoopsTests : IDisposable
{
    private const int Limit = 300;

    private readonly LoopGroup _loops = Scene.Loops(2);
    private readonly Socket _socket = new(Family.AF_INET);
    private readonly Socket _peer = new(Family.AF_INET);
    private readonly Socket _listener = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));

    public NoLoopsTests()
    {
        _peer.Connect(_listener.LocalEndPoint);
        _socket.Connect(_listener.LocalEndPoint);
    }

    public void Dispose()
    {
        Array.ForEach([_socket, _peer, _listener], static socket => socket.Dispose());
        _loops.Dispose();
    }

    // A loop takes two: so the first one lacks the one or the other, or the second one does.
    [Theory]
    [InlineData(0, "epoll_create1")]
    [InlineData(1, "eventfd")]
    [InlineData(2, "epoll_create1")]
    [InlineData(3, "eventfd")]
    public async Task AConnection_ASocketAndAListener_SayWhichCallFailed_AndWorkAfterwards(int left, string call)
    {
        var options = new ConnectionOptions { Loops = _loops };
        Out(int.MaxValue, left, static () => throw SocketFault.Create("rehearsal", Errno.EMFILE));        // the runtime opens files where code runs for the first time
        _peer.UseLoops(_loops);
        Action[] starts =
        [
            () => Connection.Adopt(_socket, options),
            () => _peer.ReceiveAsync(new byte[1]).AsTask().GetAwaiter().GetResult(),
            () => Listener.Adopt(_listener, new ListenerOptions { Connections = options }),
        ];
        foreach (Action start in (Action[])[.. starts, .. starts])
        {
            SocketFaultException fault = Assert.IsType<SocketFaultException>(Out(Limit, left, start));
            Assert.Equal(Errno.EMFILE, fault.Errno);
            Assert.StartsWith(call, fault.Message, StringComparison.Ordinal);
            Assert.Contains("RLIMIT_NOFILE", fault.Message, StringComparison.Ordinal);
        }

        Assert.Contains(_listener.LocalEndPoint.ToString()!, Out(Limit, left, starts[2])!.Message, StringComparison.Ordinal);
        await using Connection connection = Connection.Adopt(_socket, options);
        await using Listener listener = Listener.Adopt(_listener, new ListenerOptions { Connections = options });
        using Connection accepted = await listener.AcceptAsync().InTime();
        await accepted.Output.WriteAsync("x"u8.ToArray()).InTime();
        Assert.Equal(1, await _peer.ReceiveAsync(new byte[1]).InTime());
    }

    private static Exception? Out(int limit, int left, Action start)
    {
        var fill = new Stack<Socket>();
        IDisposable? limited = limit == int.MaxValue ? null : TestCalls.LimitDescriptors((ulong)limit);
        try
        {
            GC.Collect();       // what earlier tests forgot is not to be closed between the two counts
            GC.WaitForPendingFinalizers();
            Fill(fill);
            for (int i = 0; i < left; i++)
            {
                fill.Pop().Dispose();
            }

            Exception? error = Record.Exception(start);
            int taken = fill.Count;
            Fill(fill);
            Assert.Equal(left, fill.Count - taken);     // nothing of what was made in vain is kept
            return error;
        }
        finally
        {
            foreach (Socket socket in fill)
            {
                socket.Dispose();
            }

            limited?.Dispose();
        }
    }

    private static void Fill(Stack<Socket> fill)
    {
        while (fill.Count < 2 * Limit)
        {
            try
            {
                fill.Push(new Socket(Family.AF_INET));
            }
            catch (SocketFaultException full) when (full.Errno == Errno.EMFILE)
            {
                return;
            }
        }
    }
}
