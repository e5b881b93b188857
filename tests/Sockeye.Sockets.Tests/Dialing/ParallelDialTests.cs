using System.Net;
using Sockeye.Sockets.Dialing;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Tests.Dialing;

/// <summary>The parallel form with real sockets, and lookups that the test answers. Alone, so that the descriptors it counts are its own.</summary>
[Collection(Alone.Name)]
public class ParallelDialTests : IDisposable
{
    private readonly List<Socket> _kept = [];
    private readonly ManualResetEventSlim _never = new();

    public void Dispose()
    {
        _never.Set();
        _kept.ForEach(static socket => socket.Dispose());
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void TheWinner_IsASocketLikeAnyOther()
    {
        Socket server = Server(Connected.Loopback);
        foreach (TimeSpan? timeout in new TimeSpan?[] { Connected.Patience, null })
        {
            using Socket client = Socket.CreateConnection("localhost", Port(server), Parallel with { Timeout = timeout });
            Assert.Equal((timeout, true), (client.Timeout, client.Blocking));
            Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
            using Socket accepted = server.Accept();
            var reading = new BlockedCall(() => client.ReceiveExactly(new byte[1]));
            reading.UntilAsleepIn(client);
            accepted.SendAll("x"u8);
            Assert.Null(reading.End());
        }
    }

    [Fact]
    public void EveryWayToSayIt_Connects()
    {
        Socket server = Server(Connected.Loopback);
        UnixEndPoint unix = Connected.FreshName;
        _kept.Add(Socket.CreateServer(unix));
        Socket.CreateConnection(server.LocalEndPoint, Parallel).Dispose();
        Socket.CreateConnection(EndPointName.Parse($":{Port(server)}"), Parallel).Dispose();
        Socket.CreateConnection(EndPointName.Parse($"localhost:{Port(server)}"), Parallel).Dispose();
        Socket.CreateConnection(EndPointName.Parse(unix.ToString()), Parallel).Dispose();
        using Socket own = Socket.CreateConnection("localhost", Port(server), Parallel with { LocalEndPoint = Connected.Loopback, Family = Family.AF_INET });
        using Socket datagrams = Socket.CreateConnection(EndPointName.Parse($"udp://127.0.0.1:{Port(server)}"), Parallel);
        Assert.Equal(SocketKind.SOCK_DGRAM, datagrams.Kind);
        Assert.Throws<WouldBlockException>(() => Socket.CreateConnection("127.0.0.1", Port(server), Parallel with { Timeout = TimeSpan.Zero }));
    }

    [NeedsTheory(Machine.Loopback6)]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void AnyAddressOfThisSide_ServesBothFamilies(string any)
    {
        ConnectOptions options = Parallel with { LocalEndPoint = new IPEndPoint(IPAddress.Parse(any), 0) };
        Socket four = Server(Connected.Loopback);
        Socket six = Server(Connected.Loopback6);
        using Socket parallelFour = Dial(Name(six: [], four: [four.LocalEndPoint]), Deadline.Never, options);
        using Socket parallelSix = Dial(Name(six: [six.LocalEndPoint], four: []), Deadline.Never, options);
        using Socket fourAlone = Socket.CreateConnection(four.LocalEndPoint, options);
        using Socket sixAlone = Socket.CreateConnection(six.LocalEndPoint, options);
        Assert.Equal(
            [four.LocalEndPoint, six.LocalEndPoint, four.LocalEndPoint, six.LocalEndPoint],
            new[] { parallelFour, parallelSix, fourAlone, sixAlone }.Select(static one => one.RemoteEndPoint));
    }

    [NeedsFact(Machine.Loopback6)]
    public void ARefusalInOneFamily_GoesOnToTheOther()
    {
        Socket server = Server(Connected.Loopback);
        Socket unused = Unused(new IPEndPoint(IPAddress.IPv6Loopback, Port(server)));
        using Socket client = Dial(Name(six: [unused.LocalEndPoint], four: [server.LocalEndPoint]));
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    [Fact]
    public void ALookupThatIsNotAnswered_DoesNotKeepTheOtherFamilyWaiting()
    {
        Socket server = Server(Connected.Loopback);
        using Socket client = Dial(Name(six: null, four: [server.LocalEndPoint]));
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    // Each leaves a lookup behind that holds a thread; there are four.
    [Fact]
    public void ManyIPv6LookupsThatAreNotAnswered_DoNotKeepIPv4Waiting()
    {
        Socket server = Server(Connected.Loopback);
        for (int dials = 0; dials < 6; dials++)
        {
            Dial(Name(six: null, four: [server.LocalEndPoint]), Deadline.After(Connected.Patience / 4)).Dispose();      // before the stuck ones let go
        }
    }

    [NeedsFact(Machine.Loopback6)]
    public void BothLookupsAreOutAtOnce_AndThePreferredFamilyIsNotKeptWaiting()
    {
        Socket server = Server(Connected.Loopback6);
        using Socket client = Dial(Name(six: [server.LocalEndPoint], four: null));
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    [Fact]
    public void ASilentAddress_GetsCompanyAndLoses()
    {
        Socket server = Server(Connected.Loopback);
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        GC.Collect();       // what other tests forgot
        GC.WaitForPendingFinalizers();
        int before = Descriptors();
        using (Socket client = Dial(Name(six: [], four: [silent, server.LocalEndPoint])))
        {
            Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
            Assert.Equal(before + 1, Descriptors());
        }
    }

    [Theory]
    [InlineData(true, ResolveError.EAI_NONAME, "getaddrinfo of name:7: name or service not known (EAI_NONAME)")]
    [InlineData(false, ResolveError.EAI_NONAME, "getaddrinfo of name: name or service not known (EAI_NONAME); only a test")]
    [InlineData(false, ResolveError.EAI_AGAIN, "getaddrinfo of name: temporary failure in name resolution (EAI_AGAIN); only a test")]
    public void ANameThatNeitherFamilyKnows_IsNoQuestionOfOneFamily(bool eachItsOwn, ResolveError code, string words)
    {
        var target = new DialTarget("name:7", family => throw LookupFault.OfAddress("getaddrinfo", "of name", code, hint: eachItsOwn ? $"or it has no address of {family}" : "only a test"));
        Assert.Equal(words, Assert.Throws<NameResolutionException>(() => Dial(target)).Message);
    }

    [Fact]
    public void WhateverEndsIt_NoDescriptorIsLeft()
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        Socket unused = Unused(Connected.Loopback);
        using var token = new CancellationTokenSource();
        ConnectOptions withToken = Parallel with { Cancellation = token.Token };
        Assert.Throws<SocketTimeoutException>(() => Dial(Name(six: [], four: [silent]), Deadline.After(TimeSpan.FromMilliseconds(1)), withToken));     // the thread's own wake-up is made
        GC.Collect();       // what other tests forgot
        GC.WaitForPendingFinalizers();
        int before = Descriptors();

        Assert.Throws<SocketTimeoutException>(() => Dial(Name(six: [], four: [silent, silent]), Deadline.After(TimeSpan.FromMilliseconds(300))));
        Assert.Throws<ConnectionRefusedException>(() => Dial(Name(six: [], four: [unused.LocalEndPoint, unused.LocalEndPoint])));
        Assert.Throws<SocketTimeoutException>(() => Dial(Name(six: null, four: null), Deadline.After(TimeSpan.FromMilliseconds(20))));
        Assert.Throws<NameResolutionException>(() => Dial(new DialTarget("name:7", static _ => throw NoAnswer(ResolveError.EAI_NONAME))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Socket.CreateConnection("127.0.0.1", "65536", Parallel));
        Assert.Throws<AddressNotAvailableException>(() => Dial(Name(six: [], four: [silent]), Deadline.Never, Parallel with { LocalEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0) }));
        token.CancelAfter(TimeSpan.FromMilliseconds(30));
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() => Dial(Name(six: [], four: [silent]), Deadline.Never, withToken));
        Assert.Equal(token.Token, cancelled.CancellationToken);
        Assert.Equal(before, Descriptors());
    }

    // Nothing tells when there is room in a Unix listener's queue: the verb tries again, which one that waits for many cannot.
    [Fact]
    public void AUnixListenerWhoseQueueIsFull_IsWaitedFor()
    {
        EndPoint full = Connected.FullListener(Family.AF_UNIX, _kept);
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(
            () => Socket.CreateConnection(full, Parallel with { Timeout = TimeSpan.FromMilliseconds(30) }));
        Assert.False(late.IsConnectionLost);
    }

    [Theory]
    [InlineData(DialOrder.Sequential)]
    [InlineData(DialOrder.Parallel)]
    public void ANegativeTimeout_IsRefusedBeforeAnythingIsDialed(DialOrder order)
    {
        Socket unused = Unused(Connected.Loopback);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Socket.CreateConnection("localhost", Port(unused), new ConnectOptions { Order = order, Timeout = TimeSpan.FromSeconds(-5), Family = Family.AF_INET }));
    }

    [Fact]
    public void AnInterruptHook_EndsIt()
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        foreach (DialTarget target in new[] { Name(six: [], four: [silent]), Name(six: null, four: null) })
        {
            var hook = new InterruptHook(static () => throw new OperationCanceledException("interrupted"));
            using var begun = new ManualResetEventSlim();
            var dialing = new BlockedCall(() => hook.Run(() =>
            {
                begun.Set();
                ParallelDial.Run(target, Parallel, Deadline.Never);
            }));
            Assert.True(begun.Wait(Connected.Patience));
            hook.Interrupt();
            Assert.Equal("interrupted", Assert.IsType<OperationCanceledException>(dialing.End()).Message);
        }
    }

