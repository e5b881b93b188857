using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>What ends a verb that is awaited: time, a token, the close of its socket, a peer that is gone. And what does not go together.</summary>
public sealed class AsyncEndTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(30);

    public static TheoryData<string, string> Waiting
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in Scene.All)
            {
                data.Add(kind, "receive");
                data.Add(kind, "receive from");
                data.Add(kind, "message");
                data.Add(kind, "pieces");
            }

            foreach (string kind in Scene.Streams)
            {
                data.Add(kind, "exactly");
                data.Add(kind, "send all");
                data.Add(kind, "send file");
            }

            foreach (string verb in new[] { "send", "send pieces", "send message of pieces", "send descriptors", "message of pieces", "descriptors", "array" })
            {
                data.Add("unix datagrams", verb);
            }

            data.Add("listener", "accept");
            data.Add("listener", "accept from");
            data.Add("queue", "connect");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task TheTimeout_EndsIt(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        waiting.Socket.Timeout = Soon;
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => waiting.Begin());
        Assert.Contains("timed out after 0.03 s", late.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task TheDeadline_EndsIt(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        waiting.Socket.Deadline = Deadline.After(Soon);
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => waiting.Begin());
        Assert.Contains("the deadline passed", late.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketTimeoutException>(() => waiting.Begin());
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task ATokenThatIsCancelledBefore_EndsItAtOnce(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        var token = new CancellationToken(canceled: true);
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Begin(token));
        Assert.Equal(token, cancelled.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task ATokenThatIsCancelledMeanwhile_EndsIt(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        using var source = new CancellationTokenSource();
        Task under = waiting.Begin(source.Token);
        Assert.False(under.IsCompleted);
        source.Cancel();
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => under);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Task again = waiting.Begin();
        Assert.False(again.IsCompleted);
        waiting.Socket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => again);
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task Closing_EndsIt(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        Task under = waiting.Begin();
        Assert.False(under.IsCompleted);
        waiting.Socket.Close();
        ObjectDisposedException closed = await Assert.ThrowsAsync<ObjectDisposedException>(() => under);
        Assert.Contains("the socket is closed", closed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Begin());
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task Detaching_EndsIt_AndTheDescriptorStaysOpen(string kind, string verb)
    {
        using var waiting = new WaitingVerb(kind, verb);
        Task under = waiting.Begin();
        using Socket same = Socket.Adopt(waiting.Socket.Detach());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => under);
        Assert.Equal(waiting.Socket.Kind, same.Kind);
    }

    [Fact]
    public async Task AFastOpenWithoutACookie_IsOverAtOnce_AndNotTakenForOneThatWaits()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using var client = new Socket();
        Task<int> send = client.SendToAsync("x"u8.ToArray(), listener.LocalEndPoint, MessageFlags.MSG_FASTOPEN).AsTask();
        await Task.WhenAny(send).WaitAsync(Connected.Patience);
        Assert.True(send.IsCompletedSuccessfully || send.Exception!.InnerException is SocketFaultException { Errno: Errno.EINPROGRESS }, send.Exception?.ToString());
    }

    [Fact]
    public async Task AfterATimeout_NothingIsLost()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            two.Timeout = Soon;
            byte[] room = new byte[10];
            await Assert.ThrowsAsync<SocketTimeoutException>(() => two.ReceiveAsync(room).InTime());
            one.Send("abc"u8);
            two.Timeout = Connected.Patience;
            Assert.Equal(3, await two.ReceiveAsync(room).InTime());
        }
    }

    [Fact]
    public async Task ATimeoutInTheMiddle_SaysHowMuchHadCome()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            two.Timeout = Soon;
            one.Send("abc"u8);
            byte[] room = new byte[10];
            SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => two.ReceiveExactlyAsync(room).InTime());
            Assert.Equal(3, late.BytesTransferred);
            one.Send("def"u8);
            Assert.Equal(3, await two.ReceiveAsync(room, MessageFlags.MSG_WAITALL).InTime());
        }
    }

    [Fact]
    public async Task ATimeoutOfZero_DoesNotKeepItFromWaiting()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            two.Blocking = false;
            ValueTask<int> waiting = two.ReceiveAsync(new byte[10]);
            Assert.False(waiting.IsCompleted);
            one.Send("abc"u8);
            Assert.Equal(3, await waiting.InTime());
            Assert.Throws<WouldBlockException>(() => two.Receive(new byte[10].AsSpan()));
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    public async Task APeerThatIsGone_IsAnError(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (two)
        {
            ValueTask<int> waiting = two.ReceiveAsync(new byte[10]);
            two.Send("unread"u8);
            one.Dispose();      // with bytes it has not read: a reset
            await Assert.ThrowsAsync<ConnectionResetException>(() => waiting.InTime());
            await Assert.ThrowsAnyAsync<SocketFaultException>(async () => await two.SendAllAsync(new byte[10]).InTime());
            Assert.Equal(0, await two.ReceiveAsync(new byte[10]).InTime());
        }
    }

    [Fact]
    public async Task ARefusedConnect_IsAnError_AndARefusedDatagramToo()
    {
        Socket listener = Socket.CreateServer(Connected.Loopback);
        EndPoint nobody = listener.LocalEndPoint;
        listener.Dispose();
        using var client = new Socket();
        ConnectionRefusedException refused = await Assert.ThrowsAsync<ConnectionRefusedException>(() => client.ConnectAsync(nobody).InTime());
        Assert.Equal($"connect to {nobody}: connection refused (ECONNREFUSED)", refused.Message);

        using var datagrams = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        await datagrams.ConnectAsync(nobody).InTime();
        ValueTask<int> waiting = datagrams.ReceiveAsync(new byte[10]);
        datagrams.Send("hello"u8);
        await Assert.ThrowsAsync<ConnectionRefusedException>(() => waiting.InTime());
    }

    [Fact]
    public async Task AStream_TakesOneReadAndOneWriteAtATime()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Task reading = two.ReceiveAsync(new byte[10]).AsTask();
            InvalidOperationException second = await Assert.ThrowsAsync<InvalidOperationException>(() => two.ReceiveExactlyAsync(new byte[1]).InTime());
            Assert.Equal("ReceiveExactlyAsync: ReceiveAsync is under way on this socket, and of those that read it takes one at a time", second.Message);

            Task writing = two.SendAllAsync(new byte[50_000_000]).AsTask();
            Assert.False(writing.IsCompleted);
            second = await Assert.ThrowsAsync<InvalidOperationException>(() => two.SendAsync(new byte[1]).InTime());
            Assert.Equal("SendAsync: SendAllAsync is under way on this socket, and of those that write it takes one at a time", second.Message);
            second = await Assert.ThrowsAsync<InvalidOperationException>(() => two.ConnectAsync(Connected.Loopback).InTime());
            Assert.StartsWith("ConnectAsync: SendAllAsync is under way", second.Message, StringComparison.Ordinal);

            one.Send("x"u8);
            await reading.WaitAsync(Connected.Patience);
            two.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing);
        }
    }

    [Fact]
    public async Task ATask_IsAwaitedOnce()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            ValueTask<int> waiting = two.ReceiveAsync(new byte[10]);
            one.Send("x"u8);
            await waiting.InTime();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await waiting);
        }
    }
}
