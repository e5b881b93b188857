using System.Globalization;
using System.Net;
using static Sockeye.Sockets.Names;

namespace Sockeye.Sockets.Tests;

/// <summary>getaddrinfo with every hint and flag, getnameinfo with every flag, and what does not go together.</summary>
public sealed class NamesAddressTests
{
    /// <summary>Wrong questions, the code, and where one code stands for many mistakes, the hint.</summary>
    public static TheoryData<string?, string?, int, int, int, int, ResolveError, string> Wrong => new()
    {
        { null, "80", 0, 0, 0, (int)AddressInfoFlags.AI_CANONNAME, ResolveError.EAI_BADFLAGS, "; AI_CANONNAME needs a host" },
        { "127.0.0.1", "80", 0, 0, 0, 0x8000, ResolveError.EAI_BADFLAGS, "" },
        { "127.0.0.1", "80", (int)Family.AF_INET6, 0, 0, 0, ResolveError.EAI_ADDRFAMILY, "" },
        { "127.0.0.1", "80", 77, 0, 0, 0, ResolveError.EAI_FAMILY, "" },
        { "127.0.0.1", "80", (int)Family.AF_UNIX, 0, 0, 0, ResolveError.EAI_FAMILY, "" },
        { "127.0.0.1", "80", 0, (int)SocketKind.SOCK_STREAM, (int)Protocol.IPPROTO_UDP, 0, ResolveError.EAI_SOCKTYPE, "" },
        { "127.0.0.1", "80", 0, 99, 0, 0, ResolveError.EAI_SOCKTYPE, "" },
        { "127.0.0.1", "tftp", 0, (int)SocketKind.SOCK_STREAM, 0, 0, ResolveError.EAI_SERVICE, "" },
        { "localhost", "80", 0, 0, 0, (int)AddressInfoFlags.AI_NUMERICHOST, ResolveError.EAI_NONAME, "; AI_NUMERICHOST takes an address in digits alone" },
        { "127.0.0.1", "http", 0, 0, 0, (int)AddressInfoFlags.AI_NUMERICSERV, ResolveError.EAI_NONAME, "; AI_NUMERICSERV takes a port in digits alone" },
        { "fe80::1%nosuch", "80", 0, 0, 0, 0, ResolveError.EAI_NONAME, "; there is no interface nosuch" },
        { "::1%lo", "80", 0, 0, 0, 0, ResolveError.EAI_NONAME, "; only a link-local address has an interface behind it" },
        { "", "80", 0, 0, 0, 0, ResolveError.EAI_NONAME, "" },
        { null, null, 0, 0, 0, 0, ResolveError.EAI_NONAME, "" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongQuestions_HaveTheirCode(string? host, string? service, int family, int kind, int protocol, int flags, ResolveError code, string hint)
    {
        var failure = Assert.Throws<NameResolutionException>(
            () => GetAddrInfo(host, service, (Family)family, (SocketKind)kind, (Protocol)protocol, (AddressInfoFlags)flags));
        Assert.Equal(code, failure.Code);
        Assert.StartsWith("getaddrinfo of ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"({code}){hint}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void V4Mapped_AnswersAnIPv4HostInIPv6()
    {
        AddressInfo one = Assert.Single(GetAddrInfo("127.0.0.1", "80", Family.AF_INET6, SocketKind.SOCK_STREAM, flags: AddressInfoFlags.AI_V4MAPPED | AddressInfoFlags.AI_ALL));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 80), one.EndPoint);
    }

    [Fact]
    public void TheLettersFlags_AreTaken()
    {
        const AddressInfoFlags All = AddressInfoFlags.AI_IDN | AddressInfoFlags.AI_CANONIDN | AddressInfoFlags.AI_CANONNAME
            | AddressInfoFlags.AI_IDN_ALLOW_UNASSIGNED | AddressInfoFlags.AI_IDN_USE_STD3_ASCII_RULES;
        Assert.Equal("localhost", GetAddrInfo("localhost", "http", Family.AF_INET, flags: All)[0].CanonicalName);
    }

    [NeedsFact("python3")]
    public void Answers_AreThoseOfPython()
    {
        var random = new Random(3493);
        string?[] hosts = [null, "127.0.0.1", "::1", "localhost", "fe80::1%lo", "fe80::1%nosuch", "0x7f.1"];
        string?[] services = [null, "http", "80", "tftp", "domain", "nosuch"];
        int[] families = [0, 2, 10, 1], kinds = [0, 1, 2, 3, 5], protocols = [0, 6, 17, 1], flags = [0, 1, 2, 4, 8, 24, 0x400, 0x405, 0x8000];
        T One<T>(T[] from) => from[random.Next(from.Length)];
        var asked = Enumerable.Range(0, 500).Select(_ => (Host: One(hosts), Service: One(services), Family: One(families), Kind: One(kinds), Protocol: One(protocols), Flags: One(flags))).ToArray();
        static string Quoted(string? text) => text is null ? "None" : $"'{text}'";
        string[] questions = [.. asked.Select(q => string.Create(
            CultureInfo.InvariantCulture,
            $"' '.join('%d/%d/%d/%s/%s/%d' % (f, t, p, c, a[0].split('%')[0], a[1]) for f, t, p, c, a in socket.getaddrinfo({Quoted(q.Host)}, {Quoted(q.Service)}, {q.Family}, {q.Kind}, {q.Protocol}, {q.Flags}))"))];
        string[] ours = [.. asked.Select(q => PythonAnswers.Ours(() => string.Join(
            ' ',
            GetAddrInfo(q.Host, q.Service, (Family)q.Family, (SocketKind)q.Kind, (Protocol)q.Protocol, (AddressInfoFlags)q.Flags).Select(Written))))];
        Assert.Contains(ours, static answer => !answer.StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(questions.Zip(PythonAnswers.To(questions)), questions.Zip(ours));
    }

    private static string Written(AddressInfo one)
    {
        var at = (IPEndPoint)one.EndPoint;
        string address = Inet.InetNtop(one.Family, at.Address.GetAddressBytes());
        return string.Create(CultureInfo.InvariantCulture, $"{(int)one.Family}/{(int)one.Kind}/{(int)one.Protocol}/{one.CanonicalName}/{address}/{at.Port}");
    }

    [Fact]
    public void NameInfo_IsWordsOrDigits()
    {
        var at = new IPEndPoint(IPAddress.Loopback, 514);
        Assert.Equal(new NameInfo("127.0.0.1", "514"), GetNameInfo(at, NameInfoFlags.NI_NUMERICHOST | NameInfoFlags.NI_NUMERICSERV));
        Assert.Equal("shell", GetNameInfo(at).Service);
        Assert.Equal("syslog", GetNameInfo(at, NameInfoFlags.NI_DGRAM).Service);
        Assert.Equal("127.0.0.1", GetNameInfo(at, NameInfoFlags.NI_NUMERICHOST).Host);
        Assert.Equal("514", GetNameInfo(at, NameInfoFlags.NI_NUMERICSERV).Service);
        Assert.Equal("64999", GetNameInfo(new IPEndPoint(IPAddress.Loopback, 64999)).Service);
    }

    [Fact]
    public void AScope_ComesBackAsItWasGiven()
    {
        EndPoint found = GetAddrInfo("fe80::1%lo", "http", kind: SocketKind.SOCK_STREAM)[0].EndPoint;
        Assert.Equal(IfNameToIndex("lo"), ((IPEndPoint)found).Address.ScopeId);
        Assert.Equal(new NameInfo("fe80::1%lo", "http"), GetNameInfo(found, NameInfoFlags.NI_NUMERICHOST));
    }

    [Fact]
    public void AUnixAddress_IsThisMachineAndThePath()
    {
        string path = "/" + new string('x', 106);    // the longest
        Assert.Equal(path, GetNameInfo(new UnixEndPoint(path)).Service);
        Assert.Equal("/tmp/x", GetNameInfo(new UnixEndPoint("/tmp/x")).Service);
    }

    [Fact]
    public void WrongNameInfos_HaveTheirCode()
    {
        var at = new IPEndPoint(IPAddress.Loopback, 80);
        Assert.Equal(ResolveError.EAI_BADFLAGS, Assert.Throws<NameResolutionException>(() => GetNameInfo(at, (NameInfoFlags)0x4000)).Code);
        Assert.Equal(ResolveError.EAI_FAMILY, Assert.Throws<NameResolutionException>(() => GetNameInfo(new RawEndPoint(Family.AF_PACKET, new byte[18]))).Code);
        var nameless = Assert.Throws<NameResolutionException>(() => GetNameInfo(at, NameInfoFlags.NI_NAMEREQD | NameInfoFlags.NI_NUMERICHOST));
        Assert.Equal("getnameinfo of 127.0.0.1:80: name or service not known (EAI_NONAME)", nameless.Message);
        Assert.Throws<ArgumentException>(() => GetNameInfo(new DnsEndPoint("localhost", 80)));
        Assert.Throws<ArgumentNullException>(() => GetNameInfo(null!));
    }

    [NeedsFact("python3")]
    public void NameInfoWithEveryFlag_IsThatOfPython()
    {
        int[] ports = [80, 514, 64999];
        (int Port, int Flags)[] asked = [.. ports.SelectMany(static port => Enumerable.Range(0, 32).Select(flags => (port, flags)))];
        string[] questions = [.. asked.Select(static q => string.Create(CultureInfo.InvariantCulture, $"' '.join(socket.getnameinfo(('127.0.0.1', {q.Port}), {q.Flags}))"))];
        string[] ours = [.. asked.Select(static q => PythonAnswers.Ours(() =>
        {
            NameInfo info = GetNameInfo(new IPEndPoint(IPAddress.Loopback, q.Port), (NameInfoFlags)q.Flags);
            return $"{info.Host} {info.Service}";
        }))];
        Assert.Equal(questions.Zip(PythonAnswers.To(questions)), questions.Zip(ours));
    }
}
