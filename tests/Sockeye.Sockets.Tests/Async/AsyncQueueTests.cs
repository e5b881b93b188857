using System.Globalization;
using System.Text;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Accepts, and the verbs of sockets that keep messages apart, wait in a line: first come, first served.</summary>
public sealed class AsyncQueueTests
{
    private const int Many = 20;

    public static TheoryData<string> Datagrams => Scene.Of(Scene.Datagrams);

    [Theory]
    [MemberData(nameof(Datagrams))]
    public async Task ReceivesOfDatagrams_AreAnsweredInOrder(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[][] rooms = [.. Enumerable.Range(0, Many).Select(static _ => new byte[10])];
            Task<int>[] waiting = [.. rooms.Select(room => two.ReceiveAsync(room).AsTask())];
            for (int i = 0; i < Many; i++)
            {
                await one.SendAsync(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))).InTime();
            }

            for (int i = 0; i < Many; i++)
            {
                int count = await waiting[i].InTime();
                Assert.Equal(i, int.Parse(rooms[i].AsSpan(0, count), CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public async Task Accepts_AreAnsweredInOrder()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        Task<Socket>[] waiting = [.. Enumerable.Range(0, Many).Select(_ => listener.AcceptAsync().AsTask())];
        for (int i = 0; i < Many; i++)
        {
            using var client = new Socket();
            await client.ConnectAsync(listener.LocalEndPoint).InTime();
            using Socket accepted = await waiting[i].InTime();
            Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
            Assert.True(i == Many - 1 || !waiting[i + 1].IsCompleted);
        }
    }

    [Fact]
    public async Task ConnectionsThatAreThereAlready_AreAcceptedOneByOne()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using Socket first = Socket.CreateConnection(listener.LocalEndPoint);
        using Socket second = Socket.CreateConnection(listener.LocalEndPoint);
        using Socket third = Socket.CreateConnection(listener.LocalEndPoint);
        foreach (Socket client in new[] { first, second, third })
        {
            using Socket accepted = await listener.AcceptAsync().InTime();
            Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task SendsOfDatagramsThatHaveToWait_GoInOrder()
    {
        (Socket one, Socket two) = Scene.Pair("unix datagrams");
        using (one)
        using (two)
        {
            byte[] room = new byte[10];
            int before = 0;
            for (bool full = false; !full; before++)
            {
                try
                {
                    one.Send([0], MessageFlags.MSG_DONTWAIT);
                }
                catch (WouldBlockException)
                {
                    full = true;
                    before--;
                }
            }

            Task<int>[] waiting = [.. Enumerable.Range(1, Many).Select(i => one.SendAsync(new byte[] { (byte)i }).AsTask())];
            Assert.DoesNotContain(waiting, static task => task.IsCompleted);
            for (int i = 0; i < before; i++)
            {
                Assert.Equal(1, await two.ReceiveAsync(room).InTime());
                Assert.Equal(0, room[0]);
            }

            for (int i = 1; i <= Many; i++)
            {
                Assert.Equal(1, await two.ReceiveAsync(room).InTime());
                Assert.Equal(i, room[0]);
            }

            await Task.WhenAll(waiting).InTime();
        }
    }

    [Fact]
    public async Task OneThatIsCancelledInTheLine_LeavesIt_AndTheOthersMoveUp()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        using (var source = new CancellationTokenSource())
        {
            byte[] first = new byte[10];
            byte[] last = new byte[10];
            Task<int> current = two.ReceiveAsync(first).AsTask();
            Task<int> cancelled = two.ReceiveAsync(new byte[10], cancellation: source.Token).AsTask();
            Task<int> behind = two.ReceiveAsync(last).AsTask();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
            one.Send("a"u8);
            one.Send("b"u8);
            await Task.WhenAll(current, behind).InTime();
            Assert.Equal(((byte)'a', (byte)'b'), (first[0], last[0]));
        }
    }

    [Fact]
    public async Task ATimeout_EndsThoseInTheLineToo_AndClosingEndsAll()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            two.Timeout = TimeSpan.FromMilliseconds(30);
            Task<int>[] late = [.. Enumerable.Range(0, 3).Select(_ => two.ReceiveAsync(new byte[10]).AsTask())];
            foreach (Task<int> task in late)
            {
                await Assert.ThrowsAsync<SocketTimeoutException>(() => task.InTime());
            }

            two.Timeout = null;
            Task<int>[] closed = [.. Enumerable.Range(0, 3).Select(_ => two.ReceiveAsync(new byte[10]).AsTask())];
            two.Dispose();
            foreach (Task<int> task in closed)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => task.InTime());
            }
        }
    }
}
