using System.Globalization;
using static Sockeye.Sockets.AddressInfoFlags;
using static Sockeye.Sockets.NameInfoFlags;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>The questions for Python and for us. The same in every run, and answered without a name server.</summary>
/// <remarks>A host that is no address is asked for with AI_NUMERICHOST, which looks nothing up; "localhost" is in every hosts file.</remarks>
internal static class Corpus
{
    private const int Seed = 20240607;
    private const int RandomAddresses = 500;

    internal static IReadOnlyList<Question> WithoutNameServer { get; } =
    [
        .. new[] { Hosts(), ServicesOfAddresses(), Combinations(), Flags(), NamesOfAddresses(), HostEntries(), Texts(), Bytes(), Orders(), Tables(), Interfaces() }
            .SelectMany(static part => part).DistinctBy(static one => one.Line),
    ];

    /// <summary>For a machine whose name server answers, and where nothing is looked for elsewhere: every spelling as a host's name.</summary>
    internal static IReadOnlyList<Question> WithNameServer { get; } =
    [
        .. from host in Known.Concat(Spellings.Four).Concat(Spellings.Six).Concat(Spellings.Words)
           from question in new Question[]
           {
               new("getaddrinfo", host, "80", 0, 1, 0, (int)AI_CANONNAME),
               new("getaddrinfo", host, null, 2, 0, 0, 0),
               new("getaddrinfo", host, null, 10, 2, 0, (int)(AI_V4MAPPED | AI_ALL)),
               new("gethostbyname", host),
               new("gethostbyname_ex", host),
               new("gethostbyaddr", host),
               new("getfqdn", host),
           }
           select question,
        .. from address in KnownAddresses
           from flags in new[] { 0, (int)NI_NAMEREQD, (int)NI_NOFQDN, (int)(NI_NAMEREQD | NI_DGRAM), (int)NI_NUMERICHOST }
           from port in new[] { 0, 7, 4711, 4712 }
           select new Question("getnameinfo", address, port, 0, flags),
        .. Tables(),
    ];

    // What NamesScene has in its files and its name server, and what is not there.
    private static string[] Known =>
    [
        "one.test", "ONE.test", "one.test.", "alias.test", "longer.test", "both.test", "six.test", "files.test", "files-one", "FILES-two", "mine", "mine.test", "empty.test", "lost.test",
        "nobody.test", "host.fail.test", "ip6-localhost", "bücher.test", "BÜCHER.test", "straße.test", "192.0.2.1", "192.0.2.10", "192.0.2.20", "192.0.2.99", "2001:db8:2::1", "2001:db8::10", "2001:db8::99",
    ];

    private static string[] KnownAddresses => ["127.0.0.1", "::1", "0.0.0.0", "::", "192.0.2.2", "192.0.2.10", "192.0.2.20", "192.0.2.99", "2001:db8:2::1", "2001:db8::99", "fe80::1", "::ffff:192.0.2.1"];

    private static IEnumerable<string> Addresses()
    {
        var random = new Random(Seed);
        return [
            .. Spellings.Four, .. Spellings.Six,
            .. Enumerable.Range(0, RandomAddresses).Select(_ => Spellings.RandomFour(random)),
            .. Enumerable.Range(0, RandomAddresses).Select(_ => Spellings.RandomSix(random)),
        ];
    }

    private static IEnumerable<Question> Hosts()
        => from host in Addresses().Concat(Spellings.Words)
           from family in new[] { 0, 2, 10 }
           from flags in new[] { AI_NUMERICHOST, AI_NUMERICHOST | AI_CANONNAME, AI_NUMERICHOST | AI_V4MAPPED | AI_ALL }
           where flags == AI_NUMERICHOST || family != 0
           select new Question("getaddrinfo", host, "80", family, 1, 0, (int)flags);

    private static IEnumerable<Question> ServicesOfAddresses()
        => [
            .. from service in Spellings.Services
               from host in new[] { null, "127.0.0.1", "::1" }
               from kind in new[] { 0, 1, 2, 3, 5 }
               from flags in new[] { 0, (int)AI_NUMERICSERV }
               select new Question("getaddrinfo", host, service, 0, kind, 0, flags),
            .. from port in new long[] { 0, 1, 80, 65535, 65536, 65616, -1, int.MaxValue, int.MinValue, 4294967376, long.MaxValue }
               from host in new[] { null, "127.0.0.1" }
               from kind in new[] { 0, 1, 2, 3 }
               select new Question("getaddrinfo", host, port, 0, kind, 0, 0),
        ];

    private static IEnumerable<Question> Combinations()
        => from family in Spellings.Families
           from kind in Spellings.Kinds
           from protocol in Spellings.Protocols
           let service = (family ^ kind ^ protocol) % 3 == 0 ? "http" : "80"
           select new Question("getaddrinfo", family == 10 ? "::1" : "127.0.0.1", service, family, kind, protocol, 0);

    private static IEnumerable<Question> Flags()
    {
        var random = new Random(Seed);
        int[] flags = [.. Enumerable.Range(0, 31).Select(static bit => 1 << bit), int.MinValue, -1, .. Enumerable.Range(0, 60).Select(_ => random.Next(0x800) & ~(int)InOtherLetters)];
        return from flag in flags
               where (flag & (int)InOtherLetters) == 0 || flag == -1
               from host in new[] { null, "", "127.0.0.1", "::1", "localhost", "::ffff:127.0.0.1" }
               from service in new[] { null, "80", "http" }
               select new Question("getaddrinfo", host, service, 0, 0, 0, flag);
    }

