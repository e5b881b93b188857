using System.Globalization;
using static Sockeye.Sockets.Names;

namespace Sockeye.Sockets.Tests;

/// <summary>Services and protocols, both ways.</summary>
public sealed class NamesServiceTests
{
    [Fact]
    public void Services_BothWays()
    {
        Assert.Equal((80, 80, 53, 69), (GetServByName("http"), GetServByName("http", "tcp"), GetServByName("domain", "udp"), GetServByName("tftp", "udp")));
        Assert.Equal(("http", "domain"), (GetServByPort(80), GetServByPort(53, "udp")));
        Assert.Equal(("shell", "syslog"), (GetServByPort(514, "tcp"), GetServByPort(514, "udp")));
    }

    [Fact]
    public void Protocols_BothWays()
    {
        Assert.Equal((Protocol.IPPROTO_TCP, Protocol.IPPROTO_TCP, Protocol.IPPROTO_ICMPV6), (GetProtoByName("tcp"), GetProtoByName("TCP"), GetProtoByName("ipv6-icmp")));
        Assert.Equal(("udp", "ip"), (GetProtoByNumber(Protocol.IPPROTO_UDP), GetProtoByNumber(0)));
    }

    [Fact]
    public void AllOfThem_AreThoseFoundOneByOne()
    {
        IReadOnlyList<ServiceEntry> services = GetServices();
        Assert.True(services.Count > 100);
        Assert.Contains(services, static one => one is { Name: "http", Port: 80, Protocol: "tcp" } && one.Aliases.Contains("www"));
        Assert.All(services, static one => Assert.NotEqual(-1, GetServByName(one.Name, one.Protocol)));
        IReadOnlyList<ProtocolEntry> protocols = GetProtocols();
        Assert.Contains(protocols, static one => one is { Name: "tcp", Number: Protocol.IPPROTO_TCP } && one.Aliases.Contains("TCP"));
        Assert.All(protocols, static one => Assert.Equal(one.Number, GetProtoByName(one.Name)));
    }

    // The C library has one position in each table for the whole process.
    [Fact]
    public void ManyThreadsThatReadATable_EachReadAllOfIt()
    {
        ServiceEntry[] once = [.. GetServices()];
        int[] counts = new int[8];
        Parallel.For(0, counts.Length, i =>
        {
            counts[i] = GetServices().Count;
            Assert.Equal(80, GetServByName("http", "tcp"));
            Assert.Equal(Protocol.IPPROTO_UDP, GetProtoByName("udp"));
        });
        Assert.All(counts, count => Assert.Equal(once.Length, count));
    }

    [Fact]
    public void WhatIsNotThere_IsSaid()
    {
        var service = Assert.Throws<NameResolutionException>(() => GetServByName("no-such-service"));
        Assert.Equal("getservbyname of no-such-service: no such service (EAI_SERVICE)", service.Message);
        Assert.Equal((ResolveError.EAI_SERVICE, System.Net.Sockets.SocketError.TypeNotFound), (service.Code, service.SocketErrorCode));
        Assert.Equal("getservbyname of tftp, protocol tcp: no such service with that protocol (EAI_SERVICE)", Assert.Throws<NameResolutionException>(() => GetServByName("tftp", "tcp")).Message);
        Assert.Equal("getservbyport of 64999: no such service (EAI_SERVICE)", Assert.Throws<NameResolutionException>(() => GetServByPort(64999)).Message);
        Assert.Throws<NameResolutionException>(() => GetServByPort(80, "no-such-protocol"));
        Assert.Equal("getprotobyname of no-such: no such protocol (EAI_NONAME)", Assert.Throws<NameResolutionException>(() => GetProtoByName("no-such")).Message);
        Assert.Equal("getprotobynumber of 9999: no such protocol (EAI_NONAME)", Assert.Throws<NameResolutionException>(() => GetProtoByNumber((Protocol)9999)).Message);
    }

    [Fact]
    public void WhatCannotBe_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GetServByPort(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GetServByPort(65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => GetServByPort(int.MaxValue));
        Assert.Throws<ArgumentException>(() => GetServByName("http\0"));
        Assert.Throws<ArgumentException>(() => GetServByName("http", "tcp\0"));
        Assert.Throws<ArgumentException>(() => GetProtoByName("tcp\0"));
        Assert.Throws<ArgumentNullException>(() => GetServByName(null!));
    }

    [NeedsFact("python3")]
    public void EveryPort_HasTheServiceThatPythonSays()
    {
        string[] questions = [.. Enumerable.Range(0, 520).SelectMany(static port => new[] { "tcp", "udp" }.Select(protocol
            => string.Create(CultureInfo.InvariantCulture, $"socket.getservbyport({port}, '{protocol}')")))];
        string[] ours = [.. Enumerable.Range(0, 520).SelectMany(static port => new[] { "tcp", "udp" }.Select(protocol
            => PythonAnswers.Ours(() => GetServByPort(port, protocol)).Split(' ')[0]))];
        Assert.Equal(questions.Zip(PythonAnswers.To(questions)), questions.Zip(ours));
    }
}
