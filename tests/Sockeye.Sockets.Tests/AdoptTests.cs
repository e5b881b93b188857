using System.Net;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using BclSocket = System.Net.Sockets.Socket;

namespace Sockeye.Sockets.Tests;

/// <summary>Descriptors that come from elsewhere and go elsewhere; pairs and duplicates.</summary>
public sealed class AdoptTests
{
    public static TheoryData<int, int, int> Combinations => new()
    {
        { (int)Family.AF_INET, (int)SocketKind.SOCK_STREAM, (int)Protocol.IPPROTO_TCP },
        { (int)Family.AF_INET, (int)SocketKind.SOCK_DGRAM, (int)Protocol.IPPROTO_UDP },
        { (int)Family.AF_INET6, (int)SocketKind.SOCK_STREAM, (int)Protocol.IPPROTO_TCP },
        { (int)Family.AF_INET6, (int)SocketKind.SOCK_DGRAM, (int)Protocol.IPPROTO_UDP },
        { (int)Family.AF_UNIX, (int)SocketKind.SOCK_STREAM, 0 },
        { (int)Family.AF_UNIX, (int)SocketKind.SOCK_DGRAM, 0 },
        { (int)Family.AF_UNIX, (int)SocketKind.SOCK_SEQPACKET, 0 },
        { (int)Family.AF_NETLINK, (int)SocketKind.SOCK_RAW, 0 },
    };

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Adopt_AsksWhatItIs(int family, int kind, int protocol)
    {
        int number = new Socket((Family)family, (SocketKind)kind).Detach();
        using Socket adopted = Socket.Adopt(number);
        Assert.Equal(((Family)family, (SocketKind)kind, (Protocol)protocol), (adopted.Family, adopted.Kind, adopted.Protocol));
        Assert.Equal(number, adopted.Descriptor.Number);
        Assert.True(adopted.Blocking);
    }