    // glibc asks a library for these that need not be there.
    private const AddressInfoFlags InOtherLetters = AI_IDN | AI_CANONIDN | AI_IDN_ALLOW_UNASSIGNED | AI_IDN_USE_STD3_ASCII_RULES;

    private static IEnumerable<Question> NamesOfAddresses()
        => from host in new[] { "127.0.0.1", "::1", "0.0.0.0", "::", "255.255.255.255", "192.0.2.1", "2001:db8::1", "fe80::1", "ff02::1", "ff05::1", "::ffff:192.0.2.1" }
           from scope in host.Contains(':', StringComparison.Ordinal) ? new[] { 0, 1, 77777 } : [0]
           from port in new[] { 0, 7, 80, 512, 513, 514, 12345, 65535 }
           from flags in new[] { 0, (int)NI_NUMERICSERV, (int)NI_DGRAM, (int)NI_NOFQDN, (int)NI_NAMEREQD, (int)(NI_NUMERICSERV | NI_NAMEREQD), 256, 1 << 20, int.MinValue }
           select new Question("getnameinfo", host, port, scope, flags | (int)NI_NUMERICHOST);

    // Only what is an address, or in every hosts file.
    private static IEnumerable<Question> HostEntries()
        => from host in new[] { "", "<broadcast>", "localhost", "127.0.0.1", "127.1", "0x7f.1", "1.2.3.4", "0177.0.0.1", "4294967295", "0", "a\0b" }
           from call in new[] { "gethostbyname", "gethostbyname_ex" }
           where call == "gethostbyname" || host.Length > 0 && host[0] != '<'
           select new Question(call, host);

    private static IEnumerable<Question> Texts()
        => [
            .. from text in Addresses().Concat(Spellings.Words)
               from question in new Question[] { new("inet_aton", text), new("inet_pton", 2, text), new("inet_pton", 10, text) }
               select question,
            .. from family in Spellings.Families
               where family is not (2 or 10)
               select new Question("inet_pton", family, "127.0.0.1"),
        ];

    private static IEnumerable<Question> Bytes()
    {
        var random = new Random(Seed);
        string[] four = [.. Some(random, 4, 60)];
        string[] six = [.. Some(random, 16, 150), new('0', 32), new('f', 32), new string('0', 30) + "01", new string('0', 20) + "ffff01020304", new string('0', 24) + "01020304", new string('0', 28) + "0102"];
        string[] lengths = [.. Enumerable.Range(0, 20).Select(static length => string.Concat(Enumerable.Repeat("01", length)))];
        return [
            .. four.Concat(lengths).Select(static one => new Question("inet_ntoa", one)),
            .. four.Concat(lengths).Select(static one => new Question("inet_ntop", 2, one)),
            .. six.Concat(lengths).Select(static one => new Question("inet_ntop", 10, one)),
            .. from family in Spellings.Families from one in new[] { "", "01020304", new string('1', 32) } select new Question("inet_ntop", family, one),
        ];
    }

    // Half of the bytes are zero, so that there are gaps to be written as "::".
    private static IEnumerable<string> Some(Random random, int size, int count)
        => Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, size / 2).Select(_ => random.Next(2) == 0 ? "0000" : random.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture))));

    private static IEnumerable<Question> Orders()
    {
        var random = new Random(Seed);
        long[] numbers =
        [
            0, 1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, 2147483648, 4294967295, 4294967296, long.MaxValue, -1, int.MinValue, long.MinValue,
            .. Enumerable.Range(0, 60).Select(_ => random.NextInt64(1L << random.Next(8, 36))),
        ];
        return from number in numbers from call in new[] { "htons", "htonl", "ntohs", "ntohl" } select new Question(call, number);
    }

    private static IEnumerable<Question> Tables()
        => [
            .. from service in Spellings.Services.OfType<string>().Concat(["sockeye", "salmon", "redfish", "salmon-run"])
               from protocol in new[] { null, "tcp", "udp", "sctp", "TCP", "", "nope", "tcp\0" }
               select protocol is null ? new Question("getservbyname", service) : new Question("getservbyname", service, protocol),
            .. from port in Enumerable.Range(0, 600).Concat([4711, 4712, 4713, 65535, 65536, 65616, -1, int.MaxValue, int.MinValue])
               from protocol in new[] { null, "tcp", "udp" }
               select protocol is null ? new Question("getservbyport", port) : new Question("getservbyport", port, protocol),
            .. new[] { "ip", "IP", "icmp", "tcp", "TCP", "Tcp", "udp", "ipv6-icmp", "sctp", "udplite", "salmon", "upstream", "6", "", " ", "nope", "tcp ", "tcp\0", "é", new('a', 300) }
                .Select(static name => new Question("getprotobyname", name)),
        ];

    private static IEnumerable<Question> Interfaces()
        => [
            .. new[] { "lo", "LO", "", " ", "lo ", "lo\0", "nope", "1", "fifteen-letters", "sixteen-letters-", new('x', 300), "é", "a/b", "." }.Select(static name => new Question("if_nametoindex", name)),
            .. new[] { 1, 0, -1, 77777, int.MaxValue, int.MinValue }.Select(static index => new Question("if_indextoname", index)),
            new("if_nameindex"),
            new("gethostname"),
        ];
}
