using System.Net;
using Sockeye.Native;
using Sockeye.Native.Tests;

namespace Sockeye.Sockets.Tests;

/// <summary>Closing a socket while other threads are blocked in calls on it.</summary>
public sealed class SocketDisposeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> BlockedCalls => ["recv", "recv with timeout", "recv with token", "recvfrom", "accept", "accept unix", "send", "recv udp", "connect"];

    [Theory]
    [MemberData(nameof(BlockedCalls))]
    public void Dispose_WhileAnotherThreadIsBlocked_EndsItsCall(string what)
    {
        using var scene = new BlockedScene(what);
        Exception? seen = null;
        var thread = new Thread(() => seen = Record.Exception(scene.Block)) { IsBackground = true };
        thread.Start();
        Eventually.True(() => scene.Blocked.Descriptor.CallsInFlight > 0, Patience);
        scene.Blocked.Dispose();
        Assert.True(thread.Join(Patience), "the blocked call did not end");
        Assert.IsType<ObjectDisposedException>(seen);
        Assert.Contains("closed", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_OfADuplicate_LeavesTheConnectionAlone()
    {
        (Socket first, Socket second) = Socket.SocketPair();
        using (first)
        using (second)
        {
            Socket copy = first.Duplicate();
            var thread = new Thread(() => Record.Exception(() => copy.Receive(1))) { IsBackground = true };
            thread.Start();
            Eventually.True(() => copy.Descriptor.CallsInFlight > 0, Patience);
            copy.Dispose();
            Assert.True(thread.Join(Patience));
            second.SendAll("still here"u8);
            Assert.Equal("still here"u8.ToArray(), first.Receive(100));
        }
    }

    // So high that nothing else in the process is given the number between the two closes.
    [Fact]
    public void Close_OfANumberThatSomethingElseClosed_SaysSo_AndTheSocketIsClosed()
    {
        (Socket first, Socket second) = Socket.SocketPair();
        using (first)
        using (second)
        {
            int number = TestCalls.DuplicateAtLeast(first.Descriptor.Number, 900);
            Socket one = Socket.Adopt(number);
            Socket other = Socket.Adopt(number);
            one.Close();
            var fault = Assert.Throws<SocketFaultException>(other.Close);
            Assert.Equal((Errno.EBADF, "close: bad file descriptor (EBADF); something else has closed the socket's descriptor"), (fault.Errno, fault.Message));
            Assert.True(other.IsClosed);
            other.Close();
        }
    }

    // Released is close(2) returned: the port is free. Binding it again would prove no more, and any other program may be quicker.
    [Fact]
    public void Dispose_OfAListenerInAccept_HasClosedItWhenItReturns()
    {
        for (int round = 0; round < 300; round++)
        {
            Socket server = Socket.CreateServer(Connected.Loopback);
            var thread = new Thread(() => Record.Exception(() => server.Accept())) { IsBackground = true };
            thread.Start();
            Eventually.True(() => server.Descriptor.CallsInFlight > 0, Patience);
            server.Dispose();
            Assert.True(server.Descriptor.IsReleased);
            Assert.True(thread.Join(Patience));
        }
    }

    [Fact]
    public void Dispose_FromWithinACallOfTheSameThread_ReturnsAndTheCallCloses()
    {
        (Socket first, Socket second) = Socket.SocketPair();
        using (second)
        {
            int number = first.Descriptor.Number;
            Assert.True(first.Descriptor.TryEnter(BlockedThread.Current, out Descriptor? outer));
            first.Dispose();
            Assert.True(File.Exists($"/proc/self/fd/{number}"));
            Assert.False(first.Descriptor.IsReleased);
            first.Descriptor.Leave(BlockedThread.Current, outer);
            Assert.True(first.Descriptor.IsReleased);
        }
    }

    private sealed class BlockedScene : IDisposable
    {
        private readonly List<IDisposable> _others = [];
        private readonly CancellationTokenSource _token = new();

        internal BlockedScene(string what)
        {
            switch (what)
            {
                case "accept" or "accept unix":
                    Blocked = Socket.CreateServer(what == "accept" ? new IPEndPoint(IPAddress.Loopback, 0) : UnixEndPoint.Abstract(Guid.NewGuid().ToString()));
                    Block = () => Blocked.Accept();
                    break;
                case "recv udp":
                    Blocked = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
                    Blocked.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                    Block = () => Blocked.Receive(1);
                    break;
                case "connect":
                    // A Unix listener whose queue is full: connect(2) waits.
                    UnixEndPoint name = UnixEndPoint.Abstract(Guid.NewGuid().ToString());
                    Socket full = Keep(Socket.CreateServer(name, new ServerOptions { Backlog = 0 }));
                    Keep(Socket.CreateConnection(name));
                    Blocked = new Socket(Family.AF_UNIX);
                    Block = () => Blocked.Connect(name);
                    break;
                default:
                    (Blocked, Socket other) = Socket.SocketPair();
                    Keep(other);
                    Block = what switch
                    {
                        "recv" => () => Blocked.Receive(1),
                        "recv with timeout" => () =>
                        {
                            Blocked.Timeout = TimeSpan.FromMinutes(1);
                            Blocked.Receive(1);
                        },
                        "recv with token" => () => Blocked.Receive(1, cancellation: _token.Token),
                        "recvfrom" => () => Blocked.ReceiveFrom(1, out _),
                        _ => () => Blocked.SendAll(new byte[10_000_000]),
                    };
                    break;
            }
        }

        internal Socket Blocked { get; }

        internal Action Block { get; }

        public void Dispose()
        {
            Blocked.Dispose();
            _others.ForEach(static other => other.Dispose());
            _token.Dispose();
        }

        private Socket Keep(Socket socket)
        {
            _others.Add(socket);
            return socket;
        }
    }
}
