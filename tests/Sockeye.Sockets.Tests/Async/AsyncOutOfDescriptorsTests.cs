using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>No descriptor is left for what arrives: that is told, and afterwards it goes on.</summary>
[Collection(Alone.Name)]
public sealed class AsyncOutOfDescriptorsTests
{
    private const int Limit = 256;

    [Fact]
    public async Task AnAcceptSaysSo_WhetherItWaitedOrNot_AndTheConnectionIsThereForTheNext()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        await Greet(listener);
        using var none = new Socket();      // no listener
        using var client = new Socket();
        (Exception? waited, Exception? atOnce) = Out(none, client, listener.LocalEndPoint, int.MaxValue);      // the runtime opens files where code runs for the first time
        Assert.Equal((Errno.EINVAL, Errno.EINVAL), (((SocketFaultException)waited!).Errno, ((SocketFaultException)atOnce!).Errno));
        await Take(listener, client);
        using var second = new Socket();
        (waited, atOnce) = Out(listener, second, listener.LocalEndPoint, Limit);
        foreach (Exception? error in new[] { waited, atOnce })
        {
            SocketFaultException full = Assert.IsType<SocketFaultException>(error);
            Assert.Equal(Errno.EMFILE, full.Errno);
            Assert.Contains("this process has reached its limit of open files", full.Message, StringComparison.Ordinal);
        }

        await Take(listener, second);
        await Greet(listener);
    }

    [Fact]
    public async Task AMessageWithDescriptors_ArrivesWithoutThem_AndTheNextOneIsWhole()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var room = new AncillaryData(AncillaryData.Space(2 * sizeof(int))))
        {
            await Whole(one, two, room);
            Assert.Equal((3, false), Cut(one, two, room, int.MaxValue));
            Assert.Equal(2, room.DescriptorCount);
            Assert.Equal((3, true), Cut(one, two, room, Limit));
            Assert.Equal(0, room.DescriptorCount);
            await Whole(one, two, room);
        }
    }

    // One accept waits, and another comes when the connection is there.
    private static (Exception? Waited, Exception? AtOnce) Out(Socket listener, Socket client, EndPoint to, int limit)
    {
        Task waited = listener.AcceptAsync().AsTask();
        Task atOnce;
        using (new Full(limit))
        {
            client.Connect(to);
            ((IAsyncResult)waited).AsyncWaitHandle.WaitOne(Connected.Patience);
            atOnce = listener.AcceptAsync().AsTask();
            ((IAsyncResult)atOnce).AsyncWaitHandle.WaitOne(Connected.Patience);
        }

        return (waited.Exception?.InnerException, atOnce.Exception?.InnerException);
    }

    private static (int Count, bool Cut) Cut(Socket one, Socket two, AncillaryData room, int limit)
    {
        Task<ReceivedMessage> waiting = two.ReceiveMessageAsync(new byte[10], new() { Ancillary = room }).AsTask();
        using var rights = new AncillaryData(AncillaryData.Space(2 * sizeof(int)));
        rights.AddDescriptors([one.Descriptor, two.Descriptor]);
        using (new Full(limit))
        {
            one.SendMessage("abc"u8, new() { Ancillary = rights });
            ((IAsyncResult)waiting).AsyncWaitHandle.WaitOne(Connected.Patience);
        }

        return (waiting.Result.Count, waiting.Result.AncillaryTruncated);
    }

    private static async Task Greet(Socket listener)
    {
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        await Take(listener, client);
    }

    private static async Task Take(Socket listener, Socket client)
    {
        using Socket accepted = await listener.AcceptAsync().InTime();
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
    }

    private static async Task Whole(Socket one, Socket two, AncillaryData room)
    {
        one.SendDescriptors("x"u8, [one.Descriptor, two.Descriptor]);
        ReceivedMessage got = await two.ReceiveMessageAsync(new byte[10], new() { Ancillary = room }).InTime();
        Assert.Equal((1, false), (got.Count, got.AncillaryTruncated));
        Array.ForEach(room.TakeDescriptors(), static descriptor => descriptor.Dispose());
    }

    /// <summary>All descriptors below the limit are taken until this is disposed.</summary>
    private sealed class Full : IDisposable
    {
        private readonly Socket _copied = new();
        private readonly List<int> _taken = new(Limit);
        private readonly IDisposable? _limited;

        internal Full(int limit)
        {
            _limited = limit > Limit ? null : Connections.Tests.TestCalls.LimitDescriptors((ulong)limit);
            SysResult copy;
            while (_taken.Count < Limit && !(copy = DescriptorCalls.Duplicate(_copied.Descriptor.Raw)).Failed)
            {
                _taken.Add((int)copy.Value);
            }

            if (_limited is null)
            {
                Free();     // a rehearsal
            }
        }

        public void Dispose()
        {
            Free();
            _limited?.Dispose();
            _copied.Dispose();
        }

        private void Free()
        {
            foreach (int number in _taken)
            {
                _ = DescriptorCalls.Close(number);
            }

            _taken.Clear();
        }
    }
}
