using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>The span forms allocate nothing once they are warm, with and without a timeout.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 500;

    public static TheoryData<string, bool> Verbs
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string verb in new[] { "send, recv", "sendall, recvexactly", "waitall", "pieces", "sixteen pieces", "sendto, recvfrom", "peek", "message", "message of pieces", "try" })
            {
                data.Add(verb, false);
                data.Add(verb, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void WarmVerbs_AllocateNothing(string verb, bool withTimeout)
    {
        (Socket one, Socket two) = verb == "sendto, recvfrom" || verb.StartsWith("message", StringComparison.Ordinal) ? Connected.Udp() : Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = two.Timeout = withTimeout ? Connected.Patience : null;
            if (two.Kind == SocketKind.SOCK_DGRAM)
            {
                two.Options.ReceivePacketInfo = two.Options.ReceiveTimeToLive = two.Options.ReceiveTime = true;
            }

            byte[] data = new byte[64];
            byte[] room = new byte[64];
            int count = verb == "pieces" ? 3 : 16;
            ReadOnlyMemory<byte>[] outgoing = [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i * 4, 4))];
            Memory<byte>[] incoming = [.. Enumerable.Range(0, count).Select(i => room.AsMemory(i * 4, 4))];
            SocketAddress to = two.LocalEndPoint.Serialize();
            var from = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
            using var beside = new AncillaryData(256);
            using var answer = new AncillaryData(256);
            Action round = verb switch
            {
                "send, recv" => () =>
                {
                    one.Send(data);
                    two.Receive(room.AsSpan());
                },
                "sendall, recvexactly" => () =>
                {
                    one.SendAll(data);
                    two.ReceiveExactly(room);
                },
                "try" => () =>
                {
                    one.TrySend(data, out _);
                    while (!two.TryReceive(room, out int _))
                    {
                    }
                },
                "waitall" => () =>
                {
                    one.SendAll(data);
                    two.Receive(room.AsSpan(), MessageFlags.MSG_WAITALL);
                },
                "peek" => () =>
                {
                    one.SendAll(data);
                    two.Receive(room.AsSpan(), MessageFlags.MSG_PEEK);
                    two.ReceiveExactly(room);
                },
                "sendto, recvfrom" => () =>
                {
                    one.SendTo(data, to);
                    two.ReceiveFrom(room, from);
                },
                "message" or "message of pieces" => () =>
                {
                    // There with a source of its own, and what came with it goes back from where it arrived.
                    MessageOptions there = new() { Envelope = to };
                    MessageOptions here = new() { Envelope = from, Ancillary = beside };
                    int sent = verb == "message" ? one.SendMessage(data, there) : one.SendMessage(outgoing, there);
                    ReceivedMessage got = verb == "message" ? two.ReceiveMessage(room, here) : two.ReceiveMessage(incoming, here);
                    answer.Clear();
                    answer.AddPacketInfo(beside.PacketInfo!.Value);
                    answer.AddTimeToLive(beside.TimeToLive!.Value);
                    two.SendMessage(room.AsSpan(0, got.Count), new() { Envelope = from, Ancillary = answer });
                    Assert.True(one.ReceiveMessage(room, new() { Envelope = from }).Count == sent && beside.Time is not null);
                    foreach (AncillaryMessage message in beside)
                    {
                        Assert.True(message.Data.Length > 0);
                    }
                },
                _ => () =>
                {
                    one.Send(outgoing);
                    two.Receive(incoming);
                },
            };
            Run(round);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(round);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void PassingDescriptorsInReusedAncillaryData_AllocatesNothing()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var outgoing = new AncillaryData(AncillaryData.Space(8)))
        using (var incoming = new AncillaryData(AncillaryData.Space(8)))
        {
            byte[] one1 = new byte[1];
            Native.Descriptor[] rights = [one.Descriptor, two.Descriptor];
            Action round = () =>
            {
                outgoing.Clear();
                outgoing.AddDescriptors(rights);
                one.SendMessage(one1, new() { Ancillary = outgoing });
                two.ReceiveMessage(one1, new() { Ancillary = incoming });
                Assert.True(incoming.DescriptorCount == 2);
            };
            Run(round);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(round);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void AVerbThatMustWait_AllocatesNothing()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = Connected.Patience;
            two.Timeout = Connected.Patience;
            var echo = new BlockedCall(() =>
            {
                byte[] b = new byte[1];
                while (two.Receive(b.AsSpan()) > 0)
                {
                    two.SendAll(b);
                }
            });
            byte[] one1 = new byte[1];
            Action round = () =>
            {
                one.SendAll(one1);
                one.ReceiveExactly(one1);
            };
            Run(round);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(round);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            one.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Null(echo.End());
        }
    }

    private static void Run(Action round)
    {
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }
    }
}
