using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Sockeye.Loops.Telemetry;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Whatever verb moves bytes on a loop, somebody who listens to the meter hears of each of them once.</summary>
[Collection(Alone.Name)]
public sealed class AsyncByteCountTests
{
    private const int Count = 60;

    private static readonly byte[] Data = Connected.Pattern(Count);

    private static readonly Dictionary<string, (string Kind, Func<Socket, Task> Send)> Sends = new()
    {
        ["send"] = ("unix", static socket => socket.SendAsync(Data).AsTask()),
        ["send with a flag"] = ("tcp", static socket => socket.SendAsync(Data, MessageFlags.MSG_NOSIGNAL).AsTask()),
        ["send all"] = ("tcp", static socket => socket.SendAllAsync(Data).AsTask()),
        ["send a datagram"] = ("udp", static socket => socket.SendAsync(Data).AsTask()),
        ["send to"] = ("udp", static socket => socket.SendToAsync(Data, socket.RemoteEndPoint).AsTask()),
        ["send to an envelope"] = ("udp", static socket => socket.SendToAsync(Data, socket.RemoteEndPoint.Serialize()).AsTask()),
        ["pieces"] = ("tcp", static socket => socket.SendAsync(Pieces).AsTask()),
        ["message"] = ("unix", static socket => socket.SendMessageAsync(Data).AsTask()),
        ["message of pieces"] = ("udp", static socket => socket.SendMessageAsync(Pieces).AsTask()),
        ["file"] = ("tcp", static async socket =>
        {
            using var folder = new TemporaryFolder();
            string path = folder.Below("file");
            File.WriteAllBytes(path, Data);
            await socket.SendFileAsync(path);
        }),
    };

    private static readonly Dictionary<string, (string Kind, int Expected, Func<Socket, Task> Receive)> Receives = new()
    {
        ["receive"] = ("tcp", Count, static socket => socket.ReceiveAsync(new byte[Count]).AsTask()),
        ["exactly"] = ("unix", Count, static socket => socket.ReceiveExactlyAsync(new byte[Count]).AsTask()),
        ["all of it"] = ("tcp", Count, static socket => socket.ReceiveAsync(new byte[Count], MessageFlags.MSG_WAITALL).AsTask()),
        ["with a flag"] = ("tcp", Count, static socket => socket.ReceiveAsync(new byte[Count], MessageFlags.MSG_NOSIGNAL).AsTask()),
        ["a look, and a receive"] = ("tcp", Count, static async socket =>
        {
            await socket.ReceiveAsync(new byte[Count], MessageFlags.MSG_PEEK);
            await socket.ReceiveAsync(new byte[Count]);
        }),
        ["a look at a datagram, and a receive"] = ("udp", Count, static async socket =>
        {
            await socket.ReceiveAsync(new byte[Count], MessageFlags.MSG_PEEK);
            await socket.ReceiveAsync(new byte[Count]);
        }),
        ["datagram"] = ("udp", Count, static socket => socket.ReceiveAsync(new byte[Count]).AsTask()),
        ["datagram that is cut"] = ("udp", 10, static socket => socket.ReceiveFromAsync(new byte[10]).AsTask()),
        ["from"] = ("udp", Count, static socket => socket.ReceiveFromAsync(new byte[Count]).AsTask()),
        ["from an envelope"] = ("udp", Count, static socket => socket.ReceiveFromAsync(new byte[Count], new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork)).AsTask()),
        ["message"] = ("unix", Count, static socket => socket.ReceiveMessageAsync(new byte[Count]).AsTask()),
        ["message that is to be full"] = ("unix", Count, static socket => socket.ReceiveMessageAsync(new byte[Count], new() { Flags = MessageFlags.MSG_WAITALL }).AsTask()),
        ["pieces"] = ("unix", Count, static socket => socket.ReceiveAsync(Rooms).AsTask()),
        ["message into pieces"] = ("udp", Count, static socket => socket.ReceiveMessageAsync(Rooms).AsTask()),
    };

    private static ReadOnlyMemory<byte>[] Pieces => [Data.AsMemory(0, 20), Data.AsMemory(20)];

    private static Memory<byte>[] Rooms => [new byte[1], new byte[Count]];

    public static TheoryData<string> AllSends => [.. Sends.Keys];

    public static TheoryData<string> AllReceives => [.. Receives.Keys];

    [Theory]
    [MemberData(nameof(AllSends))]
    public async Task WhatIsSent_IsCountedOnce(string verb)
    {
        (string kind, Func<Socket, Task> send) = Sends[verb];
        await Heard("sockeye.sent", kind, Count, (one, _) => send(one));
    }

    [Theory]
    [MemberData(nameof(AllReceives))]
    public async Task WhatIsReceived_IsCountedOnce(string verb)
    {
        (string kind, int expected, Func<Socket, Task> receive) = Receives[verb];
        await Heard("sockeye.received", kind, expected, (one, two) =>
        {
            Task receiving = receive(two);
            one.Send(Data);
            return receiving;
        });
    }

    private static async Task Heard(string counter, string kind, int expected, Func<Socket, Socket, Task> move)
    {
        var heard = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Name is "sockeye.received" or "sockeye.sent")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => heard.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.Start();
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            byte[] room = new byte[1];
            while (!ByteCount.IsWanted)     // a loop looks for that each time it comes round
            {
                ValueTask<int> waiting = two.ReceiveAsync(room);
                one.Send([1]);
                await waiting.InTime();
            }

            heard.Clear();
            await move(one, two).WaitAsync(Connected.Patience);
            Assert.Equal([new KeyValuePair<string, long>(counter, expected)], heard);
        }
    }
}
