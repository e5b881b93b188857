using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sockeye.Sockets.Tests;

/// <summary>Alone, so that the descriptors it counts are its own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>Closing under fire: nobody hangs, nothing is left over, and no call ever lands on somebody else's descriptor.</summary>
[Collection(Alone.Name)]
public sealed class DisposeStressTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Slow")]
    public void FiftyThreadsOnOneSocket_AllEnd(bool withTimeout)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        one.Timeout = withTimeout ? TimeSpan.FromMinutes(5) : null;
        BlockedCall[] calls = [.. Enumerable.Range(0, 50).Select(i => new BlockedCall(() =>
        {
            if (i % 2 == 0)
            {
                one.Receive(1);
            }
            else
            {
                one.SendAll(new byte[1_000_000]);
            }
        }))];
        Eventually.True(() => one.Descriptor.CallsInFlight == 50, Connected.Patience);
        one.Dispose();
        one.Dispose();
        Assert.All(calls, static call => Assert.IsType<ObjectDisposedException>(call.End()));
        Assert.Equal(0, one.Descriptor.CallsInFlight);
        two.Dispose();
    }

    public static TheoryData<string> Verbs => ["recvexactly", "waitall", "recvmsg", "recvfrom", "sendmsg", "sendfile", "accept timeout", "connect tcp", "connect tcp timeout", "connect unix timeout", "sendto unix"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Dispose_UnderAnyVerb_EndsIt(string verb)
    {
        var kept = new List<Socket>();
        (Socket socket, Socket other) = Socket.SocketPair();
        kept.Add(other);
        byte[] data = new byte[10_000_000];
        string file = Connected.FreshPath;
        File.WriteAllBytes(file, data);
        Action call = verb switch
        {
            "recvexactly" => () => socket.ReceiveExactly(data),
            "waitall" => () => socket.Receive(data.AsSpan(), MessageFlags.MSG_WAITALL),
            "recvmsg" => () => socket.Receive([data.AsMemory()]),
            "recvfrom" => () => socket.ReceiveFrom(data.AsSpan()),
            "sendmsg" => () => SendPieces(socket, data),
            _ => () => socket.SendFile(file),
        };
        if (verb is "recvexactly" or "waitall")
        {
            other.SendAll("a part"u8);
        }

        if (verb.StartsWith("accept", StringComparison.Ordinal) || verb.StartsWith("connect", StringComparison.Ordinal) || verb == "sendto unix")
        {
            socket.Dispose();
            Family family = verb.Contains("unix", StringComparison.Ordinal) ? Family.AF_UNIX : Family.AF_INET;
            EndPoint full = Connected.FullListener(family, kept);
            socket = verb.StartsWith("accept", StringComparison.Ordinal) ? Socket.CreateServer(Connected.Loopback)
                : new Socket(family, verb == "sendto unix" ? SocketKind.SOCK_DGRAM : SocketKind.SOCK_STREAM);
            if (verb == "sendto unix")
            {
                var receiver = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
                kept.Add(receiver);
                receiver.Bind(UnixEndPoint.Unnamed);
                full = receiver.LocalEndPoint;
            }

            socket.Timeout = verb.Contains("timeout", StringComparison.Ordinal) ? Connected.Patience : null;
            call = verb.StartsWith("accept", StringComparison.Ordinal) ? () => socket.Accept()
                : verb == "sendto unix" ? () => SendForEver(socket, full)
                : () => socket.Connect(full);
        }

        BlockedCall blocked = new BlockedCall(call).UntilAsleepIn(socket);
        socket.Dispose();
        Assert.IsType<ObjectDisposedException>(blocked.End());
        kept.ForEach(static one => one.Dispose());
        File.Delete(file);

        static void SendPieces(Socket to, byte[] data)
        {
            while (true)
            {
                to.Send([data.AsMemory(), data.AsMemory()]);
            }
        }

        static void SendForEver(Socket from, EndPoint to)
        {
            while (true)
            {
                from.SendTo("x"u8, to);
            }
        }
    }

    // Each pair has a mark of its own and sends nothing else. If a call of a closed socket hit a number that the system had
    // given to a new one, a foreign mark would come out, or a byte would be missing.
    [Fact]
    [Trait("Category", "Slow")]
    public void Storm_OfSocketsClosedUnderTheirCalls_NeverTouchesAStrangers()
    {
        const int Threads = 8;
        const int Each = 250;
        Collected();
        HashSet<string> before = Descriptors();
        int foreign = 0;
        var unexpected = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var storms = Enumerable.Range(0, Threads).Select(seed => new BlockedCall(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < Each; i++)
            {
                OneRound(random, (byte)(1 + (((seed * Each) + i) % 255)), ref foreign, unexpected);
            }
        })).ToArray();
        foreach (BlockedCall storm in storms)
        {
            Eventually.True(() => storm.Ended, TimeSpan.FromSeconds(60));
            Assert.Null(storm.End());
        }

        Assert.Empty(unexpected);
        Assert.Equal(0, foreign);
        Collected();
        string[] left = [.. Descriptors().Except(before)];
        Assert.True(left.Length == 0, "left over: " + string.Join(", ", left));
    }

    private static void OneRound(Random random, byte mark, ref int foreign, System.Collections.Concurrent.ConcurrentQueue<Exception> unexpected)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        one.Timeout = random.Next(2) == 0 ? TimeSpan.FromMinutes(1) : null;
        bool wrong = false;
        bool sends = random.Next(3) == 0;
        Exception? seen = null;
        void Work()
        {
            byte[] room = new byte[64];
            while (true)
            {
                if (sends)
                {
                    Array.Fill(room, mark);
                    one.SendAll(room);
                }
                else
                {
                    int got = one.Receive(room.AsSpan());
                    wrong |= room.AsSpan(0, got).ContainsAnyExcept(mark);
                }
            }
        }

        var worker = new Thread(() => seen = Record.Exception(Work));
        worker.Start();
        for (int i = random.Next(4); i > 0; i--)
        {
            two.SendAll([mark, mark, mark]);
        }

        Thread.SpinWait(random.Next(20_000));
        one.Dispose();
        if (!worker.Join(Connected.Patience))
        {
            unexpected.Enqueue(new TimeoutException("a call did not end"));
            return;
        }

        if (seen is not ObjectDisposedException)
        {
            unexpected.Enqueue(seen!);
        }

        byte[] left = new byte[4096];
        for (int got; (got = Left(two, left)) > 0;)
        {
            wrong |= left.AsSpan(0, got).ContainsAnyExcept(mark);
        }

        two.Dispose();
        if (wrong)
        {
            Interlocked.Increment(ref foreign);
        }
    }

    private static int Left(Socket socket, byte[] into)
    {
        try
        {
            return socket.Receive(into.AsSpan(), MessageFlags.MSG_DONTWAIT);
        }
        catch (SocketFaultException)
        {
            return 0;    // the other end was closed with bytes unread: a reset
        }
    }

    [Fact]
    public void AForgottenSocket_IsClosedByTheCollector()
    {
        using Socket two = HalfOfAPair();
        two.Timeout = Connected.Patience;
        Collected();
        Assert.Empty(two.Receive(1));    // the other end is closed

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Socket HalfOfAPair() => Socket.SocketPair().Second;
    }

    [Fact]
    public async Task AForgottenSocketThatWasAwaited_IsClosedByTheCollector()
    {
        using Socket two = await HalfOfAPair();
        two.Timeout = Connected.Patience;
        Collected();
        Assert.Empty(two.Receive(1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<Socket> HalfOfAPair()
        {
            (Socket one, Socket two) = Socket.SocketPair();
            Task<int> waiting = one.ReceiveAsync(new byte[1]).AsTask();
            await two.SendAllAsync(new byte[1]);
            Assert.Equal(1, await waiting);
            return two;
        }
    }

    [Fact]
    public void EveryMember_OfAClosedSocket_SaysThatItIsClosed()
    {
        string[] quiet = ["Family", "Kind", "Protocol", "Descriptor", "IsClosed", "Options", "Timeout", "Deadline", "Blocking", "UseLoops", "Dispose", "Close", "ToString", "Equals", "GetHashCode", "GetType"];
        var socket = new Socket();
        socket.Dispose();
        using var open = new Socket();
        byte[] b = new byte[1];
        ReadOnlyMemory<byte>[] pieces = [b];
        Memory<byte>[] rooms = [b];
        EndPoint at = Connected.Loopback;
        SocketAddress envelope = at.Serialize();
        var loud = new Dictionary<string, Action[]>
        {
            ["LocalEndPoint"] = [() => _ = socket.LocalEndPoint],
            ["RemoteEndPoint"] = [() => _ = socket.RemoteEndPoint],
            ["Inheritable"] = [() => _ = socket.Inheritable, () => socket.Inheritable = true],
            ["NonBlockingDescriptor"] = [() => _ = socket.NonBlockingDescriptor, () => socket.NonBlockingDescriptor = true],
            ["Shutdown"] = [() => socket.Shutdown()],
            ["Detach"] = [() => socket.Detach()],
            ["DetachToSafeHandle"] = [() => socket.DetachToSafeHandle()],
            ["Duplicate"] = [() => socket.Duplicate()],
            ["Bind"] = [() => socket.Bind(at)],
            ["Listen"] = [() => socket.Listen()],
            ["Accept"] = [() => socket.Accept(), () => socket.Accept(out _)],
            ["AcceptAsync"] = [() => End(socket.AcceptAsync().AsTask())],
            ["AcceptFromAsync"] = [() => End(socket.AcceptFromAsync().AsTask())],
            ["Connect"] = [() => socket.Connect(at)],
            ["ConnectAsync"] = [() => End(socket.ConnectAsync(at).AsTask())],
            ["SendAsync"] = [() => End(socket.SendAsync(b).AsTask()), () => End(socket.SendAsync(pieces).AsTask())],
            ["SendAllAsync"] = [() => End(socket.SendAllAsync(b).AsTask())],
            ["SendToAsync"] = [() => End(socket.SendToAsync(b, at).AsTask()), () => End(socket.SendToAsync(b, envelope).AsTask())],
            ["SendMessageAsync"] = [() => End(socket.SendMessageAsync(b).AsTask()), () => End(socket.SendMessageAsync(pieces).AsTask()), () => End(socket.SendMessageAsync(new ReadOnlyMemory<byte>[Socket.MaxPieces + 1]).AsTask())],
            ["SendDescriptorsAsync"] = [() => End(socket.SendDescriptorsAsync(b, [open]).AsTask()), () => End(socket.SendDescriptorsAsync(b, [open.Descriptor]).AsTask())],
            ["SendFileAsync"] = [() => End(socket.SendFileAsync("/proc/self/status").AsTask()), () => End(socket.SendFileAsync(File.OpenHandle("/proc/self/status")).AsTask())],
            ["ReceiveAsync"] = [() => End(socket.ReceiveAsync(b).AsTask()), () => End(socket.ReceiveAsync(b, MessageFlags.MSG_DONTWAIT).AsTask()), () => End(socket.ReceiveAsync(rooms).AsTask()), () => End(socket.ReceiveAsync(1).AsTask())],
            ["ReceiveExactlyAsync"] = [() => End(socket.ReceiveExactlyAsync(b).AsTask())],
            ["ReceiveFromAsync"] = [() => End(socket.ReceiveFromAsync(b).AsTask()), () => End(socket.ReceiveFromAsync(b, envelope).AsTask()), () => End(socket.ReceiveFromAsync(1).AsTask())],
            ["ReceiveMessageAsync"] = [() => End(socket.ReceiveMessageAsync(b).AsTask()), () => End(socket.ReceiveMessageAsync(rooms).AsTask()), () => End(socket.ReceiveMessageAsync(new Memory<byte>[Socket.MaxPieces + 1]).AsTask())],
            ["ReceiveDescriptorsAsync"] = [() => End(socket.ReceiveDescriptorsAsync(b, 1).AsTask())],
            ["TryConnect"] = [() => socket.TryConnect(at)],
            ["Send"] = [() => socket.Send(b), () => socket.Send([b.AsMemory()])],
            ["TrySend"] = [() => socket.TrySend(b, out _)],
            ["TryReceive"] = [() => socket.TryReceive(b, out _)],
            ["SendMessage"] = [() => socket.SendMessage(b), () => socket.SendMessage([b.AsMemory()]), () => socket.SendMessage(new ReadOnlyMemory<byte>[Socket.MaxPieces + 1])],
            ["SendDescriptors"] = [() => socket.SendDescriptors(b, [open]), () => socket.SendDescriptors(b, [open.Descriptor])],
            ["SendAll"] = [() => socket.SendAll(b)],
            ["SendTo"] = [() => socket.SendTo(b, at), () => socket.SendTo(b, envelope)],
            ["SendFile"] = [() => socket.SendFile("/proc/self/status"), () => socket.SendFile(File.OpenHandle("/proc/self/status"))],
            ["Receive"] = [() => socket.Receive(b.AsSpan()), () => socket.Receive(1), () => socket.Receive([b.AsMemory()])],
            ["ReceiveMessage"] = [() => socket.ReceiveMessage(b), () => socket.ReceiveMessage([b.AsMemory()]), () => socket.ReceiveMessage(new Memory<byte>[Socket.MaxPieces + 1])],
            ["ReceiveDescriptors"] = [() => socket.ReceiveDescriptors(b, 1)],
            ["GetPeerCredentials"] = [() => socket.GetPeerCredentials()],
            ["ReceiveExactly"] = [() => socket.ReceiveExactly(b)],
            ["ReceiveFrom"] = [() => socket.ReceiveFrom(b.AsSpan()), () => socket.ReceiveFrom(1, out _), () => socket.ReceiveFrom(b, envelope)],
            ["GetOption"] = [() => socket.GetOption(SocketOption.SO_ERROR), () => socket.GetOption(SocketOption.SO_ERROR, b)],
            ["SetOption"] = [() => socket.SetOption(SocketOption.SO_REUSEADDR, 1), () => socket.SetOption(SocketOption.SO_REUSEADDR, true), () => socket.SetOption(SocketOption.SO_REUSEADDR, b)],
            ["OpenStream"] = [() => socket.OpenStream()],
            ["OpenReader"] = [() => socket.OpenReader()],
            ["OpenWriter"] = [() => socket.OpenWriter()],
        };
        string[] members = [.. typeof(Socket).GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(static member => member is PropertyInfo or MethodInfo { IsSpecialName: false }).Select(static member => member.Name).Distinct().Order()];
        Assert.Equal(members, quiet.Concat(loud.Keys).Order());
        Assert.All(loud.Values.SelectMany(static actions => actions), action => Assert.Throws<ObjectDisposedException>(action));
        Assert.All(loud.Values.SelectMany(static actions => actions), action =>
        {
            socket.Timeout = TimeSpan.FromSeconds(1);
            Assert.Throws<ObjectDisposedException>(action);
        });
        Assert.Equal("<Socket closed AF_INET SOCK_STREAM>", socket.ToString());
        Assert.Equal(-1, socket.Descriptor.Number);
    }

    private static void End(Task task) => task.GetAwaiter().GetResult();

    private static void Collected()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // Sockets by their inode. Other descriptors come and go with the runtime: its pipes, files of assemblies that are loaded.
    private static HashSet<string> Descriptors()
        => [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget ?? "").Where(static target => target.StartsWith("socket:", StringComparison.Ordinal))];
}
