using System.Net;
using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Tests;

/// <summary>Timeout, Deadline and token: one meaning in every verb. Nothing here asserts how late, only how early.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60);

    public static TheoryData<string> Verbs => ["recv", "recv span", "recvexactly", "waitall", "recvfrom", "recvmsg", "send", "sendall", "sendmsg", "sendfile", "accept", "connect tcp", "connect unix", "sendto unix", "recvfrom udp"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Timeout_RunsOut_NotEarly(string verb)
    {
        using var scene = new Scene(verb);
        scene.Socket.Timeout = Short;
        long start = TimeProvider.System.GetTimestamp();
        var failure = Assert.IsType<SocketTimeoutException>(Record.Exception(() => scene.Call(default)));
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= Short, "the verb gave up too early");
        Assert.Equal(Errno.ETIMEDOUT, failure.Errno);
        Assert.Equal(System.Net.Sockets.SocketError.TimedOut, failure.SocketErrorCode);
        Assert.Contains("timed out after 0.06 s", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Deadline_Passes_NotEarly(string verb)
    {
        using var scene = new Scene(verb);
        var end = Deadline.After(Short);
        scene.Socket.Deadline = end;
        var failure = Assert.IsType<SocketTimeoutException>(Record.Exception(() => scene.Call(default)));
        Assert.True(end.HasPassed, "the verb gave up too early");
        Assert.Contains("the deadline passed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void NonBlocking_WouldBlock_AtOnce(string verb)
    {
        using var scene = new Scene(verb);
        scene.Socket.Blocking = false;
        Exception? seen = Record.Exception(() => scene.Call(default));
        if (verb == "sendfile")
        {
            Assert.IsType<InvalidOperationException>(seen);
        }
        else
        {
            Assert.Equal(verb == "connect tcp" ? Errno.EINPROGRESS : Errno.EAGAIN, Assert.IsType<WouldBlockException>(seen).Errno);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Token_CancelledBefore_EndsIt(string verb)
    {
        using var scene = new Scene(verb);
        var failure = Assert.IsType<OperationCanceledException>(Record.Exception(() => scene.Call(new CancellationToken(canceled: true))));
        Assert.True(failure.CancellationToken.IsCancellationRequested);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Token_CancelledDuring_EndsIt(string verb)
    {
        using var scene = new Scene(verb);
        using var source = new CancellationTokenSource();
        scene.Socket.Timeout = Connected.Patience;
        BlockedCall call = new BlockedCall(() => scene.Call(source.Token)).UntilAsleepIn(scene.Socket);
        source.Cancel();
        Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(call.End()).CancellationToken);
    }

    [Fact]
    public void Token_CancelledAfter_LeavesTheNextCallAlone()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var source = new CancellationTokenSource())
        using (var other = new CancellationTokenSource())
        {
            two.SendAll("ab"u8);
            Assert.Equal("a"u8.ToArray(), one.Receive(1, cancellation: source.Token));
            source.Cancel();
            Assert.Equal("b"u8.ToArray(), one.Receive(1, cancellation: other.Token));
            one.Timeout = Short;
            Assert.Throws<SocketTimeoutException>(() => one.Receive(1, cancellation: other.Token));
        }
    }

    [Fact]
    public void Deadline_SpansVerbs_AndReadyBytesStillCome()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Deadline = Deadline.After(Short);
            two.SendAll("abc"u8);
            Assert.Equal("a"u8.ToArray(), one.Receive(1));
            Assert.Equal("b"u8.ToArray(), one.Receive(1));
            Eventually.True(() => one.Deadline.HasPassed, Connected.Patience);
            Assert.Equal("c"u8.ToArray(), one.Receive(1));
            Assert.Throws<SocketTimeoutException>(() => one.Receive(1));
            one.Deadline = Deadline.Never;
            two.SendAll("d"u8);
            Assert.Equal("d"u8.ToArray(), one.Receive(1));
        }
    }

    // The peer gives a byte again and again: each step makes progress, the whole does not end.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(false)]
    [InlineData(true)]
    public void ReceiveExactly_FromADribblingPeer_HasOneTimeoutForAll(bool waitAll)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = TimeSpan.FromMilliseconds(200);
            byte[] buffer = new byte[100_000_000];
            bool stop = false;
            var dribble = new BlockedCall(() =>
            {
                while (!Volatile.Read(ref stop))
                {
                    two.SendAll([1]);
                    Thread.Yield();
                }
            });
            // recv(2) answers MSG_WAITALL with the part that came in time; ReceiveExactly promised all of it.
            long came = waitAll
                ? one.Receive(buffer.AsSpan(), MessageFlags.MSG_WAITALL)
                : Assert.Throws<SocketTimeoutException>(() => one.ReceiveExactly(buffer)).BytesTransferred;
            Volatile.Write(ref stop, true);
            Connected.Fill(one);
            one.Timeout = TimeSpan.Zero;
            while (!dribble.Ended)
            {
                _ = Record.Exception(() => one.Receive(buffer.AsSpan()));
            }

            Assert.Null(dribble.End());
            Assert.InRange(came, 1, buffer.Length - 1);
            Assert.All(buffer[..(int)came], static b => Assert.Equal(1, b));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void SendAll_ToASlowReader_HasOneTimeoutForAll_AndSaysHowMuchWent()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = TimeSpan.FromMilliseconds(200);
            byte[] data = Connected.Pattern(100_000_000);
            long read = 0;
            var slow = new BlockedCall(() =>
            {
                byte[] small = new byte[1000];
                for (int got; (got = two.Receive(small.AsSpan())) > 0; read += got)
                {
                    Assert.True(small.AsSpan(0, got).SequenceEqual(data.AsSpan((int)read, got)));
                    Thread.SpinWait(2000);
                }
            });
            var failure = Assert.Throws<SocketTimeoutException>(() => one.SendAll(data));
            one.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Null(slow.End());
            Assert.InRange(failure.BytesTransferred, 1, data.Length - 1);
            Assert.Equal(failure.BytesTransferred, read);
            Assert.Contains($"{failure.BytesTransferred} bytes had gone through", failure.Message, StringComparison.Ordinal);
        }
    }

    // poll(2) calls a Unix datagram socket writable while the other's queue is full: a wait on that alone would burn the processor.
    // Two milliseconds a sleep, so 300 come soon; a thread that burns goes to sleep once in a second or so, by chance.
    [Fact]
    public void SendTo_UnixWithFullReceiver_SleepsBetweenTries()
    {
        using var scene = new Scene("sendto unix");
        scene.Socket.Timeout = TimeSpan.FromHours(1);
        BlockedCall call = new BlockedCall(() => scene.Call(default)).UntilAsleepIn(scene.Socket).UntilItSlept(times: 300);
        scene.Socket.Dispose();
        Assert.IsType<ObjectDisposedException>(call.End());
    }

    [Fact]
    public void TimeoutAndBlocking_AreOneThing()
    {
        using var blocking = new Socket { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        Assert.Null(blocking.Timeout);
        Assert.True(blocking.Blocking);
        blocking.Blocking = false;
        Assert.Equal(TimeSpan.Zero, blocking.Timeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => blocking.Timeout = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void ConnectNonBlocking_PollWritable_IsConnected()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using var client = new Socket { Blocking = false };
        Assert.Equal(Errno.EINPROGRESS, client.TryConnect(listener.LocalEndPoint));
        PollEntry[] entries = [new PollEntry { Descriptor = client.Descriptor.Number, Wanted = PollCalls.POLLOUT }];
        Assert.Equal(1, PollCalls.Poll(entries, Connected.Patience).Value);
        Assert.Equal(0, client.GetOption(SocketOption.SO_ERROR));
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
        Assert.Equal(Errno.None, client.TryConnect(listener.LocalEndPoint));      // Linux: asking again tells the outcome once …
        Assert.Equal(Errno.EISCONN, client.TryConnect(listener.LocalEndPoint));   // … and then that it is old news
    }

    [Fact]
    public void NonBlockingSetBehindOurBack_StillBlocks()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Assert.False(DescriptorCalls.SetNonBlocking(one.Descriptor.Number, on: true).Failed);
            byte[]? got = null;
            BlockedCall call = new BlockedCall(() => got = one.Receive(1)).UntilAsleepIn(one);
            two.SendAll("x"u8);
            Assert.Null(call.End());
            Assert.Equal("x"u8.ToArray(), got);
        }
    }

    [Fact]
    public void NonBlockingSetByADuplicate_StillBlocks()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using Socket copy = one.Duplicate();
        using (one)
        using (two)
        {
            copy.Timeout = TimeSpan.FromMilliseconds(1);
            Assert.Throws<SocketTimeoutException>(() => copy.Receive(1));
            BlockedCall call = new BlockedCall(() => one.Receive(1)).UntilAsleepIn(one);
            two.SendAll("x"u8);
            Assert.Null(call.End());
        }
    }

    [Fact]
    public void ReceiveTimeoutOptionSetRaw_IsWouldBlock()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Span<byte> tenMilliseconds = stackalloc byte[16];
            System.Runtime.InteropServices.MemoryMarshal.Write(tenMilliseconds[8..], 10_000L);
            one.SetOption(SocketOption.SO_RCVTIMEO, tenMilliseconds);
            Assert.Equal(Errno.EAGAIN, Assert.Throws<WouldBlockException>(() => one.Receive(1)).Errno);
        }
    }

    private sealed class Scene : IDisposable
    {
        private readonly List<Socket> _kept = [];
        private readonly string? _file;

        internal Scene(string verb)
        {
            switch (verb)
            {
                case "accept":
                    Socket = Socket.CreateServer(Connected.Loopback);
                    Call = token => Socket.Accept(token);
                    break;
                case "connect tcp" or "connect unix":
                    Family family = verb == "connect tcp" ? Family.AF_INET : Family.AF_UNIX;
                    EndPoint full = Connected.FullListener(family, _kept);
                    Socket = new Socket(family);
                    Call = token => Socket.Connect(full, token);
                    break;
                case "recvfrom udp":
                    Socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
                    Socket.Bind(Connected.Loopback);
                    Call = token => Socket.ReceiveFrom(10, out _, cancellation: token);
                    break;
                case "sendto unix":
                    var receiver = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
                    _kept.Add(receiver);
                    receiver.Bind(UnixEndPoint.Unnamed);
                    EndPoint name = receiver.LocalEndPoint;
                    Socket = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
                    while (Record.Exception(() => Socket.SendTo("x"u8, name, MessageFlags.MSG_DONTWAIT)) is not WouldBlockException)
                    {
                    }

                    Call = token => Socket.SendTo("x"u8, name, cancellation: token);
                    break;
                default:
                    (Socket, Socket other) = Connected.Tcp();
                    _kept.Add(other);
                    byte[] buffer = new byte[100];
                    if (verb.StartsWith("send", StringComparison.Ordinal))
                    {
                        Connected.Fill(Socket);
                    }

                    _file = verb == "sendfile" ? Connected.FreshPath : null;
                    if (_file is not null)
                    {
                        File.WriteAllBytes(_file, new byte[8 << 20]);     // more than may find room later in buffers that are full now
                    }

                    Call = verb switch
                    {
                        "recv" => token => Socket.Receive(1, cancellation: token),
                        "recv span" => token => Socket.Receive(buffer.AsSpan(), cancellation: token),
                        "recvexactly" => token => Socket.ReceiveExactly(buffer, token),
                        "waitall" => token => Socket.Receive(buffer.AsSpan(), MessageFlags.MSG_WAITALL, token),
                        "recvfrom" => token => Socket.ReceiveFrom(buffer.AsSpan(), cancellation: token),
                        "recvmsg" => token => Socket.Receive([buffer.AsMemory(0, 10), buffer.AsMemory(10)], cancellation: token),
                        "send" => token => Socket.Send(buffer, cancellation: token),
                        "sendall" => token => Socket.SendAll(buffer, cancellation: token),
                        "sendmsg" => token => Socket.Send([buffer.AsMemory(0, 10), buffer.AsMemory(10)], cancellation: token),
                        _ => token => Socket.SendFile(_file!, cancellation: token),
                    };
                    break;
            }
        }

        internal Socket Socket { get; }

        internal Action<CancellationToken> Call { get; }

        public void Dispose()
        {
            Socket.Dispose();
            _kept.ForEach(static socket => socket.Dispose());
            if (_file is not null)
            {
                File.Delete(_file);
            }
        }
    }
}
