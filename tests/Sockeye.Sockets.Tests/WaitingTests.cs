using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Tests;

/// <summary>Waits that must neither end early, nor spin, nor go on for ever.</summary>
public sealed class WaitingTests
{
    [Fact]
    public void AnErrorQueueThatNobodyReads_DoesNotKeepAReceivePastItsTimeout()
    {
        using var gone = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        gone.Bind(Connected.Loopback);
        EndPoint nobody = gone.LocalEndPoint;
        gone.Dispose();

        using var socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = TimeSpan.FromMilliseconds(200) };
        socket.SetOption(SocketOption.IP_RECVERR, true);
        socket.Connect(nobody);
        socket.Send("anybody?"u8);
        Assert.Throws<ConnectionRefusedException>(() => socket.Receive(100));

        // The error stays in its queue, and poll(2) says so at once, every time.
        var second = new BlockedCall(() => socket.Receive(100));
        SocketTimeoutException timedOut = Assert.IsType<SocketTimeoutException>(second.End());
        Assert.False(timedOut.IsConnectionLost);
    }

    [Fact]
    public void Connect_WhenAnotherOwnerMadeTheSocketNonBlocking_WaitsForItsOutcome()
    {
        var kept = new List<Socket>();
        EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        var client = new Socket();
        using Socket copy = client.Duplicate();
        Assert.False(DescriptorCalls.SetNonBlocking(copy.Descriptor.Number, on: true).Failed);
        BlockedCall call = new BlockedCall(() => client.Connect(full)).UntilAsleepIn(client);
        client.Dispose();
        Assert.IsType<ObjectDisposedException>(call.End());
        kept.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public void Connect_AgainAfterItsTimeout_WaitsAgain()
    {
        var kept = new List<Socket>();
        EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        using var client = new Socket { Timeout = TimeSpan.FromMilliseconds(100) };
        Assert.Equal(Errno.ETIMEDOUT, client.TryConnect(full));
        Assert.Equal(Errno.ETIMEDOUT, client.TryConnect(full));
        client.Blocking = false;
        Assert.Equal(Errno.EALREADY, client.TryConnect(full));
        kept.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public void CreateConnection_HasOneTimeForAllOfIt()
    {
        var kept = new List<Socket>();
        EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(
            () => Socket.CreateConnection(full, new ConnectOptions { Timeout = TimeSpan.FromMilliseconds(100) }));
        Assert.Contains($"connect to {full}: timed out after 0.1 s", late.Message, StringComparison.Ordinal);
        SocketTimeoutException noTime = Assert.Throws<SocketTimeoutException>(
            () => Socket.CreateConnection(full, new ConnectOptions { Deadline = Deadline.After(TimeSpan.Zero) }));
        Assert.Contains($"connect to {full}: no time was left", noTime.Message, StringComparison.Ordinal);
        Assert.Throws<WouldBlockException>(() => Socket.CreateConnection(full, new ConnectOptions { Timeout = TimeSpan.Zero }));
        Assert.Throws<OperationCanceledException>(
            () => Socket.CreateConnection(full, new ConnectOptions { Cancellation = new CancellationToken(canceled: true) }));
        kept.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public void AForgottenSocketThatLingers_DoesNotHoldTheFinalizers()
    {
        (Socket client, Socket server) = Connected.Tcp();
        using (server)
        {
            Forget(client);
            client = null!;
            var collect = new BlockedCall(static () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            });
            Assert.Null(collect.End());
        }
    }

    [Fact]
    public void MsgWaitAll_IntoPieces_WaitsForAllOfThemWithATimeoutToo()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = Connected.Patience;
            byte[] first = new byte[4];
            byte[] second = new byte[6];
            var call = new BlockedCall(() => Assert.Equal(10, one.Receive([first, second], MessageFlags.MSG_WAITALL)));
            foreach (string part in new[] { "abc", "def", "ghij" })
            {
                two.SendAll(System.Text.Encoding.ASCII.GetBytes(part));
            }

            Assert.Null(call.End());
            Assert.Equal("abcd"u8.ToArray(), first);
            Assert.Equal("efghij"u8.ToArray(), second);

            two.SendAll("xy"u8);
            two.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Equal(2, one.Receive([first, second], MessageFlags.MSG_WAITALL));
        }
    }

    // A method of its own: the caller's stack must not keep the socket.
    private static void Forget(Socket client)
    {
        client.Options.Linger = TimeSpan.FromMinutes(10);
        Connected.Fill(client);
        client.Blocking = true;
    }
}