    [Fact]
    public void NoSuchName_IsToldByTheLookupThatSaysMost()
    {
        var failure = Assert.Throws<NameResolutionException>(() => Dial(new DialTarget("name:7", static family => throw NoAnswer(
            family == Family.AF_INET6 ? ResolveError.EAI_AGAIN : ResolveError.EAI_NODATA))));
        Assert.Equal(ResolveError.EAI_AGAIN, failure.Code);
        Assert.Equal(ResolveError.EAI_ADDRFAMILY, Assert.Throws<NameResolutionException>(
            () => Socket.CreateConnection(EndPointName.Parse("unix:/nowhere"), Parallel with { Family = Family.AF_INET })).Code);
    }

    private static ConnectOptions Parallel { get; } = new() { Order = DialOrder.Parallel };

    private static NameResolutionException NoAnswer(ResolveError code) => LookupFault.OfAddress("getaddrinfo", "of name", code);

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint).Port;

    // Sockets alone: the runtime opens files, and a thread its wake-up, whenever they like.
    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Count(static one => new FileInfo(one).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    private protected virtual Socket Run(DialTarget target, ConnectOptions options, Deadline end) => ParallelDial.Run(target, options, end);

    private Socket Dial(DialTarget target, Deadline? end = null, ConnectOptions? options = null)
        => Run(target, options ?? Parallel, end ?? Deadline.After(Connected.Patience));

    // null: the name server never answers.
    private DialTarget Name(EndPoint[]? six, EndPoint[]? four) => new("name:7", family =>
    {
        EndPoint[]? known = family == Family.AF_INET6 ? six : four;
        if (known is null)
        {
            _never.Wait(Connected.Patience);
        }

        return [.. (known ?? []).Select(address => new AddressInfo(family, SocketKind.SOCK_STREAM, 0, "", address))];
    });

    private Socket Server(EndPoint at)
    {
        Socket server = Socket.CreateServer(at);
        server.Timeout = Connected.Patience;
        _kept.Add(server);
        return server;
    }

    // Bound and not listening: it refuses, and nobody else gets the port.
    private Socket Unused(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET);
        _kept.Add(socket);
        socket.Bind(at);
        return socket;
    }
}