    [Fact]
    public void Adopt_OfRaw_WhereAllowed()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Throws<SocketAccessException>(() => new Socket(Family.AF_INET, SocketKind.SOCK_RAW, Protocol.IPPROTO_ICMP));
            return;
        }

        using Socket adopted = Socket.Adopt(new Socket(Family.AF_INET, SocketKind.SOCK_RAW, Protocol.IPPROTO_ICMP).Detach());
        Assert.Equal((SocketKind.SOCK_RAW, Protocol.IPPROTO_ICMP), (adopted.Kind, adopted.Protocol));
    }

    [Fact]
    public void Adopt_OfNoSocket_LeavesItToTheCaller()
    {
        using SafeFileHandle file = File.OpenHandle("/proc/self/status");
        var failure = Assert.Throws<NotASocketException>(() => Socket.Adopt((int)file.DangerousGetHandle()));
        Assert.Equal($"adopt: descriptor {file.DangerousGetHandle()} is open, but it is not a socket (ENOTSOCK)", failure.Message);
        Assert.True(RandomAccess.Read(file, new byte[10], 0) > 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Socket.Adopt(-1));
        var closed = Assert.Throws<SocketFaultException>(() => Socket.Adopt(1_000_000));    // beyond the limit of open files
        Assert.Equal((Errno.EBADF, "adopt: nothing is open as descriptor 1000000 (EBADF)"), (closed.Errno, closed.Message));
    }

    [Fact]
    public void Adopt_OfAConnection_KnowsItsPeer_AlsoWhenItIsGone()
    {
        (Socket one, Socket two) = Connected.Tcp();
        EndPoint peer = two.RemoteEndPoint;
        using Socket adopted = Socket.Adopt(two.Detach());
        one.Options.Linger = TimeSpan.Zero;
        one.Dispose();
        Assert.Equal(peer, Assert.Throws<ConnectionResetException>(() => adopted.Receive(1)).RemoteEndPoint);
    }

    [Fact]
    public void Adopt_OfANonBlockingDescriptor_StillBlocks()
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_STREAM | SocketKind.SOCK_NONBLOCK);
        Assert.False(one.Blocking);
        Assert.Equal(SocketKind.SOCK_STREAM, one.Kind);
        Assert.Throws<WouldBlockException>(() => one.Receive(1));
        using Socket adopted = Socket.Adopt(one.Detach());
        using (two)
        {
            Assert.True(adopted.Blocking);
            BlockedCall call = new BlockedCall(() => adopted.Receive(1)).UntilAsleepIn(adopted);
            two.SendAll("x"u8);
            Assert.Null(call.End());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToDotNet_AndBack(bool nonBlocking)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (two)
        {
            if (nonBlocking)
            {
                one.Timeout = TimeSpan.FromMilliseconds(1);
                Assert.Throws<SocketTimeoutException>(() => one.Receive(1));
            }

            using var theirs = new BclSocket(one.DetachToSafeHandle());
            theirs.Blocking = true;
            Assert.True(one.IsClosed);
            Assert.Throws<ObjectDisposedException>(() => one.DetachToSafeHandle());
            Assert.Equal(two.LocalEndPoint, theirs.RemoteEndPoint);
            two.SendAll("to .NET"u8);
            byte[] room = new byte[20];
            int got = 0;
            while (got < 7)
            {
                got += theirs.Receive(room, got, 20 - got, System.Net.Sockets.SocketFlags.None);
            }

            Assert.Equal("to .NET"u8.ToArray(), room[..7]);
            using Socket ours = Socket.FromSafeHandle(theirs.SafeHandle);
            ours.SendAll("from a copy"u8);
            Assert.Equal("from a copy"u8.ToArray(), two.Receive(20));
            ours.Dispose();
            Assert.Equal(4, theirs.Send("both"u8));    // the handle is still its own
        }
    }

    [Fact]
    public void FromSafeHandle_OfNoSocket_LeaksNothing()
    {
        using SafeFileHandle file = File.OpenHandle("/proc/self/status");
        using var handle = new System.Net.Sockets.SafeSocketHandle(file.DangerousGetHandle(), ownsHandle: false);
        int before = CountOf("/status");
        for (int i = 0; i < 50; i++)
        {
            Assert.Throws<NotASocketException>(() => Socket.FromSafeHandle(handle));
        }

        Assert.InRange(CountOf("/status"), 0, before + 5);    // other tests may have it open for a moment
        handle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Socket.FromSafeHandle(handle));

        static int CountOf(string name)
            => Directory.EnumerateFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget?.EndsWith(name, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Detach_WithACallInFlight_IsRefused_AndTheCallGoesOn()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            BlockedCall call = new BlockedCall(() => one.Receive(1)).UntilAsleepIn(one);
            Assert.Throws<InvalidOperationException>(() => one.Detach());
            Assert.Throws<InvalidOperationException>(() => one.DetachToSafeHandle());
            two.SendAll("x"u8);
            Assert.Null(call.End());
            Socket.Adopt(one.Detach()).Dispose();
            Assert.Contains("closed", Assert.Throws<ObjectDisposedException>(() => one.Detach()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Duplicate_IsTheSameSocketTwice()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (two)
        {
            one.Timeout = TimeSpan.FromSeconds(3);
            Socket copy = one.Duplicate();
            Assert.Equal(one.Timeout, copy.Timeout);
            Assert.NotEqual(one.Descriptor.Number, copy.Descriptor.Number);
            one.Dispose();
            copy.SendAll("x"u8);
            Assert.Equal("x"u8.ToArray(), two.Receive(1));
            copy.Dispose();
            Assert.Empty(two.Receive(1));    // the last one closed
        }
    }

    [Fact]
    public void Pair_OfWhatTheKernelHasNot_SaysSo()
        => Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<SocketFaultException>(() => Socket.SocketPair(Family.AF_INET)).Errno);
}
