using System.Net;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>What a name server and a hosts file say, as the calls of <see cref="Names"/> tell it.</summary>
[Trait("Category", "Slow")]     // a process a test
public sealed class HostTests(SharedNamesScene scene) : IClassFixture<SharedNamesScene>
{
    [InsideFact]
    public Task CanonicalName_TwoAliases_ThreeAddresses() => scene.Run(static () =>
    {
        HostEntry host = Names.GetHostByNameEx("longer.test");
        Assert.Equal("one.test", host.Name);
        Assert.Equal(["alias.test", "longer.test"], host.Aliases.Order());
        string[] three = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
        Assert.Equal(three, host.Addresses.Select(static one => one.ToString()).Order());
        Assert.Contains(Names.GetHostByName("longer.test").ToString(), three);

        IReadOnlyList<AddressInfo> found = Names.GetAddrInfo("longer.test", 80, kind: SocketKind.SOCK_STREAM, flags: AddressInfoFlags.AI_CANONNAME);
        Assert.Equal(three, found.Select(static one => Address(one)).Order());
        Assert.Equal(["one.test", "", ""], found.Select(static one => one.CanonicalName));
    });

    [InsideFact]
    public Task AWithAaaa_BothFamilies_AndOneAlone() => scene.Run(static () =>
    {
        IReadOnlyList<AddressInfo> found = Names.GetAddrInfo("both.test", "sockeye", kind: SocketKind.SOCK_STREAM);
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 4711), new IPEndPoint(IPAddress.Loopback, 4711)], found.Select(static one => one.EndPoint));
        Assert.Equal("127.0.0.1", Address(Assert.Single(Names.GetAddrInfo("both.test", 80, Family.AF_INET, SocketKind.SOCK_STREAM))));
        Assert.Equal("::1", Address(Assert.Single(Names.GetAddrInfo("both.test", 80, Family.AF_INET6, SocketKind.SOCK_STREAM))));
        Assert.Equal("::ffff:192.0.2.44", Address(Assert.Single(
            Names.GetAddrInfo("only4.test", 80, Family.AF_INET6, SocketKind.SOCK_STREAM, flags: AddressInfoFlags.AI_V4MAPPED))));
    });

    [InsideFact]
    public Task HostsFile_SeveralNamesALine_SeveralLinesOfOneName() => scene.Run(static () =>
    {
        HostEntry host = Names.GetHostByNameEx("files.test");
        Assert.Equal("files.test", host.Name);
        Assert.Equal(["files-one", "files-two", "files-three"], host.Aliases);
        Assert.Equal(["192.0.2.10", "192.0.2.11", "192.0.2.12"], host.Addresses.Select(static one => one.ToString()));
        Assert.Equal(
            ["192.0.2.10", "192.0.2.11", "192.0.2.12", "2001:db8::10"],
            Names.GetAddrInfo("files.test", 80, kind: SocketKind.SOCK_STREAM).Select(static one => Address(one)).Order());
        HostEntry two = Names.GetHostByNameEx("files-two");
        Assert.Equal(("files.test", "192.0.2.10"), (two.Name, Assert.Single(two.Addresses).ToString()));
        Assert.Equal("192.0.2.20", Names.GetHostByName("mine.test").ToString());    // before the name server, which says otherwise
        Assert.Equal("mine.test", Names.GetFqdn("mine"));
    });

    [InsideFact]
    public Task PointersOfAddresses_FromTheServerAndFromTheFile() => scene.Run(static () =>
    {
        Assert.Equal("one.test", Names.GetHostByAddr("192.0.2.2").Name);
        HostEntry six = Names.GetHostByAddr(IPAddress.Parse("2001:db8:2::1"));
        Assert.Equal(("six.test", "2001:db8:2::1"), (six.Name, Assert.Single(six.Addresses).ToString()));
        HostEntry file = Names.GetHostByAddr("192.0.2.10");
        Assert.Equal("files.test", file.Name);
        Assert.Equal(["files-one", "files-two"], file.Aliases);
        Assert.Equal("one.test", Names.GetHostByAddr("longer.test").Name);          // a name is looked up first
        Assert.Equal("one.test", Names.GetFqdn("192.0.2.1"));
        Assert.Equal(new NameInfo("six.test", "sockeye"), Names.GetNameInfo(new IPEndPoint(IPAddress.Parse("2001:db8:2::1"), 4711)));
        Assert.Equal(new NameInfo("six.test", "4712"), Names.GetNameInfo(new IPEndPoint(IPAddress.Parse("2001:db8:2::1"), 4712)));
        Assert.Equal("sockeye", Names.GetNameInfo(new IPEndPoint(IPAddress.Loopback, 4712), NameInfoFlags.NI_DGRAM).Service);

        IPAddress nobody = IPAddress.Parse("192.0.2.99");
        NameResolutionException none = Assert.Throws<NameResolutionException>(() => Names.GetHostByAddr(nobody));
        Assert.Equal((HostError.HOST_NOT_FOUND, ResolveError.EAI_NONAME), (none.HostError, none.Code));
        Assert.Equal(new NameInfo("192.0.2.99", "80"), Names.GetNameInfo(new IPEndPoint(nobody, 80), NameInfoFlags.NI_NUMERICSERV));
        Assert.Equal(ResolveError.EAI_NONAME, Assert.Throws<NameResolutionException>(() => Names.GetNameInfo(new IPEndPoint(nobody, 80), NameInfoFlags.NI_NAMEREQD)).Code);
        Assert.Equal("192.0.2.99", Names.GetFqdn("192.0.2.99"));
    });

    [InsideFact]
    public Task NoSuchName_NoAddress_AndAnAliasOfNothing() => scene.Run(static () =>
    {
        foreach ((string name, ResolveError code, HostError host) in new[]
        {
            ("nobody.test", ResolveError.EAI_NONAME, HostError.HOST_NOT_FOUND),
            ("empty.test", ResolveError.EAI_NODATA, HostError.NO_DATA),
        })
        {
            NameResolutionException failure = Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo(name, 80));
            Assert.Equal(code, failure.Code);
            Assert.StartsWith($"getaddrinfo of {name}, service 80: ", failure.Message, StringComparison.Ordinal);
            Assert.Equal(code, Assert.Throws<NameResolutionException>(() => Names.GetHostByName(name)).Code);
            Assert.Equal(host, Assert.Throws<NameResolutionException>(() => Names.GetHostByNameEx(name)).HostError);
            Assert.Equal(code, Assert.Throws<NameResolutionException>(() => Socket.CreateConnection(name, 80)).Code);
            Assert.Equal(name, Names.GetFqdn(name));
        }

        // Of an alias of nothing the resolver says that the host is not there, or that the alias has no address.
        ResolveError lost = Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("lost.test", 80)).Code;
        Assert.Contains(lost, new[] { ResolveError.EAI_NONAME, ResolveError.EAI_NODATA });

        // The name is there, and has an address of the other family alone.
        Assert.Equal(ResolveError.EAI_NODATA, Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("six.test", 80, Family.AF_INET)).Code);
        Assert.Equal(HostError.NO_DATA, Assert.Throws<NameResolutionException>(() => Names.GetHostByNameEx("six.test")).HostError);
    });

    [InsideFact]
    public Task NameServerFails_IsAskAgain() => scene.Run(static () =>
    {
        NameResolutionException failure = Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("host.fail.test", 80));
        Assert.Equal((ResolveError.EAI_AGAIN, System.Net.Sockets.SocketError.TryAgain), (failure.Code, failure.SocketErrorCode));
        Assert.Equal(HostError.TRY_AGAIN, Assert.Throws<NameResolutionException>(() => Names.GetHostByNameEx("host.fail.test")).HostError);
    });

    [InsideFact]
    public Task Services_OfThisFileAlone() => scene.Run(static () =>
    {
        Assert.Equal(4711, Names.GetServByName("redfish", "tcp"));
        Assert.Equal(4711, Names.GetServByName("sockeye"));
        Assert.Equal(4712, Names.GetServByName("sockeye", "udp"));
        Assert.Equal("sockeye", Names.GetServByPort(4711));
        Assert.Equal("sockeye", Names.GetServByPort(4712, "udp"));
        Assert.Equal("salmon-run", Names.GetServByPort(4713, "sctp"));
        Assert.Equal(ResolveError.EAI_SERVICE, Assert.Throws<NameResolutionException>(() => Names.GetServByPort(4712, "tcp")).Code);
        Assert.Equal(ResolveError.EAI_SERVICE, Assert.Throws<NameResolutionException>(() => Names.GetServByName("smtp")).Code);     // every other machine has it
        Assert.Equal(["echo", "echo", "http", "sockeye", "sockeye", "salmon-run"], Names.GetServices().Select(static one => one.Name));
        ServiceEntry ours = Names.GetServices()[3];
        Assert.Equal((4711, "tcp"), (ours.Port, ours.Protocol));
        Assert.Equal(["salmon", "redfish"], ours.Aliases);

        Assert.Equal(
            [(SocketKind.SOCK_STREAM, 4711), (SocketKind.SOCK_DGRAM, 4712)],
            Names.GetAddrInfo("127.0.0.1", "sockeye").Select(static one => (one.Kind, ((IPEndPoint)one.EndPoint).Port)));
        Assert.Equal(ResolveError.EAI_SERVICE, Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo("127.0.0.1", "redfish", kind: SocketKind.SOCK_DGRAM)).Code);
    });

    [InsideFact]
    public Task Protocols_OfThisFileAlone() => scene.Run(static () =>
    {
        Assert.Equal(254, (int)Names.GetProtoByName("upstream"));
        Assert.Equal("salmon", Names.GetProtoByNumber((Protocol)254));
        Assert.Equal(ResolveError.EAI_NONAME, Assert.Throws<NameResolutionException>(() => Names.GetProtoByName("ospf")).Code);
        Assert.Equal(["ip", "icmp", "tcp", "udp", "sctp", "salmon"], Names.GetProtocols().Select(static one => one.Name));
    });

    private static string Address(AddressInfo one) => ((IPEndPoint)one.EndPoint).Address.ToString();
}
