using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>getaddrinfo, and dialing by name.</summary>
public sealed class NamesTests
{
    [Fact]
    public void ANameWithoutAHost_IsLoopbackInBothFamilies()
    {
        EndPointName name = EndPointName.Parse(":7");
        Assert.Contains(new IPEndPoint(IPAddress.Loopback, 7), name.Resolve().Select(static one => one.EndPoint));
        Assert.Equal(Family.AF_INET, name.Resolve()[0].Family);
        Assert.All(name.Resolve(AddressInfoFlags.AI_PASSIVE), static one => Assert.True(IPAddress.IsLoopback(((IPEndPoint)one.EndPoint).Address)));

        using Socket server = Socket.CreateServer(Connected.Loopback);
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        using Socket client = Socket.CreateConnection(EndPointName.Parse($":{port}"));
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
        using Socket datagrams = Socket.CreateConnection(EndPointName.Parse($"udp://127.0.0.1:{port}"));
        Assert.Equal(SocketKind.SOCK_DGRAM, datagrams.Kind);
        UnixEndPoint unix = Connected.FreshName;
        using Socket there = Socket.CreateServer(unix);
        Socket.CreateConnection(EndPointName.Parse(unix.ToString())).Dispose();
    }

    [Fact]
    public void Numeric_IsItself()
    {
        AddressInfo one = Assert.Single(Names.GetAddrInfo("127.0.0.1", "80", kind: SocketKind.SOCK_STREAM));
        Assert.Equal(new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, Protocol.IPPROTO_TCP, "", new IPEndPoint(IPAddress.Loopback, 80)), one);
        Assert.Equal(3, Names.GetAddrInfo("::1", 80).Count);    // once a kind: stream, datagram, raw
    }

    [Fact]
    public void ScopeId_ByNameAndByNumber()
    {
        foreach (string text in new[] { "fe80::1%lo", "fe80::1%1" })
        {
            var found = (IPEndPoint)Names.GetAddrInfo(text, 7, kind: SocketKind.SOCK_STREAM)[0].EndPoint;
            Assert.Equal(1, found.Address.ScopeId);
            Assert.Equal(found, EndPointName.Parse($"[{text}]:7").Resolve()[0].EndPoint);
        }
    }

    [Fact]
    public void Null_IsThisMachine_PassiveIsEveryAddress()
    {
        Assert.All(Names.GetAddrInfo(null, "7"), static one => Assert.True(IPAddress.IsLoopback(((IPEndPoint)one.EndPoint).Address)));
        Assert.Contains(Names.GetAddrInfo(null, "7", flags: AddressInfoFlags.AI_PASSIVE), static one => one.EndPoint.Equals(new IPEndPoint(IPAddress.Any, 7)));
        Assert.Equal(ResolveError.EAI_NONAME, Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo(null, null)).Code);
    }

    [Fact]
    public void UnknownService_IsEaiService()
    {
        var failure = Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("127.0.0.1", "no-such-service", kind: SocketKind.SOCK_STREAM));
        Assert.Equal(ResolveError.EAI_SERVICE, failure.Code);
        Assert.Equal("getaddrinfo of 127.0.0.1, service no-such-service: servname not supported for ai_socktype (EAI_SERVICE)", failure.Message);
        Assert.Equal(System.Net.Sockets.SocketError.TypeNotFound, failure.SocketErrorCode);
        Assert.IsAssignableFrom<System.Net.Sockets.SocketException>(failure);
    }

    // AI_NUMERICHOST: no name server is asked.
    [Fact]
    public void UnknownHost_HasTheCodeAndTheName()
    {
        var failure = Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("no-such-host.invalid", "80", flags: AddressInfoFlags.AI_NUMERICHOST));
        Assert.StartsWith("getaddrinfo of no-such-host.invalid, service 80: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(EAI_NONAME)", failure.Message, StringComparison.Ordinal);
        Assert.Equal((ResolveError.EAI_NONAME, System.Net.Sockets.SocketError.HostNotFound), (failure.Code, failure.SocketErrorCode));
    }

    // The C library would read these as another port than was meant.
    [Theory]
    [InlineData("65536")]
    [InlineData("65616")]
    [InlineData("-1")]
    [InlineData("+80")]
    [InlineData(" 80")]
    [InlineData("99999999999999999999999")]
    public void NumberThatIsNoPort_IsOutOfRange(string service)
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => Names.GetAddrInfo("127.0.0.1", service));
        Assert.StartsWith($"port {service} is out of range: a port is a number from 0 to 65535", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Socket.CreateConnection("127.0.0.1", service));
    }

    [Fact]
    public void PortOutOfRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Names.GetAddrInfo("127.0.0.1", 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => Names.GetAddrInfo("127.0.0.1", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Socket.CreateConnection("127.0.0.1", 65536));
    }

    // C ends a name at the zero: the rest would be ignored.
    [Fact]
    public void ZeroCharacter_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Names.GetAddrInfo("127.0.0.1\0.example", "80"));
        Assert.Throws<ArgumentException>(() => Names.GetAddrInfo("127.0.0.1", "80\0"));
        Assert.NotEmpty(Names.GetHostName());
    }

    [Fact]
    public void CreateConnection_ByEveryWayToSayIt()
    {
        using Socket server = Socket.CreateServer(Connected.Loopback);
        var at = (IPEndPoint)server.LocalEndPoint;
        string port = at.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (Func<Socket> dial in new Func<Socket>[]
        {
            () => Socket.CreateConnection("127.0.0.1", port),
            () => Socket.CreateConnection("127.0.0.1", at.Port),
            () => Socket.CreateConnection(at),
            () => Socket.CreateConnection(new DnsEndPoint("localhost", at.Port)),
            () => Socket.CreateConnection("localhost", at.Port, new ConnectOptions { LocalEndPoint = Connected.Loopback, Family = Family.AF_INET, Timeout = Connected.Patience }),
        })
        {
            using Socket client = dial();
            using Socket accepted = server.Accept(out EndPoint peer);
            Assert.Equal(client.LocalEndPoint, peer);
            Assert.Equal(at, client.RemoteEndPoint);
        }
    }

    [Fact]
    public void CreateConnection_NobodyAtOneAddress_IsThatRefusal()
    {
        using Socket unused = BoundAndNotListening(out int port);
        var one = Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection("127.0.0.1", port));
        Assert.Empty(one.Attempts);
        Assert.Equal($"connect to 127.0.0.1:{port}: connection refused (ECONNREFUSED)", one.Message);
    }

    [NeedsFact(Machine.Loopback6)]
    public void CreateConnection_NobodyAnywhere_TellsOfEveryAddress()
    {
        using Socket unused = BoundAndNotListening(out int port);
        using var unused6 = new Socket(Family.AF_INET6);
        unused6.Options.ReuseAddress = true;      // another test's connection may still be waited out there
        unused6.Bind(new IPEndPoint(IPAddress.IPv6Loopback, port));
        var all = Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(EndPointName.Parse($":{port}")));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)], all.Attempts.Select(static one => one.EndPoint));
        Assert.Equal($"connect to :{port}: connection refused (ECONNREFUSED) at 127.0.0.1:{port} and [::1]:{port}", all.Message);
    }

    // Refuses whoever connects, and nobody else gets the port.
    private static Socket BoundAndNotListening(out int port)
    {
        var socket = new Socket();
        socket.Bind(Connected.Loopback);
        port = ((IPEndPoint)socket.LocalEndPoint).Port;
        return socket;
    }

    [NeedsFact(Machine.Loopback6)]
    public void CreateServer_DualStack_TakesBothFamilies()
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0), new ServerOptions { DualStack = true });
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        using Socket four = Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, port));
        using Socket accepted = server.Accept(out EndPoint peer);
        Assert.Equal("::ffff:127.0.0.1", ((IPEndPoint)peer).Address.ToString());
        using Socket six = Socket.CreateConnection(new IPEndPoint(IPAddress.IPv6Loopback, port));
        using Socket acceptedSix = server.Accept(out peer);
        Assert.Equal(six.LocalEndPoint, peer);
        Assert.Throws<ArgumentException>(() => Socket.CreateServer(Connected.Loopback, new ServerOptions { DualStack = true }));
        Assert.Throws<ArgumentException>(() => Socket.CreateServer(new DnsEndPoint("localhost", 0)));
        using Socket only = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0));
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)only.LocalEndPoint).Port)));
    }
}
